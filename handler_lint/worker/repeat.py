"""The same request many times in one process, for a table of latencies."""

from __future__ import annotations

from time import perf_counter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable

SIGN = 0.1
"""Seconds between two signs that requests go on."""


def repeat(
    one: Callable[[], Any], count: int, threads: int, alive: Callable[[], None]
) -> dict[str, Any]:
    """Make a request `count` times, by `threads` at once.

    Args:
        one: makes it and returns its status, None without an answer; called by several threads at once.
        alive: called before some of the requests, so that a limit holds for one of them and not for all.

    Returns:
        Seconds of each request, counts by status, and seconds in all.

    Raises:
        BaseException: what `one` raised; no further request is begun then.
    """
    work = Work(one, count, alive)
    started = perf_counter()
    if threads > 1:
        from threading import Thread

        others = [Thread(target=work.do) for _ in range(min(threads, count))]
        for thread in others:
            thread.start()
        for thread in others:
            thread.join()
    else:
        work.do()
    seconds = perf_counter() - started
    if work.error is not None:
        raise work.error
    counts: dict[int | None, int] = {}
    for _, status in work.made:
        counts[status] = counts.get(status, 0) + 1
    return {
        "latencies": [taken for taken, _ in work.made],
        "statuses": [[status, counts[status]] for status in sorted(counts, key=str)],
        "seconds": seconds,
    }


class Work:
    """What is left to do, and what came of it; threads change only lists, which needs no lock."""

    def __init__(self, one: Callable[[], Any], count: int, alive: Callable[[], None]) -> None:
        self.one = one
        self.alive = alive
        self.left = list(range(count))
        self.made: list[tuple[float, int | None]] = []
        self.error: BaseException | None = None
        self.sign = perf_counter()

    def do(self) -> None:
        """Make requests until none is left, or one raised."""
        while self.error is None:
            try:
                self.left.pop()
            except IndexError:
                return
            start = perf_counter()
            if start - self.sign > SIGN:
                self.sign = start
                self.alive()
            try:
                status = self.one()
            except BaseException as error:
                self.error = error
                return
            self.made.append((perf_counter() - start, status))
