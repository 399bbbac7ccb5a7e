"""Methods of values that are not of the package: by execution, by kind, or unknown."""

from collections.abc import Mapping, Sequence
from typing import Any

import libcst as cst

from handler_lint.calls import Event
from handler_lint.static import binding, calling, foreign, harmless, library, objects, streams
from handler_lint.static.facts import CHANGING
from handler_lint.static.kinds import EXEMPLARS, STABLE, content_of, key_of, kind_of
from handler_lint.static.library import (
    containers,
    files,
    pathlib_paths,
)
from handler_lint.static.machine import Machine
from handler_lint.static.values import (
    LIBRARY,
    Failure,
    FilePath,
    Header,
    Instance,
    Lib,
    Stream,
    Unknown,
)


def call_method(
    m: Machine,
    owner: Any,
    name: str,
    args: Sequence[Any],
    keywords: Mapping[str, Any],
    node: cst.CSTNode,
) -> Any:
    """Call a method of a value that is not of the package."""
    if isinstance(args, binding.Spread):
        m.spoil(owner)
        return foreign._unmodelled(m, f".{name}", (owner, *args, *keywords.values()), node)
    if isinstance(owner, FilePath):
        return pathlib_paths.path_method(m, owner, name, list(args), node)
    if isinstance(owner, (list, dict, set)):
        return containers.method(m, owner, name, list(args), dict(keywords), node)
    if isinstance(owner, Stream):
        if name == "__next__":
            return streams.drawn_one(m, owner, (), node)
        return m.miss(f".{name} of a {owner.kind}", node)
    if isinstance(owner, Unknown) and owner.kind not in STABLE:
        return _unknown_method(m, owner, name, args, keywords, node)
    if isinstance(owner, type):
        return _method_of_type(m, owner, name, args, keywords, node)
    return _method_of_value(
        m, owner, name, [foreign.as_list(m, one, node) for one in args], keywords, node
    )


def _method_of_value(
    m: Machine,
    owner: Any,
    name: str,
    args: Sequence[Any],
    keywords: Mapping[str, Any],
    node: cst.CSTNode,
) -> Any:
    values = [*args, *keywords.values()]
    if type(owner) is Header:
        _compare_start(m, owner, name, args, node)
    if m.knows(owner) and all(map(m.knows, values)) and harmless.method(owner, name, args):
        made, done = foreign.execute(m, lambda: getattr(owner, name)(*args, **keywords), node)
        return followed(owner, name, made) if done else m.library()
    if isinstance(owner, bytearray):
        m.blur(owner)
    if name == "format":
        return _formatted(m, owner, args, keywords, node)
    stand_ins = [foreign.exemplar(m, one) for one in (owner, *args)]
    kind, items = "any", "any"
    if not keywords and not any(one is NotImplemented for one in stand_ins):
        made = foreign.try_kinds(m, lambda: getattr(stand_ins[0], name)(*stand_ins[1:]), node)
        kind, items = kind_of(made) if made is not None else "any", foreign._items(made)
    elif name in ("join", "encode", "replace"):
        kind = "bytes" if name == "encode" else kind_of(owner)
    if name in ("decode", "encode", "index"):
        error = {"decode": UnicodeDecodeError, "encode": UnicodeEncodeError}.get(name, ValueError)
        m.may_raise(f".{name}", (error,), content_of(owner, *args), node)
    by = content_of(owner, *values)
    if name in ("decode", "encode"):
        return m.unknown(kind, by, LIBRARY, *m.now(owner))
    keys = (key_of(one) for one in values)
    return m.unknown(kind, by, LIBRARY, "method", *m.now(owner), name, *keys, items=items)


def _formatted(
    m: Machine,
    owner: Any,
    args: Sequence[Any],
    keywords: Mapping[str, Any],
    node: cst.CSTNode,
) -> Any:
    """`"…".format(…)`: with the texts of objects that have their own, as far as they are known."""

    def text(one: Any) -> Any:
        if isinstance(one, (FilePath, Failure, Instance)):
            return calling.call(m, Lib("builtins.str"), [one], {}, node)
        return one

    values, named = [text(one) for one in args], {name: text(keywords[name]) for name in keywords}
    every = (owner, *values, *named.values())
    if all(map(m.knows, every)) and harmless.template(owner, every[1:]):
        made, done = foreign.execute(m, lambda: owner.format(*values, **named), node)
        return made if done else m.library(kind="str")
    return m.unknown("str", content_of(*every), LIBRARY)


def _method_of_type(
    m: Machine,
    owner: type,
    name: str,
    args: Sequence[Any],
    keywords: Mapping[str, Any],
    node: cst.CSTNode,
) -> Any:
    """`str.upper(text)` is the method of its first argument; a class method is executed for known arguments."""
    function = getattr(owner, name)
    if type(function).__name__ in ("method_descriptor", "wrapper_descriptor") and args:
        if kind_of(args[0]) == owner.__name__:
            return call_method(m, args[0], name, args[1:], keywords, node)
        return foreign._unmodelled(m, f"{owner.__name__}.{name}", (*args, *keywords.values()), node)
    if owner is dict and name == "fromkeys" and args:
        values, complete = objects.elements(m, args[0], node)
        made: dict[Any, Any] = {}
        for one in values:
            objects.put(m, made, one, args[1] if len(args) > 1 else None, node)
        return made if complete else m.blur(made)
    if all(map(m.knows, (*args, *keywords.values()))) and owner in (str, bytes, int, float):
        found, done = foreign.execute(m, lambda: function(*args, **keywords), node)
        return found if done else m.library()
    return foreign._unmodelled(m, f"{owner.__name__}.{name}", (*args, *keywords.values()), node)


def _unknown_method(
    m: Machine,
    owner: Unknown,
    name: str,
    args: Sequence[Any],
    keywords: Mapping[str, Any],
    node: cst.CSTNode,
) -> Any:
    values = (*args, *keywords.values())
    content = content_of(owner, *values)
    kind = _kind_returned(owner, name)
    keys = (*m.now(owner), "method", name, *(key_of(one) for one in values))
    if not kind:
        m.may_raise(f".{name}", (), owner.content | owner.kind_by, node)
        files.passed(m, values, node, f"{owner.kind}.{name}")
        for one in (owner, *values):
            m.spoil(one)
        keys = m.fresh()
    elif owner.kind in EXEMPLARS and name in CHANGING:
        m.spoil(owner)
    elif owner.kind in ("text file", "binary file", "StringIO", "BytesIO", "reader"):
        keys = m.fresh()
    kind_by = LIBRARY if kind and kind not in ("any", "json") else owner.kind_by
    items = "str" if name in ("split", "readlines", "keys") and kind == "list" else "any"
    return m.unknown(kind or "any", content, kind_by, *keys, items=items)


def _kind_returned(owner: Unknown, name: str) -> str:
    """The kind of what a method returns, "" where the method is not known."""
    if owner.kind in EXEMPLARS:
        return RETURNED.get(name, "any")
    kind = library.kind(owner.kind).methods.get(name, "")
    return owner.kind if kind == "self" else kind


RETURNED = {
    **dict.fromkeys(("append", "extend", "insert", "remove", "sort", "reverse"), "NoneType"),
    **dict.fromkeys(("clear", "add", "discard", "update"), "NoneType"),
    **dict.fromkeys(("index", "count"), "int"),
    **dict.fromkeys(("keys", "values", "items"), "list"),
}
"""What methods of Python's own containers return, where it does not depend on what is in them."""


def followed(owner: Any, name: str, made: Any) -> Any:
    """What a method of a header gives is still the header's text, perhaps cut."""
    if type(owner) is not Header:
        return made
    cut = owner.cut or name not in ("lower", "upper", "casefold", "strip", "title", "encode")
    if isinstance(made, str):
        return Header(made, cut)
    if isinstance(made, (list, tuple)):
        return type(made)(Header(one, cut) if isinstance(one, str) else one for one in made)
    return made


def _compare_start(
    m: Machine, owner: Header, name: str, args: Sequence[Any], node: cst.CSTNode
) -> None:
    if name not in ("startswith", "endswith") or not args:
        return
    for one in args[0] if isinstance(args[0], tuple) else (args[0],):
        if isinstance(one, str):
            m.record(Event("compared", str(one), m.spot(node)))
