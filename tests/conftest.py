"""Fixtures of the whole suite; the words that need no fixture are in `vocabulary.py`."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rule_package import Install, rule_package


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Install a rule package with one rule, HL777, whose class body is given."""
    with rule_package(tmp_path, monkeypatch) as write:
        yield write
