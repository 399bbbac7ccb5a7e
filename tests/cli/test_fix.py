"""`handler-lint check --fix`, `--unsafe-fixes` and `--diff`."""

import json
import os
import shutil
import stat
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from tests.vocabulary import FALLS_THROUGH, GOOD, command, package

RAISE = '    raise ValueError(f"unsupported content type: {content_type}")\n'
SWAPPED = FALLS_THROUGH.replace(
    "return json.dumps(prediction)", "return accept, json.dumps(prediction)"
)
EXACT = GOOD.replace('(content_type or "").split(";")[0].strip().lower()', "content_type")


@pytest.fixture
def handler(tmp_path: Path) -> Path:
    return package(tmp_path, FALLS_THROUGH) / "code" / "inference.py"


def test_a_safe_fix_is_offered(handler: Path, tmp_path: Path) -> None:
    done = command("check", "package", cwd=tmp_path)

    assert "fix: --fix" in done.out
    assert done.out.splitlines()[-2] == "1 can be fixed with --fix"


def test_a_safe_fix_is_written_and_what_is_left_is_reported(handler: Path, tmp_path: Path) -> None:
    done = command("check", "package", "--fix", cwd=tmp_path)

    assert handler.read_text() == GOOD
    assert done.code == 0
    assert done.out.splitlines()[-3:] == ["no findings", "fixed: 1 (HL202)", "exit 0"]
    assert command("check", "package", "--fix", cwd=tmp_path).out.endswith("no findings\nexit 0\n")


def test_several_are_fixed_in_one_go(tmp_path: Path) -> None:
    path = package(tmp_path, SWAPPED) / "code" / "inference.py"
    done = command("check", "package", "--fix", cwd=tmp_path)

    assert path.read_text() == GOOD.replace("dumps(prediction)", "dumps(prediction), accept")
    assert "fixed: 2 (HL202, HL504)" in done.out or "fixed: 2 (HL504, HL202)" in done.out


def test_a_diff_is_a_patch_and_nothing_is_written(handler: Path, tmp_path: Path) -> None:
    before = handler.read_text()
    done = command("check", "package", "--diff", cwd=tmp_path)

    assert (done.code, handler.read_text()) == (1, before)
    assert done.out.startswith("--- a/package/code/inference.py\n+++ b/package/code/inference.py\n")
    (tmp_path / "fix.patch").write_text(done.out)
    subprocess.run(["patch", "-p1", "-i", "fix.patch"], cwd=tmp_path, check=True)
    assert handler.read_text() == GOOD
    assert command("check", "package", "--diff", cwd=tmp_path).out == ""
    assert command("check", "package", "--diff", cwd=tmp_path).code == 0


def test_a_diff_goes_to_a_file(handler: Path, tmp_path: Path) -> None:
    done = command("check", "package", "--diff", "--output-file", "fix.patch", cwd=tmp_path)

    assert done.out == ""
    assert "+" + RAISE in (tmp_path / "fix.patch").read_text()


def test_an_unsafe_fix_is_written_only_when_asked_for(tmp_path: Path) -> None:
    path = package(tmp_path, EXACT) / "code" / "inference.py"
    plain = command("check", "package", "--fix", cwd=tmp_path)
    kept = path.read_text()
    unsafe = command("check", "package", "--unsafe-fixes", cwd=tmp_path)

    assert kept == EXACT
    assert "1 can be fixed with --unsafe-fixes" in plain.out
    assert "fixed: 1 (HL201)" in unsafe.out
    assert '    content_type = (content_type or "").split(";")[0]' in path.read_text()


def test_a_handler_file_is_fixed(handler: Path) -> None:
    handler.write_bytes(handler.read_bytes().replace(b"\n", b"\r\n"))
    os.chmod(handler, 0o755)
    done = command("check", "inference.py", "--fix", cwd=handler.parent)

    assert done.code == 0
    assert handler.read_bytes() == GOOD.replace("\n", "\r\n").encode()
    assert stat.S_IMODE(handler.stat().st_mode) == 0o755


def test_what_a_fix_leaves_is_not_written(tmp_path: Path) -> None:
    source = GOOD.replace("return [model", "return RuntimeException if 0 else [model").replace(
        "raise ValueError(", "RuntimeError = str\n    raise RuntimeException("
    )
    path = package(tmp_path, source) / "code" / "inference.py"
    done = command("check", "package", "--fix", cwd=tmp_path)

    assert path.read_text() == source
    assert "error[HL207]" in done.out


def test_a_suppressed_finding_is_left_alone(handler: Path, tmp_path: Path) -> None:
    text = handler.read_text().replace(
        "def input_fn(body, content_type):",
        "def input_fn(body, content_type):  # handler-lint: ignore[HL202]",
    )
    handler.write_text(text)
    done = command("check", "package", "--fix", cwd=tmp_path)

    assert (done.code, handler.read_text()) == (0, text)


def test_the_fixes_of_an_archive_are_shown_and_not_written(handler: Path, tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "model.tar.gz", "w:gz") as archive:
        archive.add(tmp_path / "package", ".")
    plain = command("check", "model.tar.gz", cwd=tmp_path)
    refused = command("check", "model.tar.gz", "--fix", cwd=tmp_path)
    shown = command("check", "model.tar.gz", "--diff", cwd=tmp_path)

    assert "fix: --diff" in plain.out
    assert "1 can be fixed before the archive is packed (--diff)" in plain.out
    assert refused.code == 2
    assert refused.err.splitlines()[-1].startswith("error: model.tar.gz: fixes are not written")
    assert "+" + RAISE in shown.out


def test_the_handler_file_of_an_archive_is_fixed(handler: Path, tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "model.tar.gz", "w:gz") as archive:
        archive.add(tmp_path / "package", ".")
    shutil.copy(handler, tmp_path / "inference.py")
    done = command("check", "inference.py", "--package", "model.tar.gz", "--fix", cwd=tmp_path)

    assert done.code == 0
    assert (tmp_path / "inference.py").read_text() == GOOD


def test_the_text_of_an_editor_is_shown_fixed(handler: Path, tmp_path: Path) -> None:
    arguments = ("check", "--stdin-filename", "package/code/inference.py", "--diff")
    text = handler.read_text()
    handler.unlink()
    done = subprocess.run(
        [sys.executable, "-m", "handler_lint", *arguments],
        input=text,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert "+" + RAISE in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--fix", "--diff"), "--fix writes and --diff does not"),
        (("--fix", "--stdin-filename", "x.py"), "fixes are not written to standard input"),
        (("--diff", "--format", "json"), "--diff writes a diff instead of a report"),
    ],
)
def test_what_does_not_go_together(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    done = command("check", *arguments, cwd=tmp_path)

    assert done.code == 2
    assert said in done.err


def test_machine_formats_hold_the_edits(handler: Path, tmp_path: Path) -> None:
    done = command(
        "check", "package", "--format", "json", "--report", "sarif=a.sarif", cwd=tmp_path
    )
    (found,) = json.loads(done.out)["diagnostics"]
    edit = {
        "path": "code/inference.py",
        "line": 10,
        "column": 32,
        "end_line": 10,
        "end_column": 32,
        "function": "",
        "text": "\n" + RAISE.rstrip("\n"),
    }
    (result,) = json.loads((tmp_path / "a.sarif").read_text())["runs"][0]["results"]
    (change,) = result["fixes"][0]["artifactChanges"]

    assert found["fix"] == {"safe": True, "edits": [edit]}
    assert change["artifactLocation"]["uri"] == "package/code/inference.py"
    (replacement,) = change["replacements"]
    assert replacement["insertedContent"]["text"] == edit["text"]
    assert replacement["deletedRegion"]["startLine"] == 10


def test_what_was_fixed_is_told_to_machines(handler: Path, tmp_path: Path) -> None:
    done = command("check", "package", "--format", "json", "--fix", cwd=tmp_path)
    (told,) = json.loads(done.out)["summary"]["fixed"]

    assert (told["target"], told["code"]) == ("package", "HL202")
    assert handler.read_text() == GOOD


ANNOTATED = GOOD.replace(
    "def input_fn(body, content_type)",
    'def input_fn(body: dict[str, str] = {}, content_type: str = "a, b") -> dict[str, int]',
)


def test_annotations_and_defaults_are_no_part_of_a_name(tmp_path: Path) -> None:
    path = package(tmp_path, ANNOTATED.replace(RAISE, "")) / "code" / "inference.py"
    command("check", "package", "--fix", cwd=tmp_path)

    assert path.read_text() == ANNOTATED
