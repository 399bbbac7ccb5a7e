"""When two states are the same for all that comes next."""

from collections.abc import Iterable
from typing import Any

from handler_lint.static.machine import Machine
from handler_lint.static.state import FIELDS, LEAVES, Kept, inside, is_shared
from handler_lint.static.values import CONTAINERS, Class, Function, Header, Member, Same, Unknown


def fingerprint(
    m: Machine,
    roots: Iterable[Any],
    base: Kept,
    changed: list[Any],
    events: bool = True,
) -> tuple[Any, ...]:
    """The state in a form that is equal for states after which the same calls end in the same ways.

    Objects that were there in the base and are not `changed` count as themselves; others are numbered in the order in
    which they are met, so that it does not count where and when one was made. What was asked and answered is not part
    of it; what happened is, unless `events` is False.
    """
    numbers: dict[Any, int] = {}
    found: list[Any] = []
    before, anew = base.reached, set(map(id, changed))

    def is_still(key: int) -> bool:
        return key in before and key not in anew

    def number(value: Any) -> Any:
        if is_still(id(value)):
            return Same(value)
        if id(value) not in numbers:
            numbers[id(value)] = len(numbers)
            found.append(value)
        return numbers[id(value)]

    def token(value: Any) -> Any:
        kind = type(value)
        if kind in LEAVES and kind is not Header:
            return (kind, repr(value) if kind is float else value)
        if isinstance(value, Unknown):
            owner = (number(value.owner), value.name) if isinstance(value, Member) else ()
            origin = (value.kind, value.content, value.kind_by, value.items)
            return ("?", *origin, of_key(value.key), *owner)
        if isinstance(value, Header):
            return ("header", str(value), value.cut)
        return number(value)

    def of_key(key: Any) -> Any:
        if _is_running(key):
            return numbers.setdefault(key, len(numbers))
        if isinstance(key, tuple):
            return tuple([of_key(one) for one in key])
        return number(key.value) if isinstance(key, Same) else key

    told: list[Any] = [tuple(sorted(m.files_written)), Same(m.watched)]
    if events:
        told += [(one.kind, one.subject, one.exact, one.missing) for one in m.events]
    told += [(one.blind, bool(one.raising), one.asked) for one in m.tries]
    told += [token(one) for one in (*roots, *m.frames, *m.handling)]
    told += [(name, token(m.modules[name])) for name in sorted(m.modules)]
    told += [(Same(one), number(one)) for one in changed]
    blurred = [(key, one) for key, one in m.fuzzy.items() if is_still(key)]
    told.append(frozenset((Same(one), m.versions.get(key, 0)) for key, one in blurred))
    for value in found:  # grows on the way
        parts = () if is_shared(value) else [token(one) for one in inside(value)]
        if isinstance(value, (set, frozenset)):
            parts = sorted(parts, key=repr)
        fuzzy = m.versions.get(id(value), 0) if id(value) in m.fuzzy else None
        told.append((type(value), fuzzy, _itself(value), *parts))
    return tuple(told)


def _itself(value: Any) -> Same | None:
    """What tells a value apart from another of the same type that holds the same."""
    if isinstance(value, (Function, Class)):
        return Same(value.node)
    if type(value) in FIELDS or isinstance(value, CONTAINERS):
        return None
    return Same(getattr(value, "__code__", value))


def _is_running(key: Any) -> bool:
    """Whether it is a key that no other value has: its number depends on what was made before."""
    return isinstance(key, tuple) and key[:1] == ("made",)
