"""Calls that leave the package: functions of libraries and methods of values, by data, by execution, or unknown."""

from collections.abc import Mapping, Sequence
from typing import Any

import libcst as cst

from handler_lint.static import binding, harmless, library, objects
from handler_lint.static.kinds import EXEMPLARS, STABLE, content_of, key_of, kind_of
from handler_lint.static.library import (
    builtin_functions,
    environment,
    files,
    functions,
    iteration,
    pathlib_paths,
    serving_tools,
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
    FilePath,
    Lib,
    Origin,
    Stream,
    Unknown,
)

REGISTERED = (
    builtin_functions,
    environment,
    functions,
    iteration,
    pathlib_paths,
    serving_tools,
    standard,
)
"""The modules that fill `INTRINSICS`."""

SAME_CONTENT = ("builtins.bytes", "builtins.bytearray")
DECIDERS: Mapping[str, Origin] = {"package": PACKAGE, "library": LIBRARY, "client": CLIENT}


def call_library(
    m: Machine, name: str, args: Sequence[Any], keywords: Mapping[str, Any], node: cst.CSTNode
) -> Any:
    """Call a function or class of a foreign module."""
    name = library.canonical(name)
    loose = type(args) is binding.Spread and not name.startswith("handler_lint.")
    if name in INTRINSICS and not loose:
        return INTRINSICS[name](m, node, list(args), dict(keywords))
    values = (*args, *keywords.values())
    if loose:
        return _unmodelled(m, name, values, node)
    known = library.entry(name)
    if known is None:
        return _unmodelled(m, name, values, node)
    if known.decorator:
        return args[0] if known.decorator == "same" and args else Lib("handler_lint.same")
    content = content_of(*values) if values and not known.decided else LIBRARY
    for need in known.needs:
        m.may_raise(f"{name} finds {need}", (ImportError,), LIBRARY, node)
    if known.opens is not None:
        opened = argument(known, known.opens, args, keywords)
        if _is_path(opened):
            content = files.open_path(m, opened, node, name)
    if known.writes is not None:
        written = argument(known, known.writes, args, keywords)
        if _is_path(written):
            files.open_path(m, written, node, name, "w")
    read = argument(known, known.reads, args, keywords)
    if read is not None:
        content = content_of(read)
        if known.opens is None:
            files.read_from(m, read, node, name)
    if known.decided == "package" and known.opens is None and known.reads is None:
        # A name in a hub, or a folder of the package.
        files.passed(m, values, node)
    if known.connects:
        m.may_raise(name, (), LIBRARY, node)
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


def argument(
    known: library.Entry, position: int | None, args: Sequence[Any], keywords: Mapping[str, Any]
) -> Any:
    """The argument at a position, or of the keyword of that parameter; None where it is not given."""
    if position is None:
        return None
    if position < len(args):
        return args[position]
    name = known.parameters[position] if position < len(known.parameters) else ""
    return keywords.get(name)


def _is_path(value: Any) -> bool:
    """Whether a function that takes a path or an open file is given a path."""
    return files.text_of(value) is not None or (isinstance(value, Unknown) and value.kind == "str")


def _unmodelled(m: Machine, name: str, values: Sequence[Any], node: cst.CSTNode) -> Unknown:
    m.may_raise(name, (), LIBRARY | content_of(*values), node)
    files.passed(m, values, node)
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
    files.passed(m, values, node)
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
    stand_ins = [exemplar(m, one) for one in args]
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


def exemplar(m: Machine, value: Any) -> Any:
    """A value of the same kind, or NotImplemented where the kind is not one of Python's own or content matters."""
    if isinstance(value, Unknown):
        return EXEMPLARS[value.kind] if value.kind in STABLE else NotImplemented
    if isinstance(value, (*PLAIN, range, slice)):
        large = isinstance(value, int) and abs(value) > harmless.SMALL
        large = large or (isinstance(value, (str, bytes)) and len(value) > harmless.SMALL)
        return EXEMPLARS[kind_of(value)] if large else value
    if isinstance(value, (list, tuple)) and not m.is_fuzzy(value):
        inner = [exemplar(m, one) for one in value]
        return NotImplemented if any(one is NotImplemented for one in inner) else type(value)(inner)
    return NotImplemented
