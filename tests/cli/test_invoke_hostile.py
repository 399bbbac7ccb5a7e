"""`handler-lint invoke` with handlers and users that do their worst."""

import signal
import time

import pytest

from tests.cli.client import ECHO, Client, running
from tests.vocabulary import package

WORST = {
    "time.sleep(600)": (1, "no answer: the request ran longer than 0.7 s"),
    "sum(range(10**12))": (1, "no answer: the request ran longer than 0.7 s"),
    "os._exit(3)": (1, "no answer: the request exited with code 3"),
    "os.kill(os.getpid(), 9)": (1, "no answer: the request died with signal 9 (SIGKILL)"),
    "os.kill(os.getppid(), 9); time.sleep(600)": (1, "no answer: "),
    "os.closerange(0, 65536)": (1, "no answer: the request closed the channel"),
    "sys.exit(2)": (1, "SystemExit: 2"),
    "[print('x' * 1000) for _ in range(20_000)]; return 'ok'": (0, ""),
    "os.write(2, b'x' * 100_000); return 'ok'": (0, ""),
    "[os.fork() or time.sleep(600) for _ in range(3)]; return 'ok'": (0, ""),
    "os.fork() or (os.setsid(), time.sleep(600)); return 'ok'": (0, ""),
}


@pytest.mark.parametrize(("act", "told"), WORST.items(), ids=str)
def test_whatever_a_handler_does_the_answer_comes_in_time_and_nothing_is_left(
    client: Client, act: str, told: tuple[int, str]
) -> None:
    package(client.folder, "import os, sys, time\n" + ECHO.replace("ANSWER", act))
    started = time.monotonic()

    sent = client.send("package", "--timeout", "0.7")

    assert (sent.code, sent.out) == (told[0], b"" if told[0] else b"ok")
    assert told[1] in sent.err
    assert "Traceback" not in sent.err
    assert time.monotonic() - started < 10
    assert client.leaves_nothing()


@pytest.mark.parametrize(
    ("act", "said"),
    [
        ("import os; os._exit(0)", "no answer: the import exited with code 0"),
        ("import time; time.sleep(600)", "no answer: the import ran longer than 0.7 s"),
        ("def model_fn(d): import os; os.abort()", "no answer: model_fn died with signal 6 (SIG"),
    ],
)
def test_an_import_or_a_load_that_dies_is_named(client: Client, act: str, said: str) -> None:
    package(client.folder, act)

    sent = client.send("package", "--load-timeout", "0.7", "--format", "json")

    assert sent.code == 1
    assert sent.json["stage"] in ("import", "model_fn")
    assert said in sent.err
    assert client.leaves_nothing()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stopped_command_leaves_nothing(client: Client, number: signal.Signals) -> None:
    package(client.folder, "import time; time.sleep(600)")
    (client.folder / "body").write_bytes(b"")
    started = client.start("package", "--body", "body", "--load-timeout", "600")
    deadline = time.monotonic() + 10
    while sum(str(client.scratch) in process for process in running()) < 4:
        assert time.monotonic() < deadline
        time.sleep(0.02)

    started.send_signal(number)
    _, err = started.communicate()

    assert started.returncode == (130 if number == signal.SIGINT else 128 + number)
    assert b"Traceback" not in err
    assert client.leaves_nothing()


def test_nothing_is_written_into_the_package(client: Client) -> None:
    answer = "open(model + '/written', 'w'); return 'ok'"
    root = package(client.folder, ECHO.replace("ANSWER", answer))
    before = sorted(root.rglob("*"))

    sent = client.send("package")

    assert "(the read-only package here), in transform_fn" in sent.err or sent.out == b"ok"
    assert sorted(root.rglob("*")) == before


def test_a_reader_that_left_is_no_error(client: Client) -> None:
    package(client.folder, ECHO.replace("ANSWER", "return b'x' * 10_000_000"))
    (client.folder / "body").write_bytes(b"")
    with client.start("package", "--body", "body") as started:
        assert started.stdout is not None
        assert started.stderr is not None
        started.stdout.close()

        assert started.stderr.read() == b""
        assert started.wait() == 0
