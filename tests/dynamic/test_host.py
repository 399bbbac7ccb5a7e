"""Starting the worker, and what is said where that cannot be done."""

import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from handler_lint.calls import Case, InputFn
from handler_lint.contract import DEFAULT_STACK, load_stack
from handler_lint.dynamic.host import HostError, RunSettings, execute
from handler_lint.dynamic.plan import Plan
from handler_lint.dynamic.planner import make_plan
from handler_lint.package.target import open_target
from tests.dynamic.support import (
    CHAIN,
    EMPTY,
    LOAD,
    READ,
    RunHandler,
    processes_of,
    write_package,
)
from tests.worker_python import ROOT, worker_python


def script(folder: Path, text: str) -> str:
    """An executable shell script that stands for an interpreter."""
    path = folder / "python"
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return str(path)


def test_this_interpreter_is_used_where_none_is_named(tmp_path: Path) -> None:
    package = open_target(str(write_package(tmp_path / "package", CHAIN)))
    plan, _ = make_plan([(LOAD, "HL000")])

    executed = execute(plan, package, load_stack(DEFAULT_STACK), RunSettings(), {})

    assert executed.interpreter == "this interpreter"
    assert executed.python == ".".join(map(str, sys.version_info[:3]))
    assert executed.outcomes[1].ended == "returned"


def test_an_interpreter_is_found_by_name_and_from_the_working_folder(
    run: RunHandler, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script(tmp_path, f'exec {worker_python(tmp_path)} "$@"')
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setenv("HOME", str(tmp_path))

    for name in ("python", "./python", "~/python"):
        ran = run(CHAIN, LOAD, python=name)

        assert ran.only.ended == "returned"
        assert ran.executed.interpreter == name


def test_a_shell_that_stands_before_the_interpreter_is_ended_with_it(
    run: RunHandler, tmp_path: Path
) -> None:
    python = script(tmp_path, f'{worker_python(tmp_path)} "$@"\nexit 3')

    ran = run(CHAIN, LOAD, python=python)

    assert ran.only.ended == "returned"


CANNOT = {
    "": "/no/such/python does not start as a Python interpreter: [Errno 2] No such file",
    "exit 0": "does not start as a Python interpreter: it says nothing; name another one",
    "echo first >&2; echo 'libx.so: cannot open' >&2; exit 1": "interpreter: libx.so: cannot open;",
    "exec cat": "does not start as a Python interpreter",
}


@pytest.mark.parametrize(("text", "message"), CANNOT.items(), ids=str)
def test_an_interpreter_that_does_not_start_is_told_in_one_line(
    run: RunHandler, tmp_path: Path, text: str, message: str
) -> None:
    python = script(tmp_path, text) if text else "/no/such/python"

    with pytest.raises(HostError) as error:
        run(CHAIN, LOAD, python=python)

    assert message in str(error.value)
    assert str(error.value).endswith("; name another one with --python")
    assert "\n" not in str(error.value)


def test_something_that_never_speaks_is_given_up(
    run: RunHandler, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handler_lint.dynamic.starter.QUIET", 0.3)
    monkeypatch.setattr("handler_lint.dynamic.process.LEAVE", 0.3)
    python = script(tmp_path, "trap '' TERM; exec sleep 600")

    with pytest.raises(HostError, match="it says nothing"):
        run(CHAIN, LOAD, python=python)


OLD = """\
read -r plan
token=$(printf '%s' "$plan" | sed 's/.*"token": "\\([0-9a-f]*\\)".*/\\1/')
printf '\\036%s{"event":"hello","python":"3.7.16","held":[],"why":""}\\n' "$token" > /proc/self/fd/$4
"""


def test_an_old_interpreter_is_told_with_its_version(run: RunHandler, tmp_path: Path) -> None:
    python = script(tmp_path, OLD)

    with pytest.raises(HostError) as error:
        run(CHAIN, LOAD, python=python)

    assert str(error.value) == (
        f"{python} is Python 3.7.16, and handlers are run with 3.8 or newer;"
        " name another interpreter with --python"
    )


def test_a_variable_that_no_process_can_have_is_told(run: RunHandler) -> None:
    with pytest.raises(HostError, match="embedded null byte"):
        run(CHAIN, LOAD, environ={"NAME": "a\0b"})


def test_no_room_for_the_copy_is_told(
    run: RunHandler, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python = worker_python(tmp_path)
    # nobody may make folders there
    monkeypatch.setenv("TMPDIR", "/proc")

    with pytest.raises(HostError, match="cannot make a private folder in /proc: "):
        run(CHAIN, LOAD, python=python)


def test_no_room_for_the_model_is_told(tmp_path: Path) -> None:
    files = {"large.bin": b"0" * 100_000}
    package = open_target(str(write_package(tmp_path / "package", CHAIN, files)))
    plan, _ = make_plan([(LOAD, "HL000")])
    settings = RunSettings(worker_python(tmp_path))
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)

    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, limits[1]))
    try:
        with pytest.raises(HostError, match=r"cannot make a copy of .*File too large"):
            execute(plan, package, load_stack(DEFAULT_STACK), settings, {})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def test_a_worker_that_got_ready_for_nothing_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    package = open_target(str(write_package(tmp_path / "package", CHAIN)))
    (tmp_path / "package" / "model.bin").unlink()
    plan, _ = make_plan([(LOAD, "HL000")])

    with pytest.raises(HostError, match=r"model\.bin"):
        execute(plan, package, load_stack(DEFAULT_STACK), RunSettings(), {})

    assert processes_of(folder) == []
    assert list(folder.iterdir()) == []


def test_a_handler_gets_no_descriptor_of_the_host(run: RunHandler, tmp_path: Path) -> None:
    with (tmp_path / "secret").open("wb") as secret:
        os.set_inheritable(secret.fileno(), True)
        ran = run(
            """
            import os
            def model_fn(model_dir):
                links = [f"/proc/self/fd/{name}" for name in os.listdir("/proc/self/fd")]
                raise ValueError([os.readlink(link) for link in links if os.path.exists(link)])
            """,
            LOAD,
        )

    assert "secret" not in ran.error.message


def test_progress_is_told_of_each_call_once(tmp_path: Path) -> None:
    package = open_target(str(write_package(tmp_path / "package", CHAIN)))
    plan, _ = make_plan([(Case((READ,), load=True), "HL000")])
    told: list[tuple[int, int, str]] = []

    execute(
        plan,
        package,
        load_stack(DEFAULT_STACK),
        RunSettings(worker_python(tmp_path)),
        {},
        lambda *call: told.append(call),
    )

    assert told == [
        (0, 3, "import"),
        (1, 3, "model_fn(model_dir)"),
        (2, 3, 'input_fn(empty.json, "application/json")'),
    ]


def test_an_interrupted_run_leaves_nothing(
    run: RunHandler, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    interrupt = threading.Timer(1.0, signal.raise_signal, [signal.SIGINT])
    started = time.monotonic()

    interrupt.start()
    with pytest.raises(KeyboardInterrupt):
        run("import time\ntime.sleep(600)", LOAD, load_timeout=600.0)

    assert time.monotonic() - started < 10
    assert list(folder.iterdir()) == []


HOST = """
import sys
from pathlib import Path
from handler_lint.calls import Case, ModelFn
from tests.dynamic.support import run_in

run_in(Path(sys.argv[1]))("import time; time.sleep(600)", Case((ModelFn(),)), load_timeout=600.0)
"""


def test_with_a_killed_host_the_worker_ends(tmp_path: Path) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    environ = {**os.environ, "TMPDIR": str(folder), "PYTHONPATH": os.pathsep.join(sys.path)}
    host = subprocess.Popen([sys.executable, "-c", HOST, str(tmp_path)], env=environ, cwd=ROOT)
    # the host, the keeper, the first process of the tree, and the one that imports
    wait_for(lambda: len(processes_of(folder)) >= 4)

    host.kill()
    host.wait()

    wait_for(lambda: processes_of(folder) == [])


def wait_for(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_worker_that_does_not_keep_its_limits_is_stopped(
    run: RunHandler, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handler_lint.dynamic.starter.GRACE", 0.2)
    # without a fork nobody inside the worker can watch this call
    ran = run(
        """
        import os, threading, time
        def input_fn(body, content_type):
            if content_type == "text/stop":
                os.kill(os.getppid(), 19)
                time.sleep(600)
            return 1
        """,
        Case((InputFn("text/stop", EMPTY),)),
        Case((READ,)),
        timeout=1.0,
    )

    stopped, good = (one[0] for one in ran.runs)
    assert (stopped.ended, stopped.why_not) == ("timed_out", "ran longer than 1 s")
    assert good.ended == "returned"


def test_a_plan_without_calls_needs_no_worker(tmp_path: Path) -> None:
    package = open_target(str(write_package(tmp_path / "package", CHAIN)))

    executed = execute(Plan(), package, load_stack(DEFAULT_STACK), RunSettings("/no/python"), {})

    assert executed.outcomes == {}
    assert executed.tier == ""


def test_a_worker_is_not_started_for_ever(run: RunHandler, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handler_lint.dynamic.host.STARTS", 2)
    ran = run(
        """
        import os, threading
        threading.Thread(target=threading.Event().wait, daemon=True).start()
        def input_fn(body, content_type):
            os._exit(1)
        """,
        *(Case((InputFn(f"text/{n}", EMPTY),)) for n in range(4)),
    )

    ends = [one[0].why_not for one in ran.runs]
    assert ends[:1] == ["exited with code 1"]
    assert ends[-1] == "the worker had to be started 2 times"
