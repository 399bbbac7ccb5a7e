"""Calls: of functions and classes of the package, of methods, and of everything foreign."""

from collections.abc import Callable, Mapping
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
from handler_lint.static.binding import Arguments, Keywords, Spread, bind, by_position
from handler_lint.static.facts import BodyFacts, body_facts
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
    if function.cache is None or type(args) is Spread:
        return _call_function(m, function, args, keywords, node)
    key = (*(key_of(one) for one in args), *((name, key_of(keywords[name])) for name in keywords))
    if key not in function.cache:
        function.cache[key] = _call_function(m, function, args, keywords, node)
    return function.cache[key]


def _call_function(
    m: Machine, function: Function, args: Arguments, keywords: Keywords, node: cst.CSTNode
) -> Any:
    frames = m.frames
    depth = len(frames)
    if depth > MAX_CALL_DEPTH:
        return m.miss("recursion", node)
    facts = body_facts(function.source, function.node)
    frame = frame_of(m, function, facts, args, keywords, node)
    if facts.coroutine:
        # Nobody waits for it here: its body is not executed.
        return m.unknown("coroutine", IGNORANCE, LIBRARY)
    if facts.generator:
        return streams.generator(m, function, frame)
    frames.append(frame)
    m.entered += not function.source.ours
    try:
        if facts.expression is not None:
            frame.last = facts.expression
            value = expressions.evaluate(m, facts.expression)
            note_end(m, function, frame, facts.expression)
            return value
        body: Any = function.node.body
        statements.block(m, body)
    except Returned as returned:
        note_end(m, function, frame, returned.node)
        return returned.value
    finally:
        del m.frames[depth:]
    note_end(m, function, frame, None)
    return None


def frame_of(
    m: Machine,
    function: Function,
    facts: BodyFacts,
    args: Arguments,
    keywords: Keywords,
    node: cst.CSTNode,
) -> Frame:
    """The frame in which the body of a function is executed, its parameters bound."""
    names: dict[str, Any] | None = None
    if facts.plain and not keywords and type(args) is list:
        names = by_position(facts.positional, function.defaults, args)
    if names is None:
        names = bind(m, function, args, keywords, node)
    return Frame(
        function.closure.module,
        names,
        m.frames[-1].function if facts.expression is not None else function.name,
        function.closure,
        facts.local,
        facts.global_names,
        facts.nonlocal_names,
        running=function,
    )


def class_around(m: Machine, node: cst.CSTNode) -> tuple[Any, Any]:
    """The class in whose body the running method stands, and its first argument, as `super()` finds them."""
    frame: Frame | None = m.frames[-1]
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
    if not function.source.ours and (
        node is None or (type(node) is cst.Return and _gives_nothing(node))
    ):
        last = frame.last if node is None and frame.last is not None else node
        m.nothing = NodeSpot(function.source, last or function.node, frame.function)
    if function is not m.watched:
        return
    if node is not None:
        m.ended = NodeSpot(function.source, node, frame.function), "return"
    else:
        last = frame.last if frame.last is not None else function.node
        end = "test" if frame.last_is_test else "end"
        m.ended = NodeSpot(function.source, last, frame.function), end


def _gives_nothing(node: cst.Return) -> bool:
    value = node.value
    return value is None or (type(value) is cst.Name and value.value == "None")


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
