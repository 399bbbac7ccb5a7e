"""The same request many times: counts, limits, threads."""

from collections.abc import Callable
from importlib import import_module
from threading import Barrier
from typing import Any

import pytest

repeat: Any = import_module("handler_lint.worker.repeat")


def nothing() -> None:
    pass


def answers(*statuses: int | None) -> Callable[[], int | None]:
    waiting = list(statuses)
    return lambda: waiting.pop(0)


def test_each_request_is_timed_and_counted_by_its_status() -> None:
    told = repeat.repeat(answers(200, 500, None, 200), 4, 1, nothing)

    assert len(told["latencies"]) == 4
    assert told["statuses"] == [[200, 2], [500, 1], [None, 1]]
    assert 0 <= sum(told["latencies"]) <= told["seconds"]


def test_threads_make_requests_at_once() -> None:
    # nobody goes on before three are there
    together = Barrier(3, timeout=10)

    told = repeat.repeat(lambda: together.wait() and 200 or 200, 9, 3, nothing)

    assert told["statuses"] == [[200, 9]]


@pytest.mark.parametrize("threads", [1, 3])
def test_what_a_request_raises_ends_it(threads: int) -> None:
    def leave() -> None:
        raise SystemExit(3)

    with pytest.raises(SystemExit):
        repeat.repeat(leave, 10, threads, nothing)


def test_signs_of_life_come_between_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repeat, "SIGN", 0.0)
    signs: list[int] = []

    repeat.repeat(answers(200, 200, 200), 3, 1, lambda: signs.append(1))

    assert len(signs) == 3
