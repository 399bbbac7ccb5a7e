"""Calls: of functions and classes of the package, of methods, and of everything foreign."""

from collections.abc import Mapping, Sequence
from typing import Any

import libcst as cst

from handler_lint.static import expressions, foreign, objects, statements
from handler_lint.static.facts import body_facts
from handler_lint.static.machine import MAX_CALL_DEPTH, Frame, Machine
from handler_lint.static.source import NodeSpot
from handler_lint.static.values import (
    IGNORANCE,
    LIBRARY,
    PLAIN,
    Bound,
    Class,
    Failure,
    Function,
    Instance,
    Lib,
    Method,
    Returned,
    Unknown,
    content_of,
    key_of,
    kind_of,
)

Arguments = Sequence[Any]
Keywords = Mapping[str, Any]


class Spread(list[Any]):
    """Positional arguments of which only some are known (`f(*unknown)`)."""


def call(m: Machine, function: Any, args: Arguments, keywords: Keywords, node: cst.CSTNode) -> Any:
    """`function(*args, **keywords)`."""
    m.path.step()
    match function:
        case Function():
            return call_function(m, function, args, keywords, node)
        case Bound(inner, given, before):
            joined = Spread([*given, *args]) if isinstance(args, Spread) else [*given, *args]
            return call(m, inner, joined, {**before, **keywords}, node)
        case Class():
            return _instantiate(m, function, args, keywords, node)
        case Lib(name):
            return foreign.call_library(m, name, args, keywords, node)
        case Method(owner, name):
            return foreign.call_method(m, owner, name, args, keywords, node)
        case type():
            if issubclass(function, BaseException):
                text = _message(args)
                return Failure(function, text, tuple(args))
            return foreign.call_library(m, f"builtins.{function.__name__}", args, keywords, node)
        case Instance() if objects.find(function.cls, "__call__") is not None:
            return call(m, objects.attribute(m, function, "__call__", node), args, keywords, node)
        case Instance() if not function.cls.open:
            raise m.fail(TypeError, f"'{function.cls.name}' object is not callable", node)
        case Unknown() if function.kind in objects.EXEMPLARS:
            raise m.fail(TypeError, f"'{function.kind}' object is not callable", node)
        case Unknown():
            m.may_raise("the call", (), function.kind_by, node)
            by = function.content | content_of(*args, *keywords.values())
            keys = (key_of(one) for one in (*args, *keywords.values()))
            return m.unknown("any", by, function.kind_by, "call", function.key, len(m.kept), *keys)
        case _ if isinstance(function, (*PLAIN, list, tuple, dict, set)):
            raise m.fail(TypeError, f"'{kind_of(function)}' object is not callable", node)
    return m.library()


def _message(args: Arguments) -> str | None:
    if not args:
        return ""
    if len(args) == 1:
        return str(args[0]) if isinstance(args[0], (str, int, float)) else None
    return None


def call_function(
    m: Machine, function: Function, args: Arguments, keywords: Keywords, node: cst.CSTNode
) -> Any:
    """Execute the body of a function of the package."""
    if len(m.frames) > MAX_CALL_DEPTH:
        return m.miss("recursion", node)
    facts = body_facts(function.source, function.node)
    names = bind(m, function, args, keywords, node)
    frame = Frame(
        function.closure.module,
        names,
        _outer_name(m, function),
        function.closure,
        facts.local | frozenset(names),
        facts.global_names,
        facts.nonlocal_names,
    )
    if isinstance(function.node, cst.FunctionDef) and function.node.asynchronous is not None:
        return m.unknown("coroutine", IGNORANCE, LIBRARY)
    if facts.generator:
        return m.unknown("generator", content_of(*names.values()) | IGNORANCE, LIBRARY)
    m.frames.append(frame)
    try:
        if isinstance(function.node, cst.Lambda):
            frame.last = function.node.body
            return expressions.evaluate(m, function.node.body)
        statements.block(m, function.node.body)
    except Returned as returned:
        _note_end(m, function, frame, returned.node)
        return returned.value
    finally:
        m.frames.pop()
    _note_end(m, function, frame, None)
    return None


def _note_end(m: Machine, function: Function, frame: Frame, node: cst.CSTNode | None) -> None:
    if function is not m.watched:
        return
    if node is not None:
        m.ended = NodeSpot(function.source, node, frame.function), "return"
    else:
        last = frame.last if frame.last is not None else function.node
        end = "test" if frame.last_is_test else "end"
        m.ended = NodeSpot(function.source, last, frame.function), end


def _outer_name(m: Machine, function: Function) -> str:
    """The name that a place in this function is reported under."""
    return function.name if isinstance(function.node, cst.FunctionDef) else m.frame.function


def parameters(function: Function) -> cst.Parameters:
    return function.node.params


def bind(
    m: Machine, function: Function, args: Arguments, keywords: Keywords, node: cst.CSTNode
) -> dict[str, Any]:
    """The names of the parameters, as CPython binds them, with its own messages."""
    params = parameters(function)
    positional = [p.name.value for p in (*params.posonly_params, *params.params)]
    names: dict[str, Any] = {}
    if isinstance(args, Spread) or "**" in keywords:
        return _bind_loosely(m, function, args, keywords)
    for name, value in zip(positional, args, strict=False):
        names[name] = value
    rest = list(args[len(positional) :])
    if isinstance(params.star_arg, cst.Param):
        names[params.star_arg.name.value] = tuple(rest)
    elif rest:
        raise m.fail(TypeError, _too_many(function, positional, len(args)), node)
    only_position = {p.name.value for p in params.posonly_params}
    allowed = {*positional, *(p.name.value for p in params.kwonly_params)} - only_position
    extra: dict[Any, Any] = {}
    for name, value in keywords.items():
        if name in allowed and name in names:
            text = f"{function.name}() got multiple values for argument '{name}'"
            raise m.fail(TypeError, text, node)
        if name in allowed:
            names[name] = value
        elif params.star_kwarg is not None:
            extra[name] = value
        else:
            text = f"{function.name}() got an unexpected keyword argument '{name}'"
            raise m.fail(TypeError, text, node)
    if params.star_kwarg is not None:
        names[params.star_kwarg.name.value] = extra
    for name in (*positional, *(p.name.value for p in params.kwonly_params)):
        if name not in names and name in function.defaults:
            names[name] = function.defaults[name]
    missing = [name for name in positional if name not in names]
    if missing:
        raise m.fail(TypeError, _missing(function, missing, "positional"), node)
    missing = [p.name.value for p in params.kwonly_params if p.name.value not in names]
    if missing:
        raise m.fail(TypeError, _missing(function, missing, "keyword-only"), node)
    return names


def _bind_loosely(
    m: Machine, function: Function, args: Arguments, keywords: Keywords
) -> dict[str, Any]:
    params = parameters(function)
    origin = content_of(*args, *keywords.values())
    names: dict[str, Any] = {
        p.name.value: m.unknown("any", origin, origin)
        for p in (*params.posonly_params, *params.params, *params.kwonly_params)
    }
    given = zip((*params.posonly_params, *params.params), args[: _sure(args)], strict=False)
    names.update({p.name.value: value for p, value in given})
    if isinstance(params.star_arg, cst.Param):
        names[params.star_arg.name.value] = m.blur((m.unknown("any", origin, origin),))
    if params.star_kwarg is not None:
        names[params.star_kwarg.name.value] = m.blur({})
    names.update({name: value for name, value in keywords.items() if name in names})
    return names


def _sure(args: Arguments) -> int:
    """How many leading arguments are known to be where they stand."""
    return getattr(args, "sure", 0) if isinstance(args, Spread) else len(args)


def _too_many(function: Function, positional: list[str], given: int) -> str:
    least = sum(1 for name in positional if name not in function.defaults)
    count = (
        f"from {least} to {len(positional)}" if least != len(positional) else f"{len(positional)}"
    )
    plural = "s" if len(positional) != 1 or least != len(positional) else ""
    was = "was" if given == 1 else "were"
    return f"{function.name}() takes {count} positional argument{plural} but {given} {was} given"


def _missing(function: Function, names: list[str], word: str) -> str:
    quoted = [f"'{name}'" for name in names]
    listed = quoted[0] if len(quoted) == 1 else " and ".join([", ".join(quoted[:-1]), quoted[-1]])
    if len(quoted) > 2:
        listed = ", ".join(quoted[:-1]) + ", and " + quoted[-1]
    plural = "s" if len(names) != 1 else ""
    return f"{function.name}() missing {len(names)} required {word} argument{plural}: {listed}"


def _instantiate(
    m: Machine, cls: Class, args: Arguments, keywords: Keywords, node: cst.CSTNode
) -> Any:
    ancestors = cls.ancestors()
    if any(isinstance(one, Lib) and one.name.startswith("enum.") for one in ancestors):
        return m.unknown("any", content_of(*args), IGNORANCE)
    made = Instance(cls, args=tuple(args))
    start = objects.find(cls, "__init__")
    if start is not None:
        call(m, Bound(start, (made,)), args, keywords, node)
    elif (fields := objects.find(cls, "__dataclass_fields__")) is not None:
        _fill_fields(m, made, fields, args, keywords, node)
    elif (
        (args or keywords) and not cls.open and not any(isinstance(one, type) for one in ancestors)
    ):
        raise m.fail(TypeError, f"{cls.name}() takes no arguments", node)
    return made


def _fill_fields(
    m: Machine,
    made: Instance,
    fields: Mapping[str, Any],
    args: Arguments,
    keywords: Keywords,
    node: cst.CSTNode,
) -> None:
    given = {**dict(zip(fields, args, strict=False)), **keywords}
    for name, default in fields.items():
        if name in given:
            made.names[name] = given[name]
        elif default is not None:
            made.names[name] = m.library() if isinstance(default[0], Unknown) else default[0]
        else:
            text = f"{made.cls.name}.__init__() missing 1 required positional argument: '{name}'"
            raise m.fail(TypeError, text, node)
    if (after := objects.find(made.cls, "__post_init__")) is not None:
        call(m, Bound(after, (made,)), [], {}, node)
