"""The worker's own way to the host: one line for each event, apart from everything a handler prints.

An event starts with a record separator and the token of this run, so nothing that a handler writes is taken for one.
The writer and what it calls are bound when the worker starts: one that patches `json` or `os` does not reach them.
"""

from __future__ import annotations

from fcntl import F_DUPFD, fcntl
from json.encoder import encode_basestring_ascii as quote
from os import _exit, close, write
from resource import RLIMIT_NOFILE, getrlimit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

BROKEN = 97
"""The exit code of a process that can no longer report."""


def raised(descriptor: int) -> int:
    """Move a descriptor up, out of the way of loops that close the low ones."""
    limit = getrlimit(RLIMIT_NOFILE)[0]
    high = fcntl(descriptor, F_DUPFD, 800 if limit < 0 else min(800, limit // 2))
    close(descriptor)
    return high


def encode(value: Any) -> str:
    """JSON, ASCII only, of None, bool, int, finite float, str, and dicts, lists and tuples of these."""
    kind = type(value)
    if value is None:
        return "null"
    if kind is bool:
        return "true" if value else "false"
    if kind is str:
        return quote(value)
    if kind is dict:
        return "{" + ",".join([quote(key) + ":" + encode(value[key]) for key in value]) + "}"
    if kind is int:
        return int.__repr__(value)
    if kind is float:
        return float.__repr__(value)
    return "[" + ",".join([encode(item) for item in value]) + "]"


class Channel:
    """Writes events; where that fails the process ends, and the process that watches it says so."""

    def __init__(self, descriptor: int, token: str) -> None:
        self.descriptor = raised(descriptor)
        self.head = "\x1e" + token

    def send(self, event: str, **fields: Any) -> None:
        fields["event"] = event
        data = memoryview((self.head + encode(fields) + "\n").encode("ascii"))
        try:
            while data:
                data = data[write(self.descriptor, data) :]
        except OSError:
            _exit(BROKEN)
