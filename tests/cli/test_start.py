"""What a start of the command costs."""

import subprocess
import sys

import pytest


def imported_by(*arguments: str) -> set[str]:
    """The top-level modules that `handler-lint ARGUMENTS` imports."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "handler_lint", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-500:]
    lines = (line for line in done.stderr.splitlines() if line.startswith("import time:"))
    return {line.rpartition("|")[2].strip().split(".")[0] for line in lines}


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["check", "--help"]])
def test_help_imports_neither_the_parser_nor_the_models_nor_the_rules(arguments: list[str]) -> None:
    imported = imported_by(*arguments)

    assert "click" in imported
    assert not imported & {"libcst", "pydantic", "handler_lint_rules"}
