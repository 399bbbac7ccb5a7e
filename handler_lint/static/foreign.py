"""Calls that leave the package: functions of libraries and methods of values, by data, by execution, or unknown."""

from collections.abc import Mapping, Sequence
from typing import Any

import libcst as cst

from handler_lint.calls import Event
from handler_lint.static import calling, library, objects
from handler_lint.static.library import containers, files, intrinsics
from handler_lint.static.machine import Machine
from handler_lint.static.values import (
    CLIENT,
    CONTAINERS,
    LIBRARY,
    PACKAGE,
    PLAIN,
    FilePath,
    Header,
    Lib,
    Origin,
    Raised,
    Unknown,
    content_of,
    is_known,
    key_of,
    kind_of,
)

MAX_SIZE = 100_000
DECIDERS: Mapping[str, Origin] = {"package": PACKAGE, "library": LIBRARY, "client": CLIENT}


def call_library(
    m: Machine, name: str, args: Sequence[Any], keywords: Mapping[str, Any], node: cst.CSTNode
) -> Any:
    """Call a function or class of a foreign module."""
    name = library.canonical(name)
    if name in intrinsics.INTRINSICS:
        return intrinsics.INTRINSICS[name](m, node, list(args), dict(keywords))
    known = library.entry(name)
    values = (*args, *keywords.values())
    if known is None:
        return _unmodelled(m, name, values, node)
    if known.decorator:
        return args[0] if known.decorator == "same" and args else Lib("handler_lint.same")
    content = content_of(*values) if values and not known.decided else LIBRARY
    if known.opens is not None and known.opens < len(args):
        content = files.open_path(m, args[known.opens], node, name)
    if known.reads is not None and known.reads < len(args):
        content = content_of(args[known.reads])
        if known.opens is None:
            files.read_from(m, args[known.reads], node, name)
    if known.decided:
        content = DECIDERS[known.decided]
    if known.pure and not isinstance(args, calling.Spread):
        made, done = _really(m, name, args, keywords, node)
        if done:
            return made
    else:
        made = None
    if known.raises:
        m.may_raise(name, tuple(_exception(one) for one in known.raises), content, node)
    if known.returns == "arg0" and args:
        return args[0]
    kind = known.returns or (kind_of(made) if made is not None else "any")
    items = known.items if known.returns else _items(made)
    kind_by = content if kind in ("json", "any") else LIBRARY
    key = ("call", name, *(key_of(one) for one in values)) if known.pure else ()
    return m.unknown(kind, content, kind_by, *key, items=items)


def _unmodelled(m: Machine, name: str, values: Sequence[Any], node: cst.CSTNode) -> Unknown:
    m.may_raise(name, (), LIBRARY | content_of(*values), node)
    for one in values:
        # A foreign function may change what it is given.
        if isinstance(one, (list, dict, set)):
            m.blur(one)
    return m.unknown("any", content_of(*values) | LIBRARY, LIBRARY)


def _exception(name: str) -> Any:
    found = library.real(name if "." in name else f"builtins.{name}")
    return found if found is not None else Lib(name)


def _items(made: Any) -> str:
    first = made[0] if isinstance(made, (list, tuple)) and made else None
    return kind_of(first) if first is not None else "any"


def _really(
    m: Machine, name: str, args: Sequence[Any], keywords: Mapping[str, Any], node: cst.CSTNode
) -> tuple[Any, bool]:
    """Execute a pure function: for known arguments really, else for values of the same kinds.

    Returns what was made, and whether that is the result (else only its kind counts).
    """
    function = library.real(name)
    if function is None:
        return None, False
    values = [*args, *keywords.values()]
    if all(is_known(one) and not m.is_fuzzy(one) and _small(one) for one in values):
        given = [str(one) if isinstance(one, FilePath) else one for one in args]
        return execute(m, lambda: function(*given, **keywords), node)
    stand_ins = [exemplar(one) for one in args]
    if keywords or any(one is NotImplemented for one in stand_ins):
        return None, False
    return try_kinds(m, lambda: function(*stand_ins), node), False


def execute(m: Machine, action: Any, node: cst.CSTNode) -> tuple[Any, bool]:
    """Run a real operation on known values; its exception is the handler's."""
    try:
        made = action()
    except (MemoryError, RecursionError, OverflowError):
        return None, False
    except Exception as error:
        raise m.fail(type(error), str(error), node, *error.args) from None
    if isinstance(made, (*PLAIN, *CONTAINERS)):
        return made, True
    return m.unknown(type(made).__name__, LIBRARY, LIBRARY), True


def try_kinds(m: Machine, action: Any, node: cst.CSTNode) -> Any:
    """Run an operation on values of the right kinds; only a TypeError or a missing attribute speaks for all."""
    try:
        return action()
    except (TypeError, AttributeError) as error:
        raise m.fail(type(error), str(error), node) from None
    except Exception:
        return None


def _small(value: Any) -> bool:
    return not hasattr(value, "__len__") or len(value) < MAX_SIZE


def exemplar(value: Any) -> Any:
    """A value of the same kind, or NotImplemented where the kind is not one of Python's own or content matters."""
    if isinstance(value, Unknown):
        if value.kind == "list" and value.items in objects.STABLE:
            return [objects.EXEMPLARS[value.items]]
        return objects.EXEMPLARS[value.kind] if value.kind in objects.STABLE else NotImplemented
    if isinstance(value, (*PLAIN, range, slice)):
        return value
    if isinstance(value, (list, tuple)):
        inner = [exemplar(one) for one in value]
        return NotImplemented if any(one is NotImplemented for one in inner) else type(value)(inner)
    return NotImplemented


def call_method(
    m: Machine,
    owner: Any,
    name: str,
    args: Sequence[Any],
    keywords: Mapping[str, Any],
    node: cst.CSTNode,
) -> Any:
    """Call a method of a value that is not of the package."""
    if isinstance(owner, FilePath):
        return intrinsics.path_method(m, owner, name, list(args), node)
    if isinstance(owner, (list, dict, set)):
        return containers.method(m, owner, name, list(args), dict(keywords), node)
    if isinstance(owner, Unknown) and owner.kind not in objects.STABLE:
        return _unknown_method(m, owner, name, args, keywords, node)
    if isinstance(owner, type):
        return _method_of_type(m, owner, name, args, keywords, node)
    values = [*args, *keywords.values()]
    fuzzy = any(m.is_fuzzy(one) for one in values)
    if isinstance(owner, Header):
        _compare_start(m, owner, name, args, node)
    if isinstance(owner, (*PLAIN, *CONTAINERS)) and all(map(is_known, values)) and not fuzzy:
        made, done = execute(m, lambda: getattr(owner, name)(*args, **keywords), node)
        return followed(owner, name, made) if done else m.library()
    stand_ins = [exemplar(one) for one in (owner, *args)]
    kind, items = "any", "any"
    if not keywords and not any(one is NotImplemented for one in stand_ins):
        made = try_kinds(m, lambda: getattr(stand_ins[0], name)(*stand_ins[1:]), node)
        kind, items = kind_of(made) if made is not None else "any", _items(made)
    elif name in ("format", "join", "encode", "replace"):
        kind = "bytes" if name == "encode" else kind_of(owner)
    if name in ("decode", "encode", "index"):
        error = {"decode": UnicodeDecodeError, "encode": UnicodeEncodeError}.get(name, ValueError)
        m.may_raise(f".{name}", (error,), content_of(owner, *args), node)
    by = content_of(owner, *values)
    keys = (key_of(one) for one in values)
    return m.unknown(kind, by, LIBRARY, "method", key_of(owner), name, *keys, items=items)


def _method_of_type(
    m: Machine,
    owner: type,
    name: str,
    args: Sequence[Any],
    keywords: Mapping[str, Any],
    node: cst.CSTNode,
) -> Any:
    if all(is_known(one) for one in (*args, *keywords.values())) and owner in (
        dict,
        str,
        bytes,
        int,
        float,
    ):
        made, done = execute(m, lambda: getattr(owner, name)(*args, **keywords), node)
        return made if done else m.library()
    return m.library(content_of(*args))


def _unknown_method(
    m: Machine,
    owner: Unknown,
    name: str,
    args: Sequence[Any],
    keywords: Mapping[str, Any],
    node: cst.CSTNode,
) -> Any:
    values = (*args, *keywords.values())
    known = library.kind(owner.kind)
    content = owner.content | (content_of(*values) if values else frozenset())
    kind = known.methods.get(name, "")
    if not kind:
        m.may_raise(f".{name}", (), owner.content | owner.kind_by, node)
        for one in values:
            if isinstance(one, (list, dict, set)):
                m.blur(one)
    if kind == "self":
        kind = owner.kind
    keys = (key_of(one) for one in values)
    if owner.kind in ("file", "text file", "binary file", "any", "reader"):
        m.made += 1
        keys = (*keys, m.made)  # type: ignore[assignment]
    kind_by = LIBRARY if kind and kind not in ("any", "json") else owner.kind_by
    return m.unknown(kind or "any", content, kind_by, "method", owner.key, name, *keys)


def followed(owner: Any, name: str, made: Any) -> Any:
    """What a method of a header gives is still the header's text, perhaps cut."""
    if not isinstance(owner, Header):
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


__all__ = ["Raised", "call_library", "call_method"]
