"""`handler-lint check TARGET --repack OUT.tar.gz`: a repaired archive beside the old one."""

import tarfile
from pathlib import Path

import pytest

from tests.vocabulary import FALLS_THROUGH, GOOD, command, package


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    """A package whose requirements lie at the root, with a file of macOS and a module beside `code/`."""
    folder = package(tmp_path, "import sums\n" + GOOD, requirements_dot_txt="six==1.16.0\n")
    (folder / "._model.json").write_text("")
    (folder / "lib").mkdir()
    (folder / "lib" / "sums.py").write_text("")
    return folder


def packed(folder: Path) -> Path:
    path = folder.parent / "model.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        archive.add(folder, ".")
    return path


def names(path: Path) -> list[str]:
    with tarfile.open(path) as archive:
        return archive.getnames()


@pytest.mark.parametrize("target", ["package", "model.tar.gz"])
def test_files_come_where_they_belong(wrong: Path, tmp_path: Path, target: str) -> None:
    packed(wrong)
    before = command("check", target, "--dynamic", "off", cwd=tmp_path)
    done = command("check", target, "--dynamic", "off", "--repack", "out.tar.gz", cwd=tmp_path)

    assert before.code == 1
    assert "fix: --repack OUT.tar.gz" in before.out
    assert done.code == 0
    assert done.out.startswith("out.tar.gz\n")
    assert names(tmp_path / "out.tar.gz") == [
        "code/inference.py",
        "code/requirements.txt",
        "code/sums.py",
        "model.json",
    ]


def test_what_was_packed_is_served(wrong: Path, tmp_path: Path) -> None:
    command("check", "package", "--repack", "out.tar.gz", cwd=tmp_path)
    (tmp_path / "one.json").write_text("[1, 2]")
    arguments = ("--body", "one.json", "--content-type", "application/json")

    assert command("invoke", "package", *arguments, cwd=tmp_path).out != "[2, 4]"
    assert command("invoke", "out.tar.gz", *arguments, cwd=tmp_path).out == "[2, 4]"


def test_the_fixes_come_with_it(tmp_path: Path) -> None:
    folder = package(tmp_path, FALLS_THROUGH)
    archive = packed(folder)
    before = archive.read_bytes()
    done = command("check", "model.tar.gz", "--fix", "--repack", "out.tgz", cwd=tmp_path)

    with tarfile.open(tmp_path / "out.tgz") as repaired:
        member = repaired.extractfile("code/inference.py")
        assert member is not None
        assert member.read().decode() == GOOD
    assert done.code == 0
    assert "fixed: 1 (HL202)" in done.out
    assert archive.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("package", "--repack", "out.zip"), "name a file that ends in .tar.gz"),
        (("model.tar.gz", "--repack", "model.tar.gz"), "--repack never writes in place"),
        (("package", "--repack", "absent/out.tar.gz"), "there is no folder absent"),
        (("package", "package", "--repack", "out.tar.gz"), "--repack takes one target"),
        (("inference.py", "--repack", "out.tar.gz"), "--repack takes one target"),
        (("package", "--repack", "out.tar.gz", "--diff"), "take --diff"),
    ],
)
def test_what_cannot_be_packed_is_said_first(
    wrong: Path, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    packed(wrong)
    done = command("check", *arguments, cwd=tmp_path)

    assert (done.code, done.out) == (2, "")
    assert said in done.err
