"""Where reports go: standard output, files, pipes and devices, and readers that leave."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.vocabulary import FALLS_THROUGH, GOOD, command, package

CHECK = ("check", "package", "--dynamic", "off", "--quiet")
LAST = "exit 1: 1 error; --fail-on error\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    package(tmp_path, FALLS_THROUGH)
    return tmp_path


def shell(line: str, cwd: Path) -> tuple[int, str]:
    """The exit code and standard error of a line of bash in which $CHECK is a check."""
    words = " ".join((sys.executable, "-m", "handler_lint", *CHECK))
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", line],
        cwd=cwd,
        env={**os.environ, "CHECK": words},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stderr


def test_a_file_is_replaced_as_a_whole(folder: Path) -> None:
    (folder / "report.txt").write_text("of yesterday\n" * 1000)
    done = command(*CHECK, "--output-file", "report.txt", cwd=folder)
    written = (folder / "report.txt").read_text()

    assert (done.code, done.out) == (1, "")
    assert written.startswith("error[HL202]")
    assert written.endswith(LAST)
    assert sorted(path.name for path in folder.iterdir()) == ["package", "report.txt"]


def test_a_link_stays_a_link(folder: Path) -> None:
    (folder / "latest.txt").symlink_to("report.txt")
    command(*CHECK, "--output-file", "latest.txt", cwd=folder)

    assert (folder / "latest.txt").is_symlink()
    assert (folder / "report.txt").read_text().endswith(LAST)


def test_a_pipe_is_written_and_not_replaced(folder: Path) -> None:
    pipe = folder / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()))
    reader.start()
    command(*CHECK, "--output-file", "pipe", cwd=folder)
    reader.join(20)

    assert pipe.is_fifo()
    assert read[0].endswith(LAST)


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("package", "package cannot be written: it is a folder; name a file in it"),
        ("absent/x.json", "absent/x.json cannot be written: there is no folder absent; make it"),
    ],
)
def test_a_file_that_cannot_be_written_is_known_before_anything_is_run(
    folder: Path, path: str, why: str
) -> None:
    done = command("check", "package", "--report", f"json={path}", cwd=folder)

    assert (done.code, done.out, done.err) == (2, "", f"error: {why}\n")


def test_what_cannot_be_written_does_not_hide_the_other_reports(folder: Path) -> None:
    done = command(*CHECK, "--report", "json=/dev/full", "--report", "sarif=x.sarif", cwd=folder)

    assert done.code == 2
    assert done.out.endswith(LAST)
    assert (
        done.err
        == "error: /dev/full cannot be written: No space left on device; name another file\n"
    )
    assert (folder / "x.sarif").exists()


def test_a_full_disk_behind_standard_output_is_exit_2(folder: Path) -> None:
    assert shell("$CHECK > /dev/full", folder) == (
        2,
        "error: standard output cannot be written: No space left on device\n",
    )


@pytest.mark.parametrize(("source", "code"), [(GOOD, 0), (FALLS_THROUGH, 1)])
def test_a_reader_that_leaves_does_not_change_the_exit_code(
    tmp_path: Path, source: str, code: int
) -> None:
    package(tmp_path, source)

    assert shell("$CHECK | true", tmp_path) == (code, "")


def test_a_reader_of_both_streams_may_leave(folder: Path) -> None:
    assert shell("$CHECK --format concise 2>&1 | true", folder) == (1, "")


@pytest.mark.parametrize("command_line", ["rules", "rule HL202"])
def test_a_reader_of_the_documentation_may_leave(tmp_path: Path, command_line: str) -> None:
    line = f"{sys.executable} -m handler_lint {command_line} | true"

    assert shell(line, tmp_path) == (0, "")


def test_closed_streams_are_no_error(folder: Path) -> None:
    code, _ = shell("$CHECK --output-file report.txt <&- >&- 2>&-", folder)

    assert code == 1
    assert (folder / "report.txt").read_text().endswith(LAST)


def test_files_have_no_colour(folder: Path) -> None:
    done = command(*CHECK, "--color", "always", "--report", "text=x.txt", cwd=folder)

    assert "\x1b[" in done.out
    assert "\x1b" not in (folder / "x.txt").read_text()


def test_ascii_is_ascii(folder: Path) -> None:
    (folder / "package" / "code" / "inference.py").write_text(
        FALLS_THROUGH.replace('"application/json":', '"application/json":  # für alle …'),
        encoding="utf-8",
    )
    plain, ascii_ = command(*CHECK, cwd=folder), command(*CHECK, "--ascii", cwd=folder)
    latin = command(*CHECK, cwd=folder, PYTHONIOENCODING="latin-1")

    assert "für alle …" in plain.out
    assert ascii_.out.isascii()
    assert latin.out == ascii_.out
