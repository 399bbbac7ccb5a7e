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


LIBRARIES = {"numpy", "scipy", "torch", "transformers", "xgboost", "PIL"}
"""What the stacks' images have: the emulation of their default functions imports it where it is used."""


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
    allowed = {*sys.stdlib_module_names}
    if file.name in ("defaults.py", "model_server.py"):
        allowed |= LIBRARIES | {
            "sagemaker_huggingface_inference_toolkit",
            "sagemaker_xgboost_container",
        }
    for module in imported(file):
        if module.startswith("."):
            assert not module.startswith(".."), f"{module} is outside of the worker"
        else:
            assert module.split(".")[0] in allowed


LATE = "from __future__ import annotations"
"""With it annotations are not evaluated, so that they may be newer than the interpreter."""


@pytest.mark.parametrize("option", ["--eval-annotations", "--no-eval-annotations"])
def test_no_call_and_no_module_needs_more_than_python_3_8(option: str) -> None:
    late = option == "--no-eval-annotations"
    files = [file for file in FILES if (LATE in file.read_text()) == late]
    vermin = Path(sys.executable).with_name("vermin")
    judged = subprocess.run(
        [vermin, "-t=3.8-", option, "--no-tips", *files],
        capture_output=True,
        text=True,
        check=False,
    )

    assert judged.returncode == 0, judged.stdout
    assert "Minimum required versions" in judged.stdout
