"""What a start of the command costs."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.vocabulary import GOOD, package

PROGRAM = """
import atexit, sys
before = set(sys.modules)
atexit.register(lambda: print("\\n".join(set(sys.modules) - before), file=sys.stderr))
sys.argv[0] = "handler-lint"
from handler_lint.__main__ import main
main()
"""


def imported_by(*arguments: str, cwd: Path | None = None) -> set[str]:
    """The top-level modules that `handler-lint ARGUMENTS` imports."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )
    return {name.partition(".")[0] for name in done.stderr.splitlines()}


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["check", "--help"]])
def test_help_imports_neither_the_parser_nor_the_models_nor_the_rules(arguments: list[str]) -> None:
    imported = imported_by(*arguments)

    assert "click" in imported
    assert not imported & {"libcst", "pydantic", "handler_lint_rules"}


def test_an_answer_waits_for_nothing_that_is_slow_to_import(tmp_path: Path) -> None:
    package(tmp_path, GOOD)
    (tmp_path / "body").write_text("[1]")

    imported = imported_by(
        *("invoke", "package", "--body", "body", "--content-type", "application/json"),
        cwd=tmp_path,
    )

    assert "handler_lint" in imported
    assert not imported & {"click", "pydantic", "libcst", "dataclasses", "inspect", "subprocess"}


def test_a_command_that_needs_them_shows_that_imports_are_seen() -> None:
    assert {"libcst", "handler_lint_rules"} <= imported_by("rules")
