"""What the client gets for a request as a whole, in a run."""

import pytest

from handler_lint.calls import Case, GivenBody, Invoke, Outcome, Reply
from tests.dynamic.support import CHAIN, JSON, Ran, RunHandler

INVOKE = Invoke(JSON, GivenBody("one.json", b"[1]"), None)

WHOLE = """
import os, time

def model_fn(model_dir): return 1

def transform_fn(model, body, content_type, accept):
    ANSWER
"""


def replied(outcome: Outcome) -> Reply:
    assert outcome.reply is not None, outcome
    return outcome.reply


def asked(run: RunHandler, handler: str, stack: str = "pytorch") -> Ran:
    return run(handler, Case((INVOKE,)), stack=stack, timeout=1.0, load_timeout=1.0)


def test_a_request_that_is_answered_has_its_reply(run: RunHandler) -> None:
    outcome = asked(run, CHAIN).only

    assert outcome.ended == "returned"
    assert replied(outcome) == Reply(200, JSON, b"[1]")


def test_other_headers_reach_the_handler_and_come_back(run: RunHandler) -> None:
    handler = """
        def model_fn(model_dir): return 1
        def transform_fn(model, body, content_type, accept, context):
            context.set_response_header(0, "X-Back", context.get_request_header(0, "X-There"))
            return "ok"
        """
    call = Invoke(JSON, GivenBody("one.json", b"[1]"), None, (("X-There", "value"),))
    ran = run(handler, Case((call,)))

    assert replied(ran.only).headers == (("X-Back", "value"),)


def test_an_exception_is_answered_with_the_servers_status(run: RunHandler) -> None:
    outcome = asked(run, WHOLE.replace("ANSWER", "raise ValueError('no')")).only

    assert outcome.ended == "raised"
    assert replied(outcome).status == 500
    assert replied(outcome).stage == "transform_fn"
    assert replied(outcome).error == "ValueError: no"


LOST = {
    "os._exit(3)": "exited with code 3",
    "time.sleep(60)": "ran longer than 1 s",
    "os.kill(os.getpid(), 9)": "died with signal 9 (SIGKILL)",
}


@pytest.mark.parametrize(("act", "how"), LOST.items(), ids=str)
def test_a_request_whose_process_is_lost_has_no_answer(run: RunHandler, act: str, how: str) -> None:
    outcome = asked(run, WHOLE.replace("ANSWER", act)).only

    assert outcome.ended in ("died", "timed_out")
    assert replied(outcome) == Reply(None, stage="transform_fn", error=how)


def test_a_lost_request_through_the_chain_was_under_way(run: RunHandler) -> None:
    handler = CHAIN.replace("return data", "import os; os._exit(1)")

    assert replied(asked(run, handler).only).stage == "request"


LOADS = {
    "import no_such": ("import", "ModuleNotFoundError: No module named 'no_such'"),
    "import os; os._exit(1)": ("import", "exited with code 1"),
    "def model_fn(d): raise OSError('gone')": ("model_fn", "OSError: gone"),
    "def model_fn(d): import os; os._exit(2)": ("model_fn", "exited with code 2"),
}


@pytest.mark.parametrize(("handler", "told"), LOADS.items(), ids=str)
def test_without_its_load_a_loud_server_answers_nothing(
    run: RunHandler, handler: str, told: tuple[str, str]
) -> None:
    outcome = asked(run, handler).only

    assert outcome.ended == "not_made"
    assert replied(outcome) == Reply(None, stage=told[0], error=told[1])


@pytest.mark.parametrize("handler", ["import no_such", "def model_fn(d): raise OSError('gone')"])
def test_a_server_that_swallows_a_failed_load_answers_each_request_with_it(
    run: RunHandler, handler: str
) -> None:
    outcome = asked(run, handler, stack="huggingface").only

    assert replied(outcome).status == 400
    assert replied(outcome).stage in ("import", "model_fn")


def test_after_a_failed_request_the_server_takes_the_next_one(run: RunHandler) -> None:
    handler = WHOLE.replace("ANSWER", "if content_type: raise ValueError\n    return 'ok'")
    ran = run(handler, Case((INVOKE, Invoke(None, INVOKE.body, None))))

    assert [replied(outcome).status for outcome in ran.runs[0]] == [500, 200]


def test_a_worker_that_is_not_started_any_more_answers_nothing(
    run: RunHandler, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handler_lint.dynamic.host.STARTS", 1)
    handler = (
        "import threading\nthreading.Thread(target=threading.Event().wait, daemon=True).start()"
    )
    handler += WHOLE.replace("ANSWER", "os._exit(1)")
    ran = run(handler, *(Case((Invoke(f"text/{n}", INVOKE.body, None),)) for n in range(2)))

    assert replied(ran.runs[1][0]).error == "the worker had to be started 1 times"
