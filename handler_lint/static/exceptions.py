"""`try`, `raise` and `with`: Python's own exceptions carry the handler's."""

from typing import Any

import libcst as cst

from handler_lint.calls import Spot
from handler_lint.static import (
    calling,
    expressions,
    failures,
    statements,
    targets,
)
from handler_lint.static.facts import reraised
from handler_lint.static.machine import Machine, Try
from handler_lint.static.paths import OutOfBudget
from handler_lint.static.source import NodeSpot
from handler_lint.static.values import (
    LIBRARY,
    Class,
    Failure,
    Instance,
    Lib,
    Raised,
    Unknown,
)


def try_statement(m: Machine, node: cst.Try | cst.TryStar) -> None:
    """`try … except … else … finally`."""
    if isinstance(node, cst.TryStar):
        m.miss("except*", node)
    if node.finalbody is None:
        _handled(m, node)
        return
    frames, tries, handling = len(m.frames), len(m.tries), len(m.handling)
    try:
        _handled(m, node)
    except OutOfBudget:
        raise
    except BaseException:
        # The handler's `finally` runs on every way out, and its own `return` wins.
        del m.frames[frames:], m.tries[tries:], m.handling[handling:]
        _finally(m, node.finalbody)
        raise
    _finally(m, node.finalbody)


def _finally(m: Machine, node: cst.Finally) -> None:
    before = m.frames[-1].last, m.frames[-1].last_is_test
    statements.block(m, node.body)
    m.frames[-1].last, m.frames[-1].last_is_test = before


def _handled(m: Machine, node: cst.Try | cst.TryStar) -> None:
    frames, tries, handling = len(m.frames), len(m.tries), len(m.handling)
    if node.handlers and not m.frames[-1].source.ours:
        # The server catches everything, but that is no question that the handler asks.
        m.tries.append(begun(m, node))
    try:
        statements.block(m, node.body)
    except Raised as raised:
        del m.frames[frames:], m.tries[tries:], m.handling[handling:]
        handler = handler_for(m, node, raised.failure)
        if handler is None:
            raise
        _run_handler(m, handler, raised.failure)
        return
    finally:
        del m.tries[tries:]
    if node.orelse is not None:
        statements.block(m, node.orelse.body)


def _is_blind(first: cst.ExceptHandler | cst.ExceptStarHandler) -> bool:
    kind = first.type
    return kind is None or (
        isinstance(kind, cst.Name) and kind.value in ("Exception", "BaseException")
    )


def _raises(m: Machine, node: cst.Try | cst.TryStar) -> tuple[Spot, ...]:
    """Where a `try` raises whatever it catches; empty where it may go on after an exception."""
    raising = m.frames[-1].source.once(("raises", id(node)), lambda: reraised(node))
    return tuple(NodeSpot(m.frames[-1].source, one, m.frames[-1].function) for one in raising)


def begun(m: Machine, node: cst.Try | cst.TryStar) -> Try:
    """A `try` that begins."""
    return Try(_is_blind(node.handlers[0]), _raises(m, node))


def handler_for(
    m: Machine, node: cst.Try | cst.TryStar, failure: Failure
) -> cst.ExceptHandler | cst.ExceptStarHandler | None:
    """The clause that catches an exception."""
    for handler in node.handlers:
        if handler.type is None:
            return handler
        kinds = expressions.evaluate(m, handler.type)
        for kind in kinds if isinstance(kinds, tuple) else (kinds,):
            caught = catches(failure, kind)
            if caught is None:
                name = getattr(kind, "__name__", getattr(kind, "name", "this exception"))
                caught = m.ask(f"it is a {name}", ("yes", "no"), LIBRARY, handler.type) == "yes"
            if caught:
                return handler
    return None


def catches(failure: Failure, kind: Any) -> bool | None:
    """Whether `except kind` catches the exception; None where that is not known."""
    if kind is BaseException:
        return True
    if failure.kind is None or isinstance(failure.kind, Lib):
        # What a library raises, where only a call is known to fail, is an Exception.
        return True if kind is Exception or failure.kind == kind is not None else None
    if isinstance(failure.kind, Class):
        if kind in failure.kind.mro:
            return True
        if isinstance(kind, type) and any(issubclass(one, kind) for one in failure.kind.python):
            return True
        return None if failure.kind.open or isinstance(kind, Unknown) else False
    if isinstance(kind, type):
        return issubclass(failure.kind, kind)
    # A library's own class is no base class of Python's.
    return None if isinstance(kind, Unknown) else False


def _run_handler(
    m: Machine, handler: cst.ExceptHandler | cst.ExceptStarHandler, failure: Failure
) -> None:
    depth = len(m.handling)
    bind(m, handler, failure)
    try:
        statements.block(m, handler.body)
    finally:
        del m.handling[depth:]
        unbind(m, handler)


def bind(m: Machine, handler: cst.ExceptHandler | cst.ExceptStarHandler, failure: Failure) -> None:
    """An exception is caught: its name is bound, and it is what a bare `raise` raises again."""
    if m.frames[-1].source.ours:
        m.caught[id(failure.instance or failure)] = failure
    if handler.name is not None and isinstance(handler.name.name, cst.Name):
        targets.bind_name(m, handler.name.name.value, failure.instance or failure)
    m.handling.append(failure)


def unbind(m: Machine, handler: cst.ExceptHandler | cst.ExceptStarHandler) -> None:
    """A clause ends: Python takes the name of the exception away."""
    if handler.name is not None and isinstance(handler.name.name, cst.Name):
        targets.unbind_name(m, handler.name.name.value)


def raise_statement(m: Machine, node: cst.Raise) -> None:
    """`raise`, `raise X`, `raise X(…) from Y`."""
    before = m.handling[-1] if m.handling else None
    if node.exc is None:
        if before is None:
            raise m.fail(RuntimeError, "No active exception to reraise", node)
        raise Raised(before)
    value = expressions.evaluate(m, node.exc)
    if isinstance(value, (Class, type)):
        value = calling.call(m, value, [], {}, node)
    cause = before
    if node.cause is not None:
        given = expressions.evaluate(m, node.cause.item)
        if isinstance(given, (Failure, Instance)):
            cause = failures.raised(m, given, node)
    failure = failures.raised(m, value, node)
    if failure.spot is None:
        failure.spot = m.spot(node)
        failure.explicit = not m.frames[-1].source.ours
    if failure is not before and failure.cause is None:
        failure.cause = cause
    raise Raised(failure)
