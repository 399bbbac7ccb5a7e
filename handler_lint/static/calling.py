"""Calls: of functions and classes of the package, of methods, and of everything foreign."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import libcst as cst

from handler_lint.static import (
    attributes,
    enumerations,
    expressions,
    failures,
    foreign,
    methods,
    signatures,
    statements,
    streams,
)
from handler_lint.static.facts import body_facts
from handler_lint.static.kinds import EXEMPLARS, content_of, key_of, kind_of
from handler_lint.static.machine import MAX_CALL_DEPTH, Frame, Machine
from handler_lint.static.source import NodeSpot
from handler_lint.static.values import (
    CONTAINERS,
    IGNORANCE,
    LIBRARY,
    PLAIN,
    Bound,
    Class,
    Failure,
    FilePath,
    Function,
    Instance,
    Lib,
    Member,
    Method,
    Module,
    Returned,
    Stream,
    Unknown,
)

Arguments = Sequence[Any]
Keywords = Mapping[str, Any]


class Spread(list[Any]):
    """Positional arguments of which only the first `sure` are known to be where they stand (`f(a, *unknown)`)."""

    def __init__(self, args: Arguments, sure: int) -> None:
        super().__init__(args)
        self.sure = sure


def call(m: Machine, function: Any, args: Arguments, keywords: Keywords, node: cst.CSTNode) -> Any:
    """`function(*args, **keywords)`."""
    m.step()
    how = CALLS.get(type(function))
    if how is not None:
        return how(m, function, args, keywords, node)
    refused = (*PLAIN, *CONTAINERS, Unknown, Failure, FilePath, Stream, Module)
    if isinstance(function, refused):
        raise m.fail(TypeError, f"'{kind_of(function)}' object is not callable", node)
    return foreign.call_unknown(m, m.library(), args, keywords, node)


def _call_bound(
    m: Machine, function: Bound, args: Arguments, keywords: Keywords, node: cst.CSTNode
) -> Any:
    joined: Arguments = [*function.given, *args]
    if isinstance(args, Spread):
        joined = Spread(joined, len(function.given) + args.sure)
    return call(m, function.function, joined, {**function.keywords, **keywords}, node)


def _call_library(
    m: Machine, function: Lib, args: Arguments, keywords: Keywords, node: cst.CSTNode
) -> Any:
    return foreign.call_library(m, function.name, args, keywords, node)


def _call_method(
    m: Machine, function: Method | Member, args: Arguments, keywords: Keywords, node: cst.CSTNode
) -> Any:
    return methods.call_method(m, function.owner, function.name, args, keywords, node)


def _call_type(
    m: Machine, function: type, args: Arguments, keywords: Keywords, node: cst.CSTNode
) -> Any:
    if issubclass(function, BaseException):
        return failures.made(m, function, args)
    return foreign.call_library(m, f"builtins.{function.__name__}", args, keywords, node)


def _call_instance(
    m: Machine, function: Instance, args: Arguments, keywords: Keywords, node: cst.CSTNode
) -> Any:
    own = attributes.find(function.cls, "__call__")
    if own is not None:
        return call(m, Bound(own, (function,)), args, keywords, node)
    if not function.cls.open and not function.cls.python:
        raise m.fail(TypeError, f"'{kind_of(function)}' object is not callable", node)
    return foreign.call_unknown(m, m.library(), args, keywords, node)


def _call_value(
    m: Machine, function: Unknown, args: Arguments, keywords: Keywords, node: cst.CSTNode
) -> Any:
    if function.kind in EXEMPLARS:
        raise m.fail(TypeError, f"'{function.kind}' object is not callable", node)
    return foreign.call_unknown(m, function, args, keywords, node)


def shown(function: Any) -> str:
    """A callable as Python's messages about its keywords name it."""
    while isinstance(function, Bound):
        function = function.function
    if isinstance(function, Function):
        return f"{function.closure.module.name}.{function.qualname}()"
    return f"{getattr(function, 'name', 'function')}()"


def call_function(
    m: Machine, function: Function, args: Arguments, keywords: Keywords, node: cst.CSTNode
) -> Any:
    """Execute the body of a function of the package."""
    if function.cache is None or isinstance(args, Spread):
        return _call_function(m, function, args, keywords, node)
    key = (*(key_of(one) for one in args), *((name, key_of(keywords[name])) for name in keywords))
    if key not in function.cache:
        function.cache[key] = _call_function(m, function, args, keywords, node)
    return function.cache[key]


def _call_function(
    m: Machine, function: Function, args: Arguments, keywords: Keywords, node: cst.CSTNode
) -> Any:
    if len(m.frames) > MAX_CALL_DEPTH:
        return m.miss("recursion", node)
    facts = body_facts(function.source, function.node)
    frame = frame_of(m, function, args, keywords, node)
    if facts.coroutine:
        # Nobody waits for it here: its body is not executed.
        return m.unknown("coroutine", IGNORANCE, LIBRARY)
    if facts.generator:
        return streams.generator(m, function, frame)
    depth = len(m.frames)
    m.frames.append(frame)
    try:
        if isinstance(function.node, cst.Lambda):
            frame.last = function.node.body
            value = expressions.evaluate(m, function.node.body)
            note_end(m, function, frame, function.node.body)
            return value
        statements.block(m, function.node.body)
    except Returned as returned:
        note_end(m, function, frame, returned.node)
        return returned.value
    finally:
        del m.frames[depth:]
    note_end(m, function, frame, None)
    return None


def frame_of(
    m: Machine, function: Function, args: Arguments, keywords: Keywords, node: cst.CSTNode
) -> Frame:
    """The frame in which the body of a function is executed, its parameters bound."""
    facts = body_facts(function.source, function.node)
    if facts.plain and not keywords and len(args) == len(facts.positional) and type(args) is list:
        names = dict(zip(facts.positional, args, strict=True))
    else:
        names = bind(m, function, args, keywords, node)
    return Frame(
        function.closure.module,
        names,
        m.frame.function if facts.expression is not None else function.name,
        function.closure,
        facts.local,
        facts.global_names,
        facts.nonlocal_names,
        qualname=f"{function.qualname}.<locals>.",
        running=function,
    )


def class_around(m: Machine, node: cst.CSTNode) -> tuple[Any, Any]:
    """The class in whose body the running method stands, and its first argument, as `super()` finds them."""
    frame: Frame | None = m.frame
    while frame is not None and (frame.running is None or frame.running.owner is None):
        frame = frame.closure
    if frame is None or frame.running is None:
        return None, None
    params = frame.running.node.params
    first = next(iter((*params.posonly_params, *params.params)), None)
    if first is None:
        raise m.fail(RuntimeError, "super(): no arguments", node)
    return frame.running.owner, frame.names.get(first.name.value)


def note_end(m: Machine, function: Function, frame: Frame, node: cst.CSTNode | None) -> None:
    """Where a function ended, if it is the one that is watched: at a `return`, or after what was executed last."""
    if function is not m.watched:
        return
    if node is not None:
        m.ended = NodeSpot(function.source, node, frame.function), "return"
    else:
        last = frame.last if frame.last is not None else function.node
        end = "test" if frame.last_is_test else "end"
        m.ended = NodeSpot(function.source, last, frame.function), end


def bind(
    m: Machine, function: Function, args: Arguments, keywords: Keywords, node: cst.CSTNode
) -> dict[str, Any]:
    """The names of the parameters, as CPython binds them, with its own messages."""
    params = function.node.params
    positional = [p.name.value for p in (*params.posonly_params, *params.params)]
    names: dict[str, Any] = {}
    if isinstance(args, Spread):
        return _bind_loosely(m, function, args, keywords)
    for name, value in zip(positional, args, strict=False):
        names[name] = value
    rest = list(args[len(positional) :])
    if isinstance(params.star_arg, cst.Param):
        names[params.star_arg.name.value] = tuple(rest)
    elif rest:
        raise m.fail(TypeError, _too_many(function, positional, len(args), keywords), node)
    only_position = {p.name.value for p in params.posonly_params}
    allowed = {*positional, *(p.name.value for p in params.kwonly_params)} - only_position
    extra: dict[Any, Any] = {}
    for name, value in keywords.items():
        if name in allowed and name in names:
            text = f"{function.qualname}() got multiple values for argument '{name}'"
            raise m.fail(TypeError, text, node)
        if name in allowed:
            names[name] = value
        elif params.star_kwarg is not None:
            extra[name] = value
        else:
            wrong = [one for one in positional if one in only_position and one in keywords]
            text = f"{function.qualname}() got an unexpected keyword argument '{name}'"
            if wrong:
                text = f"{function.qualname}() got some positional-only arguments passed as keyword"
                text += f" arguments: '{', '.join(wrong)}'"
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
    m: Machine, function: Function, args: Spread, keywords: Keywords
) -> dict[str, Any]:
    """The names where some arguments are not known: those that are not surely given are unknown."""
    params = function.node.params
    origin = content_of(*args, *keywords.values())
    names: dict[str, Any] = {
        p.name.value: m.unknown("any", origin, IGNORANCE)
        for p in (*params.posonly_params, *params.params, *params.kwonly_params)
    }
    given = zip((*params.posonly_params, *params.params), args[: args.sure], strict=False)
    names.update({p.name.value: value for p, value in given})
    if isinstance(params.star_arg, cst.Param):
        names[params.star_arg.name.value] = m.blur((m.unknown("any", origin, IGNORANCE),))
    if params.star_kwarg is not None:
        more: dict[Any, Any] = {}
        names[params.star_kwarg.name.value] = more
        m.spoil(more)
    names.update({name: value for name, value in keywords.items() if name in names})
    return names


def _too_many(function: Function, positional: list[str], given: int, keywords: Keywords) -> str:
    least = sum(1 for name in positional if name not in function.defaults)
    count = (
        f"from {least} to {len(positional)}" if least != len(positional) else f"{len(positional)}"
    )
    plural = "s" if len(positional) != 1 or least != len(positional) else ""
    was = "was" if given == 1 else "were"
    only = [p.name.value for p in function.node.params.kwonly_params]
    more = len([name for name in keywords if name in only])
    passed = f"{given}"
    if more:
        passed = f"{given} positional argument{'s' if given != 1 else ''} (and {more} keyword-only "
        passed += f"argument{'s' if more != 1 else ''})"
        was = "were"
    return (
        f"{function.qualname}() takes {count} positional argument{plural} but {passed} {was} given"
    )


def _missing(function: Function, names: list[str], word: str) -> str:
    return missing(function.qualname, names, word)


def missing(name: str, names: list[str], word: str) -> str:
    """Python's message about required arguments that are not given."""
    quoted = [f"'{one}'" for one in names]
    listed = quoted[0] if len(quoted) == 1 else " and ".join([", ".join(quoted[:-1]), quoted[-1]])
    if len(quoted) > 2:
        listed = ", ".join(quoted[:-1]) + ", and " + quoted[-1]
    plural = "s" if len(names) != 1 else ""
    return f"{name}() missing {len(names)} required {word} argument{plural}: {listed}"


def instantiate(
    m: Machine, cls: Class, args: Arguments, keywords: Keywords, node: cst.CSTNode
) -> Any:
    """`cls(*args, **keywords)`."""
    if cls.members is not None and len(args) == 1 and not keywords and m.knows(args[0]):
        return enumerations.member_of(m, cls, args[0], node)
    if cls.enumeration or attributes.find(cls, "__new__") is not None or cls.metaclass:
        return m.unknown("any", content_of(*args), IGNORANCE)
    created = Instance(cls, args=tuple(args))
    start = attributes.find(cls, "__init__")
    if start is not None:
        call(m, Bound(start, (created,)), args, keywords, node)
    elif (fields := signatures.fields_of(cls)) is not None:
        signatures.fill_fields(m, created, fields, args, keywords, node)
    elif (args or keywords) and not (cls.open or cls.python or isinstance(args, Spread)):
        raise m.fail(TypeError, f"{cls.name}() takes no arguments", node)
    return created


CALLS: Mapping[type, Callable[..., Any]] = {
    Function: call_function,
    Bound: _call_bound,
    Class: instantiate,
    Lib: _call_library,
    Method: _call_method,
    Member: _call_method,
    type: _call_type,
    Instance: _call_instance,
    Unknown: _call_value,
}
