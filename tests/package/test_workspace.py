"""Private folders: gone at the end, whatever was left in them, and swept after a crash."""

import errno
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from handler_lint.package.workspace import WorkspaceError, cannot_write, remove, workspace


def dead_process() -> int:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
        return process.pid


def left_behind(parent: Path, pid: int, started: int) -> Path:
    with workspace(parent) as mine:
        space = mine.name.split("-")[4]
    folder = parent / f"handler-lint-{pid}-{started}-{space}-abc"
    (folder / "inner").mkdir(parents=True)
    return folder


def test_it_is_private_and_named_after_its_process(tmp_path: Path) -> None:
    with workspace(tmp_path) as folder:
        assert folder.parent == tmp_path
        assert folder.stat().st_mode & 0o777 == 0o700
        assert re.match(rf"handler-lint-{os.getpid()}-\d+-\d+-", folder.name)
        assert list(folder.iterdir()) == []

    assert not folder.exists()


def test_it_is_in_the_folder_for_temporary_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))

    with workspace() as folder:
        assert folder.parent == tmp_path


def test_it_is_removed_after_an_error_too(tmp_path: Path) -> None:
    def interrupted() -> None:
        with workspace(tmp_path) as folder:
            (folder / "file").write_bytes(b"x")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()

    assert list(tmp_path.iterdir()) == []


def test_read_only_folders_and_links_are_removed_and_links_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "canary").write_bytes(b"alive")
    with workspace(tmp_path) as folder:
        (folder / "a/b/c").mkdir(parents=True)
        (folder / "a/b/c/file").write_bytes(b"x")
        (folder / "0.moved").write_bytes(b"a name that the clean-up uses")
        (folder / "a/link").symlink_to(outside)
        (folder / "file link").symlink_to(outside / "canary")
        for locked in ("a/b/c", "a/b", "a", "."):
            (folder / locked).chmod(0)

    assert not folder.exists()
    assert (outside / "canary").read_bytes() == b"alive"


def test_a_tree_deeper_than_any_path_is_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with workspace(tmp_path) as folder:
        monkeypatch.chdir(folder)
        for _ in range(600):
            os.mkdir("a-rather-long-name")
            os.chdir("a-rather-long-name")
        os.chdir(tmp_path)

    assert not folder.exists()


def test_what_cannot_be_removed_is_no_error(tmp_path: Path) -> None:
    remove(tmp_path / "gone already")


@pytest.mark.parametrize("started", [0, 1])
def test_folders_of_dead_processes_are_swept(tmp_path: Path, started: int) -> None:
    folder = left_behind(tmp_path, dead_process(), started)

    with workspace(tmp_path):
        assert not folder.exists()


def test_a_folder_of_a_number_that_another_process_has_now_is_swept(tmp_path: Path) -> None:
    folder = left_behind(tmp_path, os.getpid(), 1)

    with workspace(tmp_path):
        assert not folder.exists()


def test_folders_of_living_processes_stay(tmp_path: Path) -> None:
    unknown_start = left_behind(tmp_path, os.getpid(), 0)

    with workspace(tmp_path) as one, workspace(tmp_path):
        assert one.exists()
        assert unknown_start.exists()


def test_folders_of_a_killed_process_are_swept(tmp_path: Path) -> None:
    code = (
        "import time; from pathlib import Path; from handler_lint.package.workspace import *\n"
        f"with workspace(Path({str(tmp_path)!r})): time.sleep(60)"
    )
    root = Path(__file__).parents[2]
    with subprocess.Popen([sys.executable, "-c", code], cwd=root) as process:
        while not list(tmp_path.iterdir()):
            time.sleep(0.01)
        process.kill()
    (left,) = tmp_path.iterdir()

    with workspace(tmp_path) as mine:
        assert not left.exists()
        assert list(tmp_path.iterdir()) == [mine]


def test_what_is_not_ours_stays(tmp_path: Path) -> None:
    pid = dead_process()
    theirs = left_behind(tmp_path, pid, 1)
    os.rename(theirs, tmp_path / "handler-lint-report")
    (tmp_path / f"handler-lint-{pid}-1-1-other").mkdir()
    with workspace(tmp_path) as mine:
        space = mine.name.split("-")[4]
    (tmp_path / f"handler-lint-{pid}-1-{space}-link").symlink_to("handler-lint-report")

    with workspace(tmp_path):
        assert (tmp_path / "handler-lint-report/inner").is_dir()

    assert len(list(tmp_path.iterdir())) == 3


def test_a_place_that_takes_no_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match=r"cannot make a private folder in .*nowhere: No such"):
        workspace(tmp_path / "nowhere").__enter__()


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_said_with_a_way_out(tmp_path: Path, number: int) -> None:
    error = OSError(number, os.strerror(number), str(tmp_path / "weights"))

    said = str(cannot_write("a copy of m", tmp_path, error))

    assert said == (
        f"cannot make a copy of m in {tmp_path}: {os.strerror(number)}: {tmp_path}/weights;"
        " free space there or set TMPDIR to a larger folder"
    )
