"""Fixtures of the whole suite; the words that need no fixture are in `vocabulary.py`."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rule_package import Install, rule_package


def pytest_configure() -> None:
    """What a shell lets a command in the background ignore, tests send and wait for."""
    for number, handler in (
        (signal.SIGINT, signal.default_int_handler),
        (signal.SIGHUP, signal.SIG_DFL),
    ):
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, handler)


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Install a rule package with one rule, HL777, whose class body is given."""
    with rule_package(tmp_path, monkeypatch) as write:
        yield write
