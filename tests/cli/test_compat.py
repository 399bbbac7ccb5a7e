"""`handler-lint compat SCRIPT TARGET`."""

import json
from pathlib import Path

import pytest

from tests.vocabulary import GOOD, command, package

SCRIPT = """
import os

def main(input_paths, output_paths, environ_vars, job_args):
    with open(os.path.join(output_paths["data"], "rows.json"), "w") as file:
        file.write(job_args.text)
"""


@pytest.fixture(autouse=True)
def script(tmp_path: Path) -> Path:
    package(tmp_path, GOOD)
    (tmp_path / "prepare.py").write_text(SCRIPT)
    return tmp_path / "prepare.py"


def compat(folder: Path, text: str, *more: str) -> tuple[int, str, str]:
    arguments = ("prepare.py", "package", "--output", "data=out", "--arg", f"text={text}", *more)
    done = command("compat", *arguments, cwd=folder)
    return done.code, done.out, done.err


def test_a_file_that_fits_is_exit_0(tmp_path: Path) -> None:
    code, out, _ = compat(tmp_path, "[1, 2]")

    assert (code, out.splitlines()) == (
        0,
        ["prepare.py -> package", "  out/rows.json  application/json        fits", "all files fit"],
    )


def test_a_file_that_does_not_fit_is_exit_1(tmp_path: Path) -> None:
    code, out, _ = compat(tmp_path, '[{"a": 1}]')

    assert code == 1
    assert "does not fit: predict_fn TypeError" in out
    assert out.splitlines()[-1] == "1 of 1 files do not fit"


def test_a_script_that_fails_is_exit_1(tmp_path: Path, script: Path) -> None:
    script.write_text("def main(*a):\n    raise KeyError('x')\n")
    code, out, _ = compat(tmp_path, "")

    assert (code, out.splitlines()[-1]) == (1, "the script failed: KeyError: 'x'")


def test_a_script_that_writes_nothing_is_exit_1(tmp_path: Path, script: Path) -> None:
    script.write_text("def main(*a):\n    pass\n")

    assert compat(tmp_path, "")[:2] == (1, "prepare.py -> package\nthe script wrote no file\n")


def test_the_result_as_an_object(tmp_path: Path) -> None:
    found = json.loads(compat(tmp_path, "[1]", "--format", "json")[1])

    assert (found["compatible"], found["file_format"]) == (True, "json")
    assert found["script_result"]["success"]


def test_the_types_of_the_handler_are_chosen(tmp_path: Path) -> None:
    code, out, _ = compat(tmp_path, "[1]", "--content-type", "text/csv", "--framework", "pytorch")

    assert code == 1
    assert "application/json is none of the handler's types: text/csv" in out


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("absent.py", "package", "--output", "a=b"), 2, "absent.py"),
        (("prepare.py", "package"), 2, "--output"),
        (("prepare.py", "absent", "--output", "data=out", "--arg", "text=[1]"), 2, "absent"),
        (("prepare.py", "out", "--output", "data=out", "--arg", "text=[1]"), 3, "nothing to check"),
        (("prepare.py", "package", "--output", "a=b", "--framework", "x"), 2, "x"),
    ],
)
def test_what_cannot_be_tested_is_said(
    tmp_path: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    done = command("compat", *arguments, cwd=tmp_path)

    assert done.code == code
    assert said in done.err
    assert "Traceback" not in done.err
