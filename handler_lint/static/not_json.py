"""What `json.dumps` surely refuses."""

from typing import Any

from handler_lint.static import library
from handler_lint.static.kinds import (
    kind_of,
)
from handler_lint.static.machine import Machine
from handler_lint.static.values import (
    Instance,
    Stream,
)


def refused(m: Machine, value: Any, depth: int = 6) -> str:
    """The name of a type in a value that `json.dumps` surely refuses, or ""."""
    kind = kind_of(value)
    if kind in NO_JSON or library.kind(kind) is not library.NOTHING:
        return kind
    if isinstance(value, Stream):
        return kind
    if isinstance(value, Instance):
        return kind if not value.cls.open and not value.cls.python else ""
    if isinstance(value, (list, tuple, dict)) and depth and not m.is_fuzzy(value):
        inner = value.values() if isinstance(value, dict) else value
        return next((name for one in inner if (name := refused(m, one, depth - 1))), "")
    return ""


NO_JSON = frozenset({"bytes", "bytearray", "set", "frozenset", "complex", "range", "generator"}) | {
    *("coroutine", "function", "type", "PosixPath")
}
"""Kinds of Python that are no JSON; so are all that the data of a library describes."""
