"""What a start of the command costs."""

import subprocess
import sys

import pytest

PROGRAM = """
import atexit, sys
atexit.register(lambda: print("\\n".join(sys.modules), file=sys.stderr))
sys.argv[0] = "handler-lint"
from handler_lint.__main__ import main
main()
"""


def imported_by(*arguments: str) -> set[str]:
    """The top-level modules that are imported when `handler-lint ARGUMENTS` ends."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments], capture_output=True, text=True, check=False
    )
    return {name.partition(".")[0] for name in done.stderr.splitlines()}


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["check", "--help"]])
def test_help_imports_neither_the_parser_nor_the_models_nor_the_rules(arguments: list[str]) -> None:
    imported = imported_by(*arguments)

    assert "click" in imported
    assert not imported & {"libcst", "pydantic", "handler_lint_rules"}


def test_a_command_that_needs_them_shows_that_imports_are_seen() -> None:
    assert {"libcst", "handler_lint_rules"} <= imported_by("rules")
