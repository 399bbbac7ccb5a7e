"""What is said while calls are run."""

import io
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from handler_lint.cli.progress import Ticker
from tests.vocabulary import FALLS_THROUGH, package


def test_on_a_terminal_a_long_run_counts_its_calls(tmp_path: Path) -> None:
    package(
        tmp_path,
        "import time\n" + FALLS_THROUGH.replace("    kind =", "    time.sleep(1.2)\n    kind ="),
    )
    here, there = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "handler_lint", "check", "package", "--dynamic", "all"],
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=there,
    ) as process:
        os.close(there)
        said = b""
        while True:
            try:
                part = os.read(here, 1024)
            except OSError:
                break
            if not part:
                break
            said += part
        process.wait(20)

    assert b"its code is executed" in said
    assert b" calls, " in said
    assert said.endswith(b"\r\x1b[K")


def test_elsewhere_there_is_one_line_a_target(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    with Ticker() as ticker:
        ticker.started -= 10
        for made in range(3):
            ticker.tell("a", made, 3, "import")

    assert stream.getvalue() == "running a: 3 calls, its code is executed\n"


def test_the_counter_makes_room_for_the_next_target(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(stream, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stderr", stream)
    with Ticker() as ticker:
        ticker.started -= 10
        ticker.tell("a", 0, 1, "import")
        ticker.tell("b", 0, 2, "import")

    assert stream.getvalue() == (
        "running a: 1 call, its code is executed\n"
        "\r\x1b[K0/1 calls, 10 s"
        "\r\x1b[Krunning b: 2 calls, its code is executed\n"
        "\r\x1b[K0/2 calls, 10 s"
        "\r\x1b[K"
    )
