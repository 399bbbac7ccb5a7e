"""An archive that holds one folder with everything in it."""

import tarfile
from pathlib import Path

import pytest

from handler_lint.package.missing import nested_root
from tests.vocabulary import GOOD, command, package, report_of


def packed(folder: Path, inside: str) -> Path:
    archive = folder / "model.tar.gz"
    with tarfile.open(archive, "w:gz") as tar:
        tar.add(package(folder, GOOD), inside)
    return archive


@pytest.mark.parametrize(("inside", "above"), [("model", "model"), ("a/b", "a/b")])
def test_the_folder_is_told_with_the_command_that_packs_again(
    tmp_path: Path, inside: str, above: str
) -> None:
    report = report_of(packed(tmp_path, inside))
    found = report["HL702"]

    assert report.exit_code == 1
    assert (found.severity, found.status, found.place.path) == (
        "error",
        "static",
        f"{inside}/code/inference.py",
    )
    assert found.message.startswith(f"all of the archive lies in {above}/")
    assert found.help == f"pack again: tar -czf model.tar.gz -C {above} ."


def test_it_is_ignored_as_other_findings_are(tmp_path: Path) -> None:
    report = report_of(packed(tmp_path, "model"), ignore=("HL702",))

    assert (report.codes, report.exit_code) == ([], 0)


WRITES = """
def main(input_paths, output_paths, environ_vars, job_args):
    with open(output_paths["a"] + "/one.json", "w") as file:
        file.write("[1]")
"""


def test_other_commands_say_the_same(tmp_path: Path) -> None:
    packed(tmp_path, "model")
    (tmp_path / "prepare.py").write_text(WRITES)
    begun = command("init", "model.tar.gz", cwd=tmp_path)
    sent = command("compat", "prepare.py", "model.tar.gz", "--output", "a=out", cwd=tmp_path)

    assert (begun.code, sent.code) == (3, 1)
    assert "pack again with: tar -czf model.tar.gz -C model ." in begun.err
    assert "does not fit: all of the archive lies in model/" in sent.out


@pytest.mark.parametrize(
    ("files", "found"),
    [
        (("m/code/inference.py", "m/w.bin"), ("m/code/inference.py", "m")),
        (("m/code/inference.py", "w.bin"), ("", "")),
        (("m/inference.py",), ("", "")),
        (("code/lib/inference.py",), ("", "")),
        (("w.bin",), ("", "")),
    ],
)
def test_only_one_folder_with_everything_in_it_is_one_too_many(
    files: tuple[str, ...], found: tuple[str, str]
) -> None:
    assert nested_root(files) == found
