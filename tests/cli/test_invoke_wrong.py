"""`handler-lint invoke` where something is wrong: one line that says what to do."""

import os
import re
import shlex
import subprocess
import sys

import pytest

from tests.cli.client import ECHO, JSON, Client, packed
from tests.vocabulary import GOOD, package

WRONG = {
    "no body file": (["package", "--body", "absent"], "--body absent: No such file or directory;"),
    "a folder as body": (["package", "--body", "package"], "--body package: Is a directory;"),
    "no target": (["absent", "--body", "-"], "absent: no such file or folder;"),
    "a file alone": (["package/code/inference.py", "--body", "-"], "name its package with --pack"),
    "a file of another kind": (["body", "--body", "-"], "body: neither a handler (.py), a folder"),
    "a damaged archive": (["broken.tar.gz", "--body", "-"], "broken.tar.gz: truncated"),
    "no such stack": (
        ["package", "--body", "-", "--framework", "caffe"],
        "known: auto, huggingface,",
    ),
    "no header": (["package", "--body", "-", "--header", "X"], "write 'Name: value'"),
    "an odd header": (["package", "--body", "-", "--header", "A B: c"], "write 'Name: value'"),
    "a header twice": (
        ["package", "--body", "-", "--accept", "a", "--header", "Accept: b"],
        "there is a Accept already",
    ),
    "two lines": (["package", "--body", "-", "--accept", "a\nb"], "more than one line"),
    "no interpreter": (["package", "--body", "-", "--python", "/no/python"], "does not start as"),
    "no folder for the file": (
        ["package", "--body", "-", "--output-file", "absent/answer"],
        "there is no folder absent; make it",
    ),
    "a package for a folder": (["package", "--body", "-", "--package", "."], "leave it out"),
}


@pytest.mark.parametrize(("arguments", "said"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_sent_is_exit_2_and_one_line(
    client: Client, arguments: list[str], said: str
) -> None:
    package(client.folder, GOOD)
    packed(client.folder)
    whole = (client.folder / "model.tar.gz").read_bytes()
    (client.folder / "broken.tar.gz").write_bytes(whole[: len(whole) // 2])
    (client.folder / "body").write_bytes(b"")

    done = client.start(*arguments)
    out, err = done.communicate(b"")

    assert (done.returncode, out) == (2, b"")
    assert said in err.decode()
    assert err.decode().startswith("error: ")
    assert err.count(b"\n") == 1
    assert client.leaves_nothing()


def test_a_body_that_no_endpoint_takes_is_exit_2(client: Client) -> None:
    package(client.folder, GOOD)
    with (client.folder / "large").open("wb") as file:
        file.truncate((64 << 20) + 1)

    sent = client.send("package", "--body", "large", body=None)

    assert (sent.code, sent.out) == (2, b"")
    assert sent.err == "error: --body large: larger than 64 MB, and no endpoint takes that\n"


def test_no_room_for_the_copy_is_exit_2(client: Client) -> None:
    package(client.folder, GOOD)
    with (client.folder / "package" / "weights").open("wb") as file:
        file.truncate(1 << 20)
    command = f"ulimit -f 256; exec {shlex.quote(sys.executable)} -m handler_lint invoke package"

    done = subprocess.run(
        ["bash", "-c", f"{command} --body -"],
        cwd=client.folder,
        env={**os.environ, "TMPDIR": str(client.scratch)},
        input=b"",
        capture_output=True,
        check=False,
    )

    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"error: cannot make a copy of package in ")
    assert done.stderr.count(b"\n") == 1
    assert client.leaves_nothing()


def test_an_absent_package_of_a_handler_file_is_exit_2(client: Client) -> None:
    package(client.folder, GOOD)

    sent = client.send("package/code/inference.py", "--package", "absent")

    assert (sent.code, sent.err.partition(";")[0]) == (2, "error: absent: no such file or folder")


def test_click_speaks_where_the_command_line_is_wrong(client: Client) -> None:
    package(client.folder, GOOD)

    assert "Missing option '--body'" in client.send("package", body=None).err
    assert "No such option '--boby'" in client.send("package", "--boby", "x").err
    assert "'x' is not a valid float range" in client.send("package", "--timeout", "x").err


@pytest.mark.parametrize("where", ["environment", "configuration"])
def test_what_switches_running_off_switches_it_off_here_too(client: Client, where: str) -> None:
    package(client.folder, GOOD)
    word = "off" if where == "environment" else ""
    if where == "configuration":
        (client.folder / "pyproject.toml").write_text('[tool.handler-lint]\ndynamic = "off"\n')

    sent = client.send("package", *JSON, HANDLER_LINT_DYNAMIC=word)

    assert (sent.code, sent.out) == (2, b"")
    assert re.search("off.*, and an answer needs a run; take that away\n", sent.err)


def test_a_body_that_the_stack_does_not_take_is_told(client: Client) -> None:
    package(client.folder, ECHO.replace("ANSWER", "return 'ok'"))

    sent = client.send("package", "--framework", "pytorch", body=b"0" * 6_553_501)

    assert sent.err == (
        "warning: the body has 6,553,501 bytes, and pytorch takes at most 6,553,500\n"
    )
