"""The worker runs in the handler's own Python: 3.8 and newer, standard library only."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import handler_lint

WORKER = Path(handler_lint.__file__).parent / "worker"
FILES = sorted(WORKER.rglob("*.py"))


def names(file: Path) -> str:
    return str(file.relative_to(WORKER))


def imported(file: Path) -> Iterator[str]:
    """The modules that a file imports; one of the worker's own starts with a dot."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


def test_the_worker_has_files() -> None:
    assert WORKER / "serving.py" in FILES


@pytest.mark.parametrize("file", FILES, ids=names)
def test_python_3_8_parses_it(file: Path) -> None:
    ast.parse(file.read_text(), filename=str(file), feature_version=(3, 8))


@pytest.mark.parametrize("file", FILES, ids=names)
def test_it_imports_only_the_standard_library_and_its_neighbours(file: Path) -> None:
    for module in imported(file):
        if module.startswith("."):
            assert not module.startswith(".."), f"{module} is outside of the worker"
        else:
            assert module.split(".")[0] in sys.stdlib_module_names


def test_no_call_and_no_module_needs_more_than_python_3_8() -> None:
    vermin = Path(sys.executable).with_name("vermin")
    judged = subprocess.run(
        [vermin, "-t=3.8-", "--eval-annotations", "--no-tips", WORKER],
        capture_output=True,
        text=True,
        check=False,
    )

    assert judged.returncode == 0, judged.stdout
    assert "Minimum required versions" in judged.stdout
