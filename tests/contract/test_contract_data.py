"""The contract of every stack: complete, callable as it says, one file each, and written down in the docs."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import handler_lint
from handler_lint.contract import load_stack, stack_names
from handler_lint.stacks.docs import made_pages
from handler_lint.worker import defaults

ROOT = Path(__file__).resolve().parents[2]
per_stack = pytest.mark.parametrize("name", stack_names())


@per_stack
def test_every_function_has_a_default_and_an_example_that_the_stack_calls(name: str) -> None:
    stack = load_stack(name)
    for function, count in stack.parameters.items():
        assert stack.default[function]
        called, _, rest = stack.example(function).partition("(")
        assert called == function
        assert len(rest.rstrip(")").split(",")) == count


@per_stack
def test_the_functions_that_stand_for_unbound_names_exist(name: str) -> None:
    serving = load_stack(name).serving
    assert set(serving["defaults"].values()) <= set(defaults.FUNCTIONS)
    assert set(serving["decoders"].values()) - {""} <= set(defaults.DECODERS)
    assert set(serving["encoders"].values()) - {""} <= set(defaults.ENCODERS)


@per_stack
def test_the_files_that_serve_it_exist(name: str) -> None:
    serving = load_stack(name).serving
    worker = Path(handler_lint.__file__).parent / "worker"
    for module in (serving["server"], *serving["modules"].values()):
        assert (worker / f"{module}.py").is_file()


@per_stack
def test_the_client_is_told_how_each_failure_looks(name: str) -> None:
    assert set(load_stack(name).client) == {"raised", "died", "timed_out", "none"}


def test_the_pages_about_the_stacks_are_up_to_date() -> None:
    folder = ROOT / "docs" / "stacks"
    there = {file.name: file.read_text(encoding="utf-8") for file in folder.glob("*.md")}

    assert there == made_pages(), "run make index"


def test_a_new_stack_is_one_file(tmp_path: Path) -> None:
    copy = tmp_path / "handler_lint"
    shutil.copytree(
        Path(handler_lint.__file__).parent, copy, ignore=shutil.ignore_patterns("__pycache__")
    )
    (copy / "contract" / "own.toml").write_text(
        'name = "own"\nbase = "mxnet"\ntitle = "A server of our own"\naliases = ["ours"]\n'
        '[serving]\nerror_status = 418\n[signs]\nmodules = ["ourlib"]\nfiles = []\n'
        "requirements = []\nimages = []\nover = []\n"
    )
    package = tmp_path / "package" / "code"
    package.mkdir(parents=True)
    (package / "inference.py").write_text("import json\nimport ourlib\n")
    (package / "ourlib.py").write_text("")
    (tmp_path / "body").write_bytes(b"{}")

    def command(*arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "handler_lint", *arguments],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stdout

    assert "A server of our own" in command("stacks")
    assert "also called ours" in command("stacks", "ours")
    sent = command("invoke", "package", "--body", "body", "--output-format", "json")
    assert json.loads(sent)["stack"] == "own"
    assert json.loads(sent)["status"] == 418
