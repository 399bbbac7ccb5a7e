"""The state between two calls: kept, and put back.

Objects keep their identity: what is kept are the contents of everything that can change, and to put them back is to
fill the same objects again. So two ways may share all that came before they parted.
"""

from collections.abc import Iterable, Mapping
from functools import cached_property
from operator import attrgetter, is_
from typing import Any

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
    Class: ("fields", "members"),
    Failure: ("spot", "cause"),
    Frame: ("last", "last_is_test", "hook"),
    Function: ("wrapped", "attributes", "cache"),
    Module: ("names", "done"),
    Stream: ("values", "complete", "failure", "run"),
}
"""The fields that are set after a value was made."""

READ = {kind: attrgetter(*names) for kind, names in CHANGING.items()}

COPIED = frozenset({dict, list, set, bytearray})
"""Containers, of which a copy is kept."""

RARELY = frozenset({Class, Function})
"""What changes only where the machine's count of definitions does."""

CODE = frozenset({Module, Function, Class})

LEAVES = frozenset({str, bytes, int, float, bool, type(None), complex, type, Lib, Header, FilePath})
"""Types of values that hold no others and do not change."""


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


Contents = dict[int, tuple[Any, Any]]
"""Objects, each with what is in it, by their identity."""


class Kept:
    """The contents of everything that can change and that a machine, or one of the values given, can reach.

    With a `base`, an earlier state of the same way, only what is new or has `changed` since is kept anew; where that is
    not given, it is looked for. `still` are values in which nothing changes.
    """

    def __init__(
        self,
        m: Machine,
        roots: Iterable[Any],
        still: Iterable[Any],
        base: "Kept | None" = None,
        changed: list[Any] | None = None,
    ) -> None:
        self._base = base
        self.events = m.events.copy()
        self._held: tuple[Any, ...] = (
            *(m.modules.copy(), m.frames.copy(), m.tries.copy(), m.handling.copy()),
            *(m.fuzzy.copy(), m.versions.copy(), m.files_written.copy(), m.caught.copy()),
        )
        self._numbers = (m.epoch, m.loops, m.made, m.watched, m.ended, m.nothing)
        waiting = [*roots, *m.modules.values(), *m.frames, *m.handling, *m.fuzzy.values()]
        self._seen: dict[int, Any] = {id(one): one for one in still}
        before: Mapping[int, Any] = {}
        anew: Iterable[int] = ()
        if base is not None:
            self._changed = base.changed(m) if changed is None else changed
            waiting += self._changed
            before = base.reached
            anew = set(map(id, self._changed))
        seen = self._seen
        often: Contents = {}
        rarely: Contents = {}
        # The names of classes are among what changes rarely.
        defined = set(base._rarely) if base is not None else set()
        while waiting:
            value = waiting.pop()
            kind = type(value)
            if kind in LEAVES:
                continue
            key = id(value)
            if key in seen or (key in before and key not in anew) or is_shared(value):
                continue
            seen[key] = value
            if kind in COPIED:
                (rarely if key in defined else often)[key] = value, value.copy()
            elif kind in CHANGING:
                code = kind in RARELY or (kind is Frame and value.is_class)
                if code and kind is not Function:
                    defined.add(id(value.names))
                (rarely if code else often)[key] = value, READ[kind](value)
            waiting += inside(value)
        if base is not None:
            # One pass puts all back.
            often = {**base._often, **often}
            rarely = {**base._rarely, **rarely} if rarely else base._rarely
        self._often: Contents = often
        self._rarely: Contents = rarely
        self._definitions = m.definitions

    def put_back(self, m: Machine) -> None:
        """Make everything as it was."""
        m.events = self.events.copy()
        held = [one.copy() for one in self._held]
        m.modules, m.frames, m.tries, m.handling = held[:4]
        m.fuzzy, m.versions, m.files_written, m.caught = held[4:]
        m.epoch, m.loops, m.made, m.watched, m.ended, m.nothing = self._numbers
        _put_back(self._often)
        if m.definitions != self._definitions:
            _put_back(self._rarely)
            m.definitions = self._definitions

    def changed(self, m: Machine) -> list[Any]:
        """The values that are no longer as they were on a machine."""
        found = [one for one, kept in self._often.values() if not _is_same(one, kept)]
        if m.definitions != self._definitions:
            found += [one for one, kept in self._rarely.values() if not _is_same(one, kept)]
        return found

    def changed_since(self, earlier: "Kept", m: Machine) -> list[Any]:
        """The values that differ from those of an earlier state; the machine is in this one."""
        return self._changed if earlier is self._base else earlier.changed(m)

    @cached_property
    def reached(self) -> Mapping[int, Any]:
        """All values that were reached, by their identity."""
        return {**self._base.reached, **self._seen} if self._base is not None else self._seen


def _put_back(contents: Contents) -> None:
    for value, kept in contents.values():
        kind = type(value)
        if kind is dict or kind is set:
            value.clear()
            value.update(kept)
        elif kind in COPIED:
            value[:] = kept
        elif kind is Frame:
            # Most of what changes, and so without a loop.
            value.last, value.last_is_test, value.hook = kept
        else:
            for name, content in zip(CHANGING[kind], kept, strict=True):
                setattr(value, name, content)


def _is_same(value: Any, before: Any) -> bool:
    """Whether a value holds the same objects as before: equal is not enough, 1 and True are."""
    kind = type(value)
    if kind in CHANGING:
        return all(map(is_, READ[kind](value), before))
    if len(value) != len(before):
        return False
    if kind is dict:
        same = all(map(is_, value.values(), before.values()))
        return same and all(map(is_, value, before))
    return all(map(is_, value, before)) if kind is list else bool(value == before)
