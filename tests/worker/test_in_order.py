"""Where a process may not fork, calls are made in order in it, and a failure that others may have caused is checked."""

import pytest

from handler_lint.calls import Case, InputFn, PredictFn
from tests.dynamic.support import EMPTY, LOAD, RunHandler

THREADED = """
import os, sys, threading, time

def model_fn(model_dir):
    {load}
    return 1

def input_fn(body, content_type):
    {read}
    return os.getpid()

def predict_fn(data, model):
    if data == "fail":
        raise ValueError
    return len(seen)

seen = []
wait = threading.Event()
threading.Thread(target=wait.wait, daemon=True).start()
"""


def request(name: str) -> Case:
    return Case((InputFn(name, EMPTY), PredictFn()))


def handler(read: str = "pass", load: str = "pass") -> str:
    return THREADED.format(read=read, load=load)


def test_a_process_with_threads_is_not_forked(run: RunHandler) -> None:
    ran = run(handler(read="seen.append(body)"), request("a/a"), request("b/b"), request("c/c"))

    assert [one.last.ended for one in ran.runs] == ["returned"] * 3
    # the three share what a fork would have kept apart
    assert {one[1].value.text for one in ran.runs} == {"int"}


def test_a_failure_after_another_call_is_repeated_alone(run: RunHandler) -> None:
    only_once = "seen.append(body)\n    if len(seen) > 1: raise RuntimeError('not clean')"

    ran = run(handler(only_once), request("a/a"), request("b/b"), request("c/c"))

    assert [[outcome.ended for outcome in one] for one in ran.runs] == [["returned"] * 2] * 3


def test_a_failure_that_comes_alone_too_counts(run: RunHandler) -> None:
    fails = "if content_type == 'b/b': raise ValueError(len(seen))\n    seen.append(body)"

    ran = run(handler(fails), request("a/a"), request("b/b"), request("c/c"))

    first, second, third = ran.runs
    assert first[1].ended == third[1].ended == "returned"
    assert second[0].error is not None
    assert second[0].error.message == "0"
    assert second[1].why_not == "input_fn raised ValueError"


ENDS = {
    "os._exit(3)": ("died", "exited with code 3"),
    "time.sleep(60)": ("timed_out", "ran longer than 1 s"),
    "os.kill(os.getpid(), 11)": ("died", "died with signal 11 (SIGSEGV)"),
    "os.closerange(0, 65536)": ("died", "closed the channel on which its outcome is told"),
}


@pytest.mark.parametrize(("act", "told"), ENDS.items(), ids=str)
def test_after_a_lost_process_the_others_are_run(
    run: RunHandler, act: str, told: tuple[str, str]
) -> None:
    ran = run(
        handler(f"if content_type == 'b/b': {act}"),
        request("a/a"),
        request("b/b"),
        request("c/c"),
        timeout=1.0,
    )

    first, second, third = ran.runs
    assert first[1].ended == third[1].ended == "returned"
    assert (second[0].ended, second[0].why_not) == told
    assert second[1].ended == "not_made"


def test_a_load_that_dies_prevents_only_calls_that_take_the_model(run: RunHandler) -> None:
    ran = run(handler(load="os._exit(1)"), LOAD, request("a/a"), request("b/b"))

    _, first, second = ran.runs
    assert first[0].ended == second[0].ended == "returned"
    assert first[1].why_not == second[1].why_not == "model_fn exited with code 1"


def test_a_load_that_raises_does_too(run: RunHandler) -> None:
    ran = run(handler(load="raise OSError"), LOAD, request("a/a"), request("b/b"))

    _, first, second = ran.runs
    assert first[0].ended == second[0].ended == "returned"
    assert first[1].why_not == "model_fn raised OSError"


def test_a_thread_that_ends_the_process_between_calls_is_told(run: RunHandler) -> None:
    ran = run(
        """
        import os, threading, time
        def input_fn(body, content_type):
            time.sleep(0.3)
        def end():
            time.sleep(0.1)
            os._exit(7)
        threading.Thread(target=end).start()
        """,
        Case((InputFn("a/a", EMPTY),)),
        Case((InputFn("b/b", EMPTY),)),
    )

    assert [one[0].why_not for one in ran.runs] == ["exited with code 7"] * 2


def test_a_module_that_calls_itself_torch_and_uses_a_gpu_is_not_forked(run: RunHandler) -> None:
    ran = run(
        """
        import os, torch
        def input_fn(body, content_type):
            return {str(os.getpid() - torch.process): 0}
        """,
        Case((InputFn("a/a", EMPTY),)),
        files={
            "code/torch.py": "import os\n"
            "process = os.getpid()\n"
            "class cuda:\n"
            "    is_initialized = lambda: True\n"
        },
    )

    assert ran.value == 'dict {"0"}'


def test_a_daemon_thread_at_work_does_not_keep_the_worker(run: RunHandler) -> None:
    ran = run(
        """
        import threading
        def input_fn(body, content_type):
            return 1
        def spin():
            while True: pass
        threading.Thread(target=spin).start()
        """,
        Case((InputFn("a/a", EMPTY),)),
    )

    assert ran.only.ended == "returned"
