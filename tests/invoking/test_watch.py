"""What is made of a worker that says too little, or nonsense."""

import json

from handler_lint.dynamic.world import World
from handler_lint.invoking.answer import Answer, answer_of
from handler_lint.invoking.watch import Watch


def watched(*events: object, by_itself: bool = True) -> Watch:
    watch = Watch(1.0, 2.0)
    for event in events:
        watch.take(json.dumps(event).encode())
    watch.close(by_itself)
    return watch


def answered(watch: Watch, folder: str) -> Answer:
    return answer_of(watch, World(folder), {"name": "pytorch", "provides": []}, [])


HELLO = {"event": "hello", "python": "3.11.7", "held": [], "why": ""}


def begin(node: int, process: int | None = 0) -> dict[str, object]:
    return {"event": "begin", "node": node, "process": process, "shared": False}


def test_a_worker_that_is_lost_before_the_request_is_told(tmp_path: object) -> None:
    gone = {"event": "gone", "node": 0, "how": "signal", "number": 9}
    answer = answered(watched(HELLO, gone), str(tmp_path))

    assert answer.status is None
    assert answer.why == "the worker died with signal 9 (SIGKILL) before the request"


def test_a_worker_that_falls_silent_is_told(tmp_path: object) -> None:
    answer = answered(watched(HELLO, by_itself=False), str(tmp_path))

    assert answer.why == "the worker said nothing for too long before the request"


def test_a_worker_that_is_stopped_during_a_call_took_too_long(tmp_path: object) -> None:
    answer = answered(watched(HELLO, begin(0), by_itself=False), str(tmp_path))

    assert (answer.stage, answer.error) == ("import", "ran longer than 2 s")


def test_a_worker_that_ends_during_a_call_took_it_along(tmp_path: object) -> None:
    answer = answered(watched(HELLO, begin(1)), str(tmp_path))

    assert answer.why == "model_fn ended the worker that ran it"


def test_a_lost_process_above_a_call_is_named(tmp_path: object) -> None:
    gone = {"event": "gone", "node": 0, "how": "exit", "number": 3}
    answer = answered(watched(HELLO, begin(2, process=2), gone), str(tmp_path))

    assert answer.why == "the request ended the worker it ran in, which exited with code 3"


def test_nonsense_changes_nothing() -> None:
    nonsense: list[object] = [
        *([], {}, {"event": "begin"}, {"event": "begin", "node": [], "process": 0}),
        *({"event": "returned", "node": 7}, {"event": "gone", "node": 9}, "done", 3, None),
    ]
    watch = watched(*nonsense)

    assert (watch.ended, watch.lost, watch.python) == ({}, None, None)
    assert watch.take(b"\xff") is True
    assert watch.take(b"[" * 100_000) is True
    assert watch.take(b'{"event": "done"}') is False
