"""Methods of lists, dicts and sets, which hold values and change."""

from typing import Any

import libcst as cst

from handler_lint.static import (
    foreign,
    harmless,
    items,
    membership,
    objects,
)
from handler_lint.static.facts import CHANGING
from handler_lint.static.kinds import content_of, is_hashable, kind_of
from handler_lint.static.library import iteration
from handler_lint.static.machine import Machine
from handler_lint.static.values import LIBRARY, Header

SHRINKING = ("pop", "popitem", "remove", "discard", "clear")


def method(
    m: Machine, owner: Any, name: str, args: list[Any], keywords: dict[str, Any], node: cst.CSTNode
) -> Any:
    """Call a method of a real container."""
    if m.loops and name in CHANGING:
        m.blur(owner)
    if name in CHANGING:
        m.changed(owner)
    if isinstance(owner, dict):
        return _of_dict(m, owner, name, args, keywords, node)
    if name in ("extend", "update") and args:
        return _take_all(m, owner, name, args[0], node)
    if name == "sort":
        owner[:] = iteration.in_order(m, list(owner), not m.is_fuzzy(owner), keywords, node)
        return None
    if name in ("append", "add") and len(args) == 1:
        return _take(m, owner, name, args[0], node)
    if name in SHRINKING and (m.is_fuzzy(owner) or not all(map(m.knows, args))):
        return _shrink(m, owner, name, args, node)
    if name == "insert" and args and not m.knows(args[0]):
        m.spoil(owner)
        return None
    if name in ("index", "count", "remove") and not all(map(m.knows, (owner, *args))):
        return _search(m, owner, name, args, node)
    if name == "copy":
        made = owner.copy()
        return m.blur(made) if m.is_fuzzy(owner) else made
    if name in (*CHANGING, "index", "count") or all(map(m.knows, (owner, *args))):
        # It is executed on the values themselves; what they hold does not matter.
        made, done = foreign.execute(m, lambda: getattr(owner, name)(*args, **keywords), node)
        return made if done else m.library()
    return m.unknown(
        kind_of(owner) if isinstance(owner, set) else "any", content_of(owner, *args), LIBRARY
    )


def _take(m: Machine, owner: Any, name: str, value: Any, node: cst.CSTNode) -> None:
    if isinstance(owner, list) and name == "append":
        owner.append(value)
        return
    if not isinstance(owner, set) or name != "add":
        foreign.execute(m, lambda: getattr(owner, name)(value), node)
        return
    objects.refuse_unhashable(m, value, node)
    if is_hashable(value):
        owner.add(value)
    else:
        m.spoil(owner)


def _shrink(m: Machine, owner: Any, name: str, args: list[Any], node: cst.CSTNode) -> Any:
    if name not in ("discard", "clear"):
        error = {"pop": IndexError, "remove": ValueError}.get(name, KeyError)
        if isinstance(owner, set):
            error = KeyError
        m.may_raise(f".{name}", (error,), content_of(owner, *args), node)
    if name == "clear":
        owner.clear()
        m.blur(owner)
        return None
    m.blur(owner)
    return objects.member(m, owner) if name in ("pop", "popitem") else None


def _search(m: Machine, owner: list[Any], name: str, args: list[Any], node: cst.CSTNode) -> Any:
    if name != "count":
        m.may_raise(f".{name}", (ValueError,), content_of(owner, *args), node)
    if name == "remove":
        m.blur(owner)
        return None
    return m.unknown("int", content_of(owner, *args), LIBRARY)


def _of_dict(
    m: Machine,
    owner: dict[Any, Any],
    name: str,
    args: list[Any],
    keywords: dict[str, Any],
    node: cst.CSTNode,
) -> Any:
    if name in ("get", "pop", "setdefault") and args:
        return _look_up(m, owner, name, args, node)
    if name in ("items", "keys", "values"):
        made = list(owner.items()) if name == "items" else list(getattr(owner, name)())
        return m.blur(made) if m.is_fuzzy(owner) else made
    if name == "update":
        if args:
            iteration.fill(m, owner, args[0], node)
        for key, value in keywords.items():
            objects.put(m, owner, key, value, node)
        return None
    if name == "copy":
        copied = dict(owner)
        return m.blur(copied) if m.is_fuzzy(owner) else copied
    if name == "clear" and not m.loops:
        owner.clear()
        m.fuzzy.pop(id(owner), None)
        return None
    if m.is_fuzzy(owner):
        m.may_raise(f".{name}", (KeyError,), content_of(owner), node)
        m.spoil(owner)
        return m.unknown("tuple" if name == "popitem" else "any", content_of(owner), LIBRARY)
    made, done = foreign.execute(m, lambda: getattr(owner, name)(*args, **keywords), node)
    return made if done else m.library()


def _look_up(
    m: Machine, owner: dict[Any, Any], name: str, args: list[Any], node: cst.CSTNode
) -> Any:
    key = args[0]
    default = args[1] if len(args) > 1 else None
    objects.refuse_unhashable(m, key, node)
    if isinstance(key, Header):
        items.compare_keys(m, owner, key, node)
    there = membership.contains(m, owner, key, node)
    if name == "pop" and len(args) == 1:
        if there is False:
            raise m.fail(KeyError, repr(key), node, key)
        if there is not True:
            m.may_raise(".pop", (KeyError,), content_of(key, owner), node)
    elif not objects.truth(m, there, node):
        if name == "setdefault":
            objects.put(m, owner, key, default, node)
        return default
    value = items.value_of(m, owner, key)
    if name == "pop":
        if is_hashable(key) and key in owner:
            del owner[key]
        else:
            m.spoil(owner)
    return value


def _take_all(m: Machine, owner: Any, name: str, given: Any, node: cst.CSTNode) -> None:
    values, complete = objects.elements(m, given, node)
    if len(owner) + len(values) > harmless.MAX_SIZE:
        m.blur(owner)
    elif isinstance(owner, list):
        owner.extend(values)
    elif all(is_hashable(one) for one in values):
        owner.update(values)
    else:
        m.spoil(owner)
    if not complete:
        m.blur(owner)
