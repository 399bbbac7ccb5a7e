"""What the worker tells of one request: how its three calls ended, or how their process was lost."""

import json
from time import monotonic

from handler_lint.dynamic.ends import how_gone, too_long
from handler_lint.dynamic.process import GRACE, QUIET

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

IMPORT, LOAD, REQUEST = 0, 1, 2
"""The nodes of the plan."""


class Watch:
    """Takes events. A handler may fake them, so what makes no sense is ignored."""

    def __init__(self, timeout: float, load_timeout: float) -> None:
        self.limits = {IMPORT: load_timeout, LOAD: load_timeout, REQUEST: timeout}
        self.python: str | None = None
        self.ended: dict[int, dict[str, Any]] = {}
        """By node what was told at its end, in the order of their ends."""

        self.lost: tuple[int, str] | None = None
        """The call that did not come back, and how it was lost."""

        self.last_words = ""
        self._under_way: dict[int, tuple[float, int | None]] = {}

    def take(self, text: bytes) -> bool:
        """Enter an event; whether more is to come."""
        try:
            return self._enter(json.loads(text))
        except (ValueError, KeyError, TypeError, RecursionError):
            return True

    def patience(self) -> float:
        """Seconds to wait for the next event."""
        ends = [since + self.limits[node] for node, (since, _) in self._under_way.items()]
        return max(ends) + GRACE - monotonic() if ends else QUIET

    def close(self, by_itself: bool) -> None:
        """The worker has ended, or was stopped because it did not tell anything more in time."""
        if self._under_way and self.lost is None:
            node = max(self._under_way)
            late = too_long(self.limits[node])
            self.lost = node, "ended the worker that ran it" if by_itself else late
        elif not by_itself:
            self.last_words = "said nothing for too long"

    def _enter(self, event: "dict[str, Any]") -> bool:
        kind = event["event"]
        if kind == "hello":
            self.python = str(event["python"])
        elif kind == "begin" and event["node"] in self.limits:
            self._under_way[event["node"]] = monotonic(), event["process"]
        elif kind in ("returned", "raised") and event["node"] in self._under_way:
            del self._under_way[event["node"]]
            self.ended.setdefault(event["node"], event)
        elif kind == "gone":
            self._gone(event)
        return bool(kind != "done")

    def _gone(self, event: "dict[str, Any]") -> None:
        """A process is lost, and with it the call that was under way in it or below it."""
        limit = self.limits[event["node"]]
        below = [node for node in self._under_way if node >= event["node"]]
        for node in below:
            _, process = self._under_way.pop(node)
            how = how_gone(
                event["how"], event["number"], self.limits[node], process == event["node"]
            )
            self.lost = self.lost or (node, how)
        if not below:
            self.last_words = how_gone(event["how"], event["number"], limit)
