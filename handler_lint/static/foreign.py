"""Calls that leave the package: functions of libraries and methods of values, by data, by execution, or unknown."""

from collections.abc import Mapping, Sequence
from typing import Any

import libcst as cst

from handler_lint.calls import Event
from handler_lint.static import calling, harmless, library, objects, streams
from handler_lint.static.facts import CHANGING
from handler_lint.static.kinds import EXEMPLARS, STABLE, content_of, key_of, kind_of
from handler_lint.static.library import (
    builtin_functions,
    containers,
    environment,
    files,
    functions,
    iteration,
    pathlib_paths,
    standard,
)
from handler_lint.static.library.intrinsics import INTRINSICS
from handler_lint.static.machine import Machine
from handler_lint.static.values import (
    CLIENT,
    CONTAINERS,
    LIBRARY,
    PACKAGE,
    PLAIN,
    Failure,
    FilePath,
    Header,
    Instance,
    Lib,
    Origin,
    Stream,
    Unknown,
)

REGISTERED = (builtin_functions, environment, functions, iteration, pathlib_paths, standard)
"""The modules that fill `INTRINSICS`."""

SAME_CONTENT = ("builtins.bytes", "builtins.bytearray")
DECIDERS: Mapping[str, Origin] = {"package": PACKAGE, "library": LIBRARY, "client": CLIENT}


def call_library(
    m: Machine, name: str, args: Sequence[Any], keywords: Mapping[str, Any], node: cst.CSTNode
) -> Any:
    """Call a function or class of a foreign module."""
    name = library.canonical(name)
    known = library.entry(name)
    values = (*args, *keywords.values())
    if isinstance(args, calling.Spread) and not name.startswith("handler_lint."):
        return _unmodelled(m, name, values, node)
    if name in INTRINSICS:
        return INTRINSICS[name](m, node, list(args), dict(keywords))
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
    if known.pure:
        args = [as_list(m, one, node) for one in args]
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
    if name in SAME_CONTENT and len(values) == 1 and isinstance(values[0], Unknown):
        # A question about it is the same question, though the kind is another.
        key = values[0].key
    return m.unknown(kind, content, kind_by, *key, items=items)


def _unmodelled(m: Machine, name: str, values: Sequence[Any], node: cst.CSTNode) -> Unknown:
    m.may_raise(name, (), LIBRARY | content_of(*values), node)
    for one in values:
        # A foreign function may change what it is given.
        m.spoil(one)
    return m.unknown("any", content_of(*values) | LIBRARY, LIBRARY)


def call_unknown(
    m: Machine,
    function: Unknown,
    args: Sequence[Any],
    keywords: Mapping[str, Any],
    node: cst.CSTNode,
) -> Unknown:
    """Call something of which nothing is known."""
    m.may_raise("the call", (), function.kind_by, node)
    values = (*args, *keywords.values())
    for one in (function, *values):
        m.spoil(one)
    content = content_of(function, *values)
    return m.unknown("any", content, function.kind_by)


def as_list(m: Machine, value: Any, node: cst.CSTNode) -> Any:
    """An iterator as the list that a pure function makes of it."""
    if not isinstance(value, Stream):
        return value
    values, complete = objects.elements(m, value, node)
    return values if complete else m.blur(values)


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
    given = [str(one) if isinstance(one, FilePath) else one for one in args]
    every = (*given, *keywords.values())
    if not harmless.call(name, every):
        return None, False
    if all(m.knows(one) and harmless.is_small(one) for one in every):
        return execute(m, lambda: function(*given, **keywords), node)
    stand_ins = [exemplar(one) for one in args]
    if keywords or any(one is NotImplemented for one in stand_ins):
        return None, False
    return try_kinds(m, lambda: function(*stand_ins), node), False


def execute(m: Machine, action: Any, node: cst.CSTNode) -> tuple[Any, bool]:
    """Run a real operation on known values; its exception is the handler's."""
    try:
        made = action()
    except (MemoryError, RecursionError):
        return None, False
    except Exception as error:
        raise m.fail(type(error), str(error), node, *error.args) from None
    if isinstance(made, (*PLAIN, *CONTAINERS, type)):
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


def exemplar(value: Any) -> Any:
    """A value of the same kind, or NotImplemented where the kind is not one of Python's own or content matters."""
    if isinstance(value, Unknown):
        if value.kind == "list" and value.items in STABLE:
            return [EXEMPLARS[value.items]]
        return EXEMPLARS[value.kind] if value.kind in STABLE else NotImplemented
    if isinstance(value, (*PLAIN, range, slice)):
        large = isinstance(value, int) and abs(value) > harmless.SMALL
        large = large or (isinstance(value, (str, bytes)) and len(value) > harmless.SMALL)
        return EXEMPLARS[kind_of(value)] if large else value
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
    if isinstance(args, calling.Spread):
        m.spoil(owner)
        return _unmodelled(m, f".{name}", (owner, *args, *keywords.values()), node)
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
    return _method_of_value(m, owner, name, [as_list(m, one, node) for one in args], keywords, node)


def _method_of_value(
    m: Machine,
    owner: Any,
    name: str,
    args: Sequence[Any],
    keywords: Mapping[str, Any],
    node: cst.CSTNode,
) -> Any:
    values = [*args, *keywords.values()]
    if isinstance(owner, Header):
        _compare_start(m, owner, name, args, node)
    if m.knows(owner) and all(map(m.knows, values)) and harmless.method(owner, name, args):
        made, done = execute(m, lambda: getattr(owner, name)(*args, **keywords), node)
        return followed(owner, name, made) if done else m.library()
    if isinstance(owner, bytearray):
        m.blur(owner)
    if name == "format":
        return _formatted(m, owner, args, keywords, node)
    stand_ins = [exemplar(one) for one in (owner, *args)]
    kind, items = "any", "any"
    if not keywords and not any(one is NotImplemented for one in stand_ins):
        made = try_kinds(m, lambda: getattr(stand_ins[0], name)(*stand_ins[1:]), node)
        kind, items = kind_of(made) if made is not None else "any", _items(made)
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
        made, done = execute(m, lambda: owner.format(*values, **named), node)
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
        return _unmodelled(m, f"{owner.__name__}.{name}", (*args, *keywords.values()), node)
    if owner is dict and name == "fromkeys" and args:
        values, complete = objects.elements(m, args[0], node)
        made: dict[Any, Any] = {}
        for one in values:
            objects.put(m, made, one, args[1] if len(args) > 1 else None, node)
        return made if complete else m.blur(made)
    if all(map(m.knows, (*args, *keywords.values()))) and owner in (str, bytes, int, float):
        found, done = execute(m, lambda: function(*args, **keywords), node)
        return found if done else m.library()
    return _unmodelled(m, f"{owner.__name__}.{name}", (*args, *keywords.values()), node)


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
