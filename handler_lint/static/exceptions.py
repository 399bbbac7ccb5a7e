"""`try`, `raise` and `with`: Python's own exceptions carry the handler's."""

from collections.abc import Callable
from typing import Any

import libcst as cst

from handler_lint.static import calling, expressions, library, objects, statements, targets
from handler_lint.static.machine import Machine, Try
from handler_lint.static.values import (
    LIBRARY,
    Class,
    Failure,
    Instance,
    Lib,
    Raised,
    Unknown,
    content_of,
)


def try_statement(m: Machine, node: cst.Try) -> None:
    """`try … except … else … finally`."""
    try:
        _handled(m, node)
    except BaseException:
        # The handler's `finally` runs on every way out, and its own `return` wins.
        _finally(m, node)
        raise
    _finally(m, node)


def _finally(m: Machine, node: cst.Try) -> None:
    if node.finalbody is not None:
        before = m.frame.last, m.frame.last_is_test
        statements.block(m, node.finalbody.body)
        m.frame.last, m.frame.last_is_test = before


def _handled(m: Machine, node: cst.Try) -> None:
    depth = len(m.frames)
    if node.handlers:
        m.tries.append(Try())
    try:
        statements.block(m, node.body)
    except Raised as raised:
        del m.frames[depth:]
        if node.handlers:
            m.tries.pop()
        handler = _handler_for(m, node, raised.failure)
        if handler is None:
            raise
        _run_handler(m, handler, raised.failure)
        return
    except BaseException:
        if node.handlers:
            m.tries.pop()
        raise
    if node.handlers:
        m.tries.pop()
    if node.orelse is not None:
        statements.block(m, node.orelse.body)


def _handler_for(m: Machine, node: cst.Try, failure: Failure) -> cst.ExceptHandler | None:
    for handler in node.handlers:
        if handler.type is None:
            return handler
        kinds = expressions.evaluate(m, handler.type)
        for kind in kinds if isinstance(kinds, (tuple, list)) else (kinds,):
            caught = catches(failure, kind)
            if caught is None:
                name = getattr(kind, "__name__", getattr(kind, "name", "this exception"))
                caught = m.ask(f"it is a {name}", ("yes", "no"), LIBRARY, handler.type) == "yes"
            if caught:
                return handler
    return None


def catches(failure: Failure, kind: Any) -> bool | None:
    """Whether `except kind` catches the exception; None where that is not known."""
    if kind in (BaseException, Exception):
        return not (kind is Exception and failure.kind in (SystemExit, KeyboardInterrupt))
    if isinstance(failure.kind, Class):
        ancestors = failure.kind.ancestors()
        if kind in ancestors:
            return True
        foreign = [one for one in ancestors if isinstance(one, (Lib, Unknown))]
        if isinstance(kind, type) and any(
            isinstance(one, type) and issubclass(one, kind) for one in ancestors
        ):
            return True
        return None if foreign else False
    if isinstance(failure.kind, type):
        if isinstance(kind, type):
            return issubclass(failure.kind, kind)
        # A library's own class is no base class of Python's.
        return None if isinstance(kind, Unknown) else False
    if isinstance(kind, Class):
        return False
    return True if failure.kind is not None and failure.kind == kind else None


def _run_handler(m: Machine, handler: cst.ExceptHandler, failure: Failure) -> None:
    name = handler.name.name if handler.name is not None else None
    if isinstance(name, cst.Name):
        targets.bind_name(m, name.value, failure.instance or failure)
    m.handling.append(failure)
    try:
        statements.block(m, handler.body)
    finally:
        m.handling.pop()
        if isinstance(name, cst.Name):
            m.frame.names.pop(name.value, None)


def raise_statement(m: Machine, node: cst.Raise) -> None:
    """`raise`, `raise X`, `raise X(…) from Y`."""
    before = m.handling[-1] if m.handling else None
    if node.exc is None:
        if before is None:
            raise m.fail(RuntimeError, "No active exception to reraise", node)
        raise Raised(before)
    value = expressions.evaluate(m, node.exc)
    if node.cause is not None:
        expressions.evaluate(m, node.cause.item)
    failure = _as_failure(m, value, node)
    if failure.spot is None:
        failure.spot = m.spot(node)
    if failure is not before and failure.cause is None:
        failure.cause = before
    raise Raised(failure)


def _as_failure(m: Machine, value: Any, node: cst.Raise) -> Failure:
    if isinstance(value, (Class, type)) or (isinstance(value, Lib) and value.name):
        made = calling.call(m, value, [], {}, node) if not isinstance(value, Lib) else value
        value = made
    match value:
        case Failure():
            return value
        case Instance():
            text = (
                value.args[0] if len(value.args) == 1 and isinstance(value.args[0], str) else None
            )
            return Failure(value.cls, text, value.args, instance=value)
        case Lib():
            return Failure(value, None)
        case Unknown():
            return Failure(None, None)
    return Failure(TypeError, "exceptions must derive from BaseException")


def within(m: Machine, manager: Any, item: cst.WithItem, body: Callable[[], None]) -> None:
    """`with manager as target: body`."""
    entered = _entered(m, manager, item)
    if item.asname is not None:
        targets.assign(m, item.asname.name, entered)
    depth = len(m.frames)
    try:
        body()
    except Raised as raised:
        del m.frames[depth:]
        if _swallows(m, manager, raised.failure, item):
            return
        raise
    if isinstance(manager, Instance) and objects.find(manager.cls, "__exit__") is not None:
        leave = objects.attribute(m, manager, "__exit__", item)
        calling.call(m, leave, [None, None, None], {}, item)


def _entered(m: Machine, manager: Any, item: cst.WithItem) -> Any:
    if isinstance(manager, Instance) and objects.find(manager.cls, "__enter__") is not None:
        return calling.call(m, objects.attribute(m, manager, "__enter__", item), [], {}, item)
    if isinstance(manager, Unknown):
        word = library.kind(manager.kind).enters
        if word != "self":
            return m.unknown(word, manager.content, LIBRARY)
        return manager
    return m.library(content_of(manager))


def _swallows(m: Machine, manager: Any, failure: Failure, item: cst.WithItem) -> bool:
    if isinstance(manager, tuple) and manager[:1] == ("suppress",):
        answers = [catches(failure, kind) for kind in manager[1:]]
        if True in answers:
            return True
        if None in answers:
            return m.ask("it is suppressed", ("no", "yes"), LIBRARY, item) == "yes"
        return False
    if isinstance(manager, Instance) and objects.find(manager.cls, "__exit__") is not None:
        leave = objects.attribute(m, manager, "__exit__", item)
        kind = failure.kind if failure.kind is not None else m.library()
        return objects.truth(
            m, calling.call(m, leave, [kind, failure, m.library()], {}, item), item
        )
    return False
