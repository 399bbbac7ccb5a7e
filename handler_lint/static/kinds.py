"""Kinds: what is known of a value besides its content, who decides it, and when two are the same."""

from collections.abc import Iterable
from typing import Any

from handler_lint.static.values import (
    ATOMS,
    CONTAINERS,
    LIBRARY,
    PLAIN,
    Bound,
    Class,
    EnumText,
    Failure,
    FilePath,
    Function,
    Header,
    Instance,
    Key,
    Module,
    Origin,
    Same,
    Stream,
    Unknown,
)

EXEMPLARS: dict[str, Any] = {
    "str": "1",
    "bytes": b"1",
    "bytearray": bytearray(b"1"),
    "int": 1,
    "float": 1.0,
    "bool": True,
    "NoneType": None,
    "list": [],
    "dict": {},
    "tuple": (),
    "set": set(),
}
"""A value of each of Python's own kinds: an operation that these refuse with a TypeError, all of the kind refuse."""

STABLE = ("str", "bytes", "bytearray", "int", "float", "bool")
"""Kinds whose methods return the same kind whatever the content."""

JSON_KINDS = (dict, list, str, int, float, bool, type(None))
"""The types of which a value of the kind "json" can be."""

SIZED = ("str", "bytes", "bytearray", "list", "tuple", "dict", "set", "json")
"""Kinds whose values are true exactly if they have an element (where they have elements at all)."""


def is_known(value: Any, depth: int = 8) -> bool:
    """Whether a value is all Python's own, to the last element."""
    if isinstance(value, PLAIN):
        return True
    if depth == 0 or not isinstance(value, CONTAINERS):
        return False
    if isinstance(value, dict):
        return all(is_known(k, depth - 1) and is_known(v, depth - 1) for k, v in value.items())
    if isinstance(value, (range, slice)):
        return True
    return all(is_known(one, depth - 1) for one in value)


def is_hashable(value: Any, depth: int = 6) -> bool:
    """Whether a value can be looked up in a dict as it would be in the handler."""
    if type(value) in ATOMS:
        return True
    if isinstance(value, (tuple, frozenset)):
        return depth > 0 and all(is_hashable(one, depth - 1) for one in value)
    if isinstance(value, Instance):
        # Its own `__eq__` and `__hash__` are not asked.
        return not any(isinstance(one, Class) and "__eq__" in one.names for one in value.cls.mro)
    return not isinstance(value, (Unknown, list, dict, set, bytearray, slice))


def kind_of(value: Any) -> str:
    """The name of a value's type; "any" and "json" where it is not known."""
    if type(value) in ATOMS:
        return type(value).__name__
    if isinstance(value, (Unknown, Stream)):
        return value.kind
    if isinstance(value, (Header, EnumText)):
        return "str"
    if isinstance(value, (*PLAIN, *CONTAINERS)):
        return type(value).__name__
    if isinstance(value, (Function, Bound)):
        return "function"
    if isinstance(value, (Class, type)):
        return "type"
    if isinstance(value, Instance):
        return value.cls.name
    if isinstance(value, FilePath):
        return "PosixPath"
    if isinstance(value, Failure):
        return value.name
    return "module" if isinstance(value, Module) else "any"


def key_of(value: Any, depth: int = 4) -> Key:
    """Equal keys are the same content; the key of a value without one is its identity."""
    if isinstance(value, Unknown):
        return value.key
    if isinstance(value, (bool, int, float, str, bytes, type(None))):
        return ("is", type(value).__name__, value)
    if isinstance(value, tuple) and depth:
        return ("tuple", *(key_of(one, depth - 1) for one in value))
    return ("object", Same(value))


def content_of(*values: Any) -> Origin:
    """Who decides what is in something made of these values; never empty."""
    return _content(values, 4) or LIBRARY


def _content(values: Iterable[Any], depth: int) -> Origin:
    found: Origin = frozenset()
    for value in values:
        if type(value) in ATOMS:
            continue
        if isinstance(value, Unknown):
            found |= value.content
        elif depth and isinstance(value, dict):
            found |= _content((*value, *value.values()), depth - 1)
        elif depth and isinstance(value, (list, tuple, set, frozenset)):
            found |= _content(value, depth - 1)
        elif depth and isinstance(value, Stream):
            found |= _content(value.values, depth - 1)
    return found
