"""Objects: truth, length and elements of every kind of value, and how containers are filled."""

from typing import Any

import libcst as cst

from handler_lint.static import attributes, comparisons, library, streams
from handler_lint.static.kinds import SIZED, content_of, is_hashable, key_of, kind_of
from handler_lint.static.machine import Machine
from handler_lint.static.values import (
    ATOMS,
    CONTAINERS,
    IGNORANCE,
    LIBRARY,
    PACKAGE,
    PLAIN,
    Class,
    Failure,
    FilePath,
    Function,
    Instance,
    Key,
    Lib,
    Origin,
    Stream,
    Unknown,
)

MAX_ELEMENTS = 5_000
"""Elements of a known value that are followed one by one."""

NOT_ITERABLE = ("NoneType", "int", "float", "bool", "function")


def truth(m: Machine, value: Any, node: cst.CSTNode) -> bool:
    """Whether a value is true; an unknown one is a fork."""
    if type(value) in ATOMS:
        return bool(value)
    if isinstance(value, comparisons.Not):
        return not truth(m, value.inner, node)
    if isinstance(value, Unknown):
        if value.kind == "NoneType":
            return False
        if value.kind in ("function", "type", "module", "text file", "binary file", "coroutine"):
            return True
        return _ask(m, "it is true", ("true", m.now(value)), value.content, node)
    if m.is_fuzzy(value):
        return _ask(m, "it is not empty", ("true", m.now(value)), content_of(value), node)
    if isinstance(value, Instance):
        for name in ("__bool__", "__len__"):
            if attributes.find(value.cls, name) is not None:
                return truth(m, attributes.call_special(m, value, name, [], node), node)
        return not value.cls.open or truth(m, m.unknown("any", LIBRARY, LIBRARY), node)
    if isinstance(value, Lib) and not is_there(value):
        return _ask(m, "it is true", ("true", "library", value.name), LIBRARY, node)
    if isinstance(value, (*PLAIN, *CONTAINERS)):
        return bool(value)
    return True


def _ask(m: Machine, question: str, key: Key, by: Origin, node: cst.CSTNode) -> bool:
    return m.ask(question, ("yes", "no"), by, node, key) == "yes"


def is_there(value: Lib) -> bool:
    """Whether something of a library is surely a module, a function or a class, and so true and not None."""
    name = value.name
    return value.module or library.entry(name) is not None or library.real(name) is not None


def decided(value: Any, is_true: bool) -> Any:
    """A value of which it was just decided whether it is true."""
    if isinstance(value, Unknown):
        if value.kind == "bool":
            return is_true
        empty: dict[str, Any] = {"str": "", "bytes": b"", "int": 0}
        if not is_true and value.kind in empty:
            return empty[value.kind]
    return value


def elements(m: Machine, value: Any, node: cst.CSTNode) -> tuple[list[Any], bool]:
    """The elements of an iterable, and whether these are all: else one stands for any number of them.

    What can be iterated only once has no more elements afterwards.
    """
    if isinstance(value, Stream):
        return streams.drawn(m, value)
    if isinstance(value, (list, tuple, set, frozenset, range, dict, str, bytes, bytearray)):
        if m.is_fuzzy(value):
            return [member(m, value)], False
        if len(value) > MAX_ELEMENTS:
            first = next(iter(value))
            return [m.unknown(kind_of(first), content_of(value), PACKAGE)], False
        return list(value), True
    if isinstance(value, Unknown):
        if value.kind in NOT_ITERABLE:
            raise m.fail(TypeError, f"'{value.kind}' object is not iterable", node)
        kind = {"str": "str", "bytes": "int", "bytearray": "int"}.get(value.kind, value.items)
        by = LIBRARY if kind != "any" else value.kind_by
        return [m.unknown(kind, value.content, by, *m.now(value), "element")], False
    if isinstance(value, Instance):
        return _own_elements(m, value, node)
    if isinstance(value, Class) and value.members is not None:
        return [member for _, member in value.members], True
    if value is None or isinstance(value, (int, float, complex, Function, Failure, FilePath)):
        raise m.fail(TypeError, f"'{kind_of(value)}' object is not iterable", node)
    return [m.library()], False


def _own_elements(m: Machine, value: Instance, node: cst.CSTNode) -> tuple[list[Any], bool]:
    if attributes.find(value.cls, "__iter__") is not None:
        made = attributes.call_special(m, value, "__iter__", [], node)
        if not isinstance(made, Instance):
            return elements(m, made, node)
        return [m.miss("an own iterator", node)], False
    if value.cls.open or value.cls.python or attributes.find(value.cls, "__getitem__") is not None:
        return [m.unknown("any", IGNORANCE, IGNORANCE)], False
    raise m.fail(TypeError, f"'{value.cls.name}' object is not iterable", node)


def nonempty_key(m: Machine, value: Any) -> tuple[Any, ...]:
    """The key of the question whether an iterable has an element; where that is its truth, it is the same question."""
    if isinstance(value, Unknown) and value.kind not in SIZED:
        return ("any element", m.now(value))
    return ("true", m.now(value))


def member(m: Machine, container: Any, *which: Any) -> Any:
    """What stands for a member of a container of which not all are known: for a dict, a key."""
    members = list(container)[:50]
    if len(members) == 1 and not isinstance(members[0], (*PLAIN, Unknown)):
        return members[0]
    return one_of(m, container, members, *which)


def one_of(m: Machine, container: Any, values: list[Any], *which: Any) -> Any:
    """An unknown one of some values."""
    kinds = {kind_of(one) for one in values}
    kind = kinds.pop() if len(kinds) == 1 else "any"
    items = {one.items for one in values if isinstance(one, Unknown)}
    by = content_of(container, *which)
    key = ("member", m.now(container), *(key_of(one) for one in which)) if which else m.fresh()
    of = items.pop() if len(items) == 1 and len(values) == 1 else "any"
    return m.unknown(kind, by, by if kind == "any" else LIBRARY, *key, items=of)


def length(m: Machine, value: Any, node: cst.CSTNode) -> Any:
    """`len(value)`."""
    if isinstance(value, (str, bytes, bytearray, list, tuple, dict, set, frozenset, range)):
        if m.is_fuzzy(value):
            return m.unknown("int", content_of(value), LIBRARY, "len", m.now(value))
        return len(value)
    if isinstance(value, Unknown) and value.kind not in ("NoneType", "int", "float", "bool"):
        return m.unknown("int", value.content, LIBRARY, "len", m.now(value))
    if isinstance(value, Instance):
        if attributes.find(value.cls, "__len__") is not None:
            return attributes.call_special(m, value, "__len__", [], node)
        if value.cls.open or value.cls.python:
            return m.library(kind="int")
    if isinstance(value, (*PLAIN, Unknown, Instance, Function, Stream, slice)):
        raise m.fail(TypeError, f"object of type '{kind_of(value)}' has no len()", node)
    return m.library(kind="int")


def refuse_unhashable(m: Machine, key: Any, node: cst.CSTNode) -> None:
    """Raise what Python raises for a key that cannot be hashed."""
    if type(key) not in ATOMS and kind_of(key) in ("list", "dict", "set", "bytearray"):
        raise m.fail(TypeError, f"unhashable type: '{kind_of(key)}'", node)


def put(m: Machine, owner: dict[Any, Any], key: Any, value: Any, node: cst.CSTNode) -> None:
    """`owner[key] = value` for a known or an unknown key."""
    refuse_unhashable(m, key, node)
    if is_hashable(key):
        owner[key] = value
        m.changed(owner)
        if m.loops:
            m.blur(owner)
        return
    for known in owner:
        # Any of them may have been replaced.
        owner[known] = one_of(m, owner, [owner[known], value])
    owner[Unknown(kind_of(key), content_of(key), LIBRARY, key_of(key))] = value
    m.blur(owner)


def make_set(m: Machine, kind: Any, values: list[Any], complete: bool, node: cst.CSTNode) -> Any:
    """A set of values, which is unknown where they are."""
    for one in values:
        refuse_unhashable(m, one, node)
    if not all(is_hashable(one) for one in values):
        return m.unknown(kind.__name__, content_of(*values), LIBRARY)
    return kind(values) if complete else m.blur(kind(values))
