"""Methods of lists, dicts and sets, which hold values and change."""

from typing import Any

import libcst as cst

from handler_lint.static import foreign, objects
from handler_lint.static.machine import Machine
from handler_lint.static.values import (
    LIBRARY,
    Header,
    Unknown,
    content_of,
    is_hashable,
    is_known,
    kind_of,
)

GROWING = ("append", "add", "insert", "extend", "update", "setdefault")
SHRINKING = ("pop", "popitem", "remove", "discard", "clear")


def method(
    m: Machine, owner: Any, name: str, args: list[Any], keywords: dict[str, Any], node: cst.CSTNode
) -> Any:
    """Call a method of a real container."""
    if m.loops and name in (*GROWING, *SHRINKING):
        m.blur(owner)
    if isinstance(owner, dict) and name in ("get", "pop", "setdefault") and args:
        return _look_up(m, owner, name, args, node)
    if name in ("items", "keys", "values"):
        made = list(owner.items()) if name == "items" else list(getattr(owner, name)())
        return m.blur(made) if m.is_fuzzy(owner) else made
    if name in ("update", "extend") and args:
        return _take_all(m, owner, name, args[0], keywords, node)
    known = all(is_known(one) for one in (owner, *args, *keywords.values()))
    if name in ("index", "count", "remove", "sort", "discard") and not known:
        if name == "sort":
            m.blur(owner)
        return m.unknown(
            "NoneType" if name in ("sort", "remove") else "int",
            content_of(owner, *args),
            LIBRARY,
        )
    if name == "copy":
        made = owner.copy()
        return m.blur(made) if m.is_fuzzy(owner) else made
    if name in ("pop", "popitem") and (
        m.is_fuzzy(owner) or any(isinstance(a, Unknown) for a in args)
    ):
        return m.library(content_of(owner))
    if name in ("add",) and not is_hashable(args[0] if args else None):
        m.blur(owner)
        return None
    if name in (*GROWING, *SHRINKING, "reverse") or all(
        map(is_known, (owner, *args, *keywords.values()))
    ):
        made, done = foreign.execute(m, lambda: _apply(owner, name, args, keywords), node)
        return made if done else m.library()
    return m.unknown(
        kind_of(owner) if isinstance(owner, set) else "any", content_of(owner, *args), LIBRARY
    )


def _apply(owner: Any, name: str, args: list[Any], keywords: dict[str, Any]) -> Any:
    made = getattr(owner, name)(*args, **keywords)
    return made


def _look_up(
    m: Machine, owner: dict[Any, Any], name: str, args: list[Any], node: cst.CSTNode
) -> Any:
    key = args[0]
    default = args[1] if len(args) > 1 else None
    if isinstance(key, Header):
        objects.compare_keys(m, owner, key, node)
    if is_hashable(key) and key in owner:
        return owner.pop(key) if name == "pop" else owner[key]
    if not is_hashable(key) or m.is_fuzzy(owner):
        there = m.ask(
            "the key is there",
            ("yes", "no"),
            content_of(key, owner),
            node,
            ("in", id(owner), str(key)),
        )
        if there == "yes" or (name == "pop" and len(args) == 1):
            return objects.one_of(m, owner, key)
        return default
    if name == "pop" and len(args) == 1:
        raise m.fail(KeyError, repr(key), node, key)
    if name == "setdefault":
        owner[m.keep(key)] = default
    return default


def _take_all(
    m: Machine, owner: Any, name: str, given: Any, keywords: dict[str, Any], node: cst.CSTNode
) -> None:
    if isinstance(owner, dict):
        if isinstance(given, dict):
            owner.update(given)
            if m.is_fuzzy(given):
                m.blur(owner)
        else:
            m.blur(owner)
        owner.update(keywords)
        return
    values, complete = objects.elements(m, given, node)
    if name == "extend":
        owner.extend(values)
    elif all(is_hashable(one) for one in values):
        owner.update(values)
    if not complete:
        m.blur(owner)
