"""The state between two calls: kept, and put back.

Objects keep their identity: what is kept are the contents of everything that can change, and to put them back is to
fill the same objects again. So two ways may share all that came before they parted.
"""

from collections.abc import Iterable, Mapping
from functools import cached_property
from operator import is_
from typing import Any

from handler_lint.calls import Event
from handler_lint.static.machine import Frame, Machine
from handler_lint.static.managers import OwnManager, Suppress
from handler_lint.static.values import (
    Bound,
    Class,
    ClassMethod,
    Failure,
    FilePath,
    Function,
    Header,
    Instance,
    Lib,
    Member,
    Method,
    Module,
    Property,
    Same,
    StaticMethod,
    Stream,
    Super,
)

FIELDS: dict[type, tuple[str, ...]] = {
    Bound: ("function", "given", "keywords"),
    Class: ("bases", "names", "fields", "members"),
    ClassMethod: ("function",),
    Failure: ("kind", "text", "args", "instance", "cause"),
    Frame: ("names", "closure", "module", "running"),
    Function: (),
    Instance: ("cls", "names", "args"),
    Member: ("owner",),
    Method: ("owner", "name"),
    Module: ("names", "done"),
    OwnManager: ("body",),
    Property: ("getter", "setter", "cached"),
    StaticMethod: ("function",),
    Stream: ("kind", "values", "complete", "failure", "run"),
    Super: ("after", "owner"),
    Suppress: ("kinds", "entered"),
}
"""What is inside the values of the interpreter, without what belongs to the source."""

CHANGING: dict[type, tuple[str, ...]] = {
    Class: ("names", "fields"),
    Failure: ("spot", "cause"),
    Frame: ("last", "last_is_test", "hook"),
    Function: ("wrapped", "attributes"),
    Module: ("done",),
    Stream: ("values", "complete", "failure", "run"),
}
"""The fields that are set after a value was made."""

CODE = frozenset({Module, Function, Class})

LEAVES = frozenset({str, bytes, int, float, bool, type(None), complex, type, Lib, Header, FilePath})
"""Types of values that hold no others and do not change."""

COPIED = (
    *("modules", "frames", "tries", "fuzzy", "versions", "handling", "files_written", "caught"),
    "events",
)
SET = ("epoch", "loops", "made", "watched", "ended", "nothing")


def inside(value: Any) -> Iterable[Any]:
    """The values that a value holds; of a generator that has not begun, what its body will see."""
    kind = type(value)
    if kind is dict:
        return (*value, *value.values())
    if kind in (list, tuple, set, frozenset):
        return tuple(value)
    if kind is slice:
        return (value.start, value.stop, value.step)
    if kind is Function:
        more = (*value.defaults.values(), *value.attributes.values())
        return (value.closure, value.owner, value.wrapped, value.cache, *more)
    if kind in FIELDS:
        return [getattr(value, name) for name in FIELDS[kind]]
    if kind is Same:
        return (value.value,)
    if isinstance(value, type(inside)) and value.__closure__:
        return [cell.cell_contents for cell in value.__closure__]
    return ()


def is_shared(value: Any) -> bool:
    """Whether nothing below a value changes: what is part of the emulation of the stack."""
    return type(value) in CODE and value.source.ours


class Kept:
    """The contents of everything that can change and that a machine, or one of the values given, can reach.

    With a `base`, an earlier state of the same way, only what is new or has changed since is kept anew. `still` are
    values in which nothing changes.
    """

    def __init__(
        self, m: Machine, roots: Iterable[Any], still: Iterable[Any], base: "Kept | None" = None
    ) -> None:
        self._base = base
        self._machine = [(name, getattr(m, name).copy()) for name in COPIED]
        self._numbers = [(name, getattr(m, name)) for name in SET]
        self._dicts: list[tuple[dict[Any, Any], dict[Any, Any]]] = []
        self._lists: list[tuple[Any, Any]] = []
        self._sets: list[tuple[set[Any], set[Any]]] = []
        self._objects: list[tuple[Any, tuple[tuple[str, Any], ...]]] = []
        waiting = [*roots, *m.modules.values(), *m.frames, *m.handling, *m.fuzzy.values()]
        self._seen: dict[int, Any] = {id(one): one for one in still}
        before: Mapping[int, Any] = {}
        if base is not None:
            changed = base.changed()
            waiting += changed
            before = base.reached
            anew = set(map(id, changed))
        seen = self._seen
        while waiting:
            value = waiting.pop()
            kind = type(value)
            if kind in LEAVES or id(value) in seen:
                continue
            if id(value) in before and id(value) not in anew:
                continue
            if is_shared(value):
                continue
            seen[id(value)] = value
            if kind is dict:
                self._dicts.append((value, value.copy()))
                waiting += value
                waiting += value.values()
                continue
            if kind is list or kind is bytearray:
                self._lists.append((value, value[:]))
            elif kind is set:
                self._sets.append((value, value.copy()))
            elif kind in CHANGING:
                fields = tuple([(name, getattr(value, name)) for name in CHANGING[kind]])
                self._objects.append((value, fields))
            waiting += inside(value)
        if base is not None:
            self._take_over(base)

    def _take_over(self, base: "Kept") -> None:
        """What the base kept and this one did not keep anew, so that one pass puts all back."""
        own = self._seen
        self._dicts += [one for one in base._dicts if id(one[0]) not in own]
        self._lists += [one for one in base._lists if id(one[0]) not in own]
        self._sets += [one for one in base._sets if id(one[0]) not in own]
        self._objects += [one for one in base._objects if id(one[0]) not in own]

    @property
    def events(self) -> list[Event]:
        """What had happened in the call that is under way."""
        return next(content for name, content in self._machine if name == "events")

    def put_back(self, m: Machine) -> None:
        """Make everything as it was."""
        for name, content in self._machine:
            setattr(m, name, content.copy())
        for name, number in self._numbers:
            setattr(m, name, number)
        for mapping, kept in self._dicts:
            mapping.clear()
            mapping.update(kept)
        for row, items in self._lists:
            row[:] = items
        for one, members in self._sets:
            one.clear()
            one.update(members)
        for value, fields in self._objects:
            for name, content in fields:
                setattr(value, name, content)

    def changed(self) -> list[Any]:
        """The values that are no longer as they were."""
        found: list[Any] = []
        found += [
            one for one, kept in self._dicts if (one or kept) and not _same_members(one, kept)
        ]
        found += [one for one, kept in self._lists if not _same_items(one, kept)]
        found += [one for one, members in self._sets if one != members]
        for value, fields in self._objects:
            for name, content in fields:
                if getattr(value, name) is not content:
                    found.append(value)
                    break
        return found

    @cached_property
    def reached(self) -> Mapping[int, Any]:
        """All values that were reached, by their identity."""
        return {**self._base.reached, **self._seen} if self._base is not None else self._seen


def _same_members(now: dict[Any, Any], before: dict[Any, Any]) -> bool:
    # Equal is not enough: 1 and True are.
    return (
        len(now) == len(before)
        and all(map(is_, now.values(), before.values()))
        and all(map(is_, now, before))
    )


def _same_items(now: Any, before: Any) -> bool:
    return len(now) == len(before) and all(map(is_, now, before))
