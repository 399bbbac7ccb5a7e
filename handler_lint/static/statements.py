"""Statements: one function a node kind, named after the node."""

from collections.abc import Callable, Sequence
from typing import Any

import libcst as cst

from handler_lint.static import calling, exceptions, objects, operators, patterns, targets
from handler_lint.static.expressions import defaults, evaluate
from handler_lint.static.facts import assigned_by
from handler_lint.static.machine import Frame, Machine, Try
from handler_lint.static.modules import import_from, import_names
from handler_lint.static.values import (
    LIBRARY,
    Broke,
    Class,
    Continued,
    Function,
    Lib,
    Raised,
    Returned,
    Unknown,
    content_of,
    kind_of,
)

MAX_ROUNDS = 200


def block(m: Machine, body: cst.BaseSuite) -> None:
    """The statements of an indented block or of a one-line suite."""
    if isinstance(body, cst.SimpleStatementSuite):
        for small in body.body:
            simple(m, small)
    else:
        statements(m, body.body)


def statements(m: Machine, body: Sequence[cst.CSTNode]) -> None:
    for statement in body:
        if isinstance(statement, cst.SimpleStatementLine):
            for small in statement.body:
                simple(m, small)
        else:
            m.path.step()
            handle = COMPOUND.get(type(statement).__name__)
            if handle is None:
                m.miss(type(statement).__name__, statement)
            else:
                handle(m, statement)


def simple(m: Machine, node: cst.BaseSmallStatement) -> None:
    m.path.step()
    if not isinstance(node, (cst.Global, cst.Nonlocal)):
        m.frame.last, m.frame.last_is_test = node, False
    SIMPLE[type(node).__name__](m, node)


def tested(m: Machine, node: cst.BaseExpression) -> bool:
    """The truth of a condition, which is where the function is for now."""
    m.frame.last, m.frame.last_is_test = node, True
    taken = objects.truth(m, evaluate(m, node), node)
    m.frame.last, m.frame.last_is_test = node, True
    return taken


def Expr(m: Machine, node: cst.Expr) -> None:
    evaluate(m, node.value)


def Pass(m: Machine, node: cst.Pass) -> None:
    pass


def Assign(m: Machine, node: cst.Assign) -> None:
    value = evaluate(m, node.value)
    for target in node.targets:
        targets.assign(m, target.target, value)


def AnnAssign(m: Machine, node: cst.AnnAssign) -> None:
    if node.value is not None:
        targets.assign(m, node.target, evaluate(m, node.value))


def AugAssign(m: Machine, node: cst.AugAssign) -> None:
    left, right = evaluate(m, node.target), evaluate(m, node.value)
    name = type(node.operator).__name__.removesuffix("Assign")
    if isinstance(left, list) and name == "Add":
        values, complete = objects.elements(m, right, node)
        left.extend(values)
        if m.loops or not complete:
            m.blur(left)
        return
    targets.assign(m, node.target, operators.binary(m, name, left, right, node))


def Return(m: Machine, node: cst.Return) -> None:
    value = evaluate(m, node.value) if node.value is not None else None
    raise Returned(value, node)


def Raise(m: Machine, node: cst.Raise) -> None:
    exceptions.raise_statement(m, node)


def Assert(m: Machine, node: cst.Assert) -> None:
    if not tested(m, node.test):
        message = evaluate(m, node.msg) if node.msg is not None else ""
        text = str(message) if not isinstance(message, Unknown) else None
        raise m.fail(AssertionError, text, node)


def Break(m: Machine, node: cst.Break) -> None:
    raise Broke


def Continue(m: Machine, node: cst.Continue) -> None:
    raise Continued


def Global(m: Machine, node: cst.Global) -> None:
    pass


def Nonlocal(m: Machine, node: cst.Nonlocal) -> None:
    pass


def Del(m: Machine, node: cst.Del) -> None:
    targets_ = node.target.elements if isinstance(node.target, cst.Tuple) else [node.target]
    for one in targets_:
        target = one.value if isinstance(one, cst.Element) else one
        if isinstance(target, cst.Name):
            m.frame.names.pop(target.value, None)
        elif isinstance(target, cst.Subscript):
            owner = evaluate(m, target.value)
            if isinstance(owner, (list, dict)):
                m.blur(owner)


def Import(m: Machine, node: cst.Import) -> None:
    import_names(m, node)


def ImportFrom(m: Machine, node: cst.ImportFrom) -> None:
    import_from(m, node)


def TypeAlias(m: Machine, node: cst.TypeAlias) -> None:
    m.frame.names[node.name.value] = m.library()


def If(m: Machine, node: cst.If) -> None:
    if tested(m, node.test):
        block(m, node.body)
    elif isinstance(node.orelse, cst.If):
        If(m, node.orelse)
    elif node.orelse is not None:
        block(m, node.orelse.body)


def For(m: Machine, node: cst.For) -> None:
    iterable = evaluate(m, node.iter)
    m.frame.last, m.frame.last_is_test = node.iter, True
    values, complete = objects.elements(m, iterable, node.iter)
    if complete and len(values) <= MAX_ROUNDS:
        _rounds(m, node, values)
        m.frame.last, m.frame.last_is_test = node.iter, True
        return
    by = content_of(iterable)
    key = ("any element", iterable.key if isinstance(iterable, Unknown) else id(iterable))
    if m.ask("the loop has a round", ("yes", "no"), by, node.iter, key) == "yes":
        before = dict(m.frame.names)
        m.loops += 1
        try:
            _rounds(m, node, values[:1], certain_end=False)
        finally:
            m.loops -= 1
        for name in assigned_by(m.frame.source, node):
            # Any number of rounds: only the kind of a running total is known.
            value = m.frame.names.get(name)
            if value is not before.get(name):
                m.frame.names[name] = m.unknown(kind_of(value), by | content_of(value), LIBRARY)
    elif node.orelse is not None:
        block(m, node.orelse.body)
    m.frame.last, m.frame.last_is_test = node.iter, True


def _rounds(m: Machine, node: cst.For, values: list[Any], certain_end: bool = True) -> None:
    try:
        for one in values:
            targets.assign(m, node.target, one)
            try:
                block(m, node.body)
            except Continued:
                continue
    except Broke:
        return
    if node.orelse is not None:
        block(m, node.orelse.body)


def While(m: Machine, node: cst.While) -> None:
    for number in range(MAX_ROUNDS):
        choices = len(m.path.choices)
        if not tested(m, node.test):
            if node.orelse is not None:
                block(m, node.orelse.body)
            return
        unknown = len(m.path.choices) > choices
        m.loops += unknown
        try:
            block(m, node.body)
        except Continued:
            pass
        except Broke:
            return
        finally:
            m.loops -= unknown
        if unknown or number == MAX_ROUNDS - 1:
            # One round stands for all of them.
            m.miss("a loop of unknown length", node.test)
            for name in assigned_by(m.frame.source, node):
                value = m.frame.names.get(name)
                m.frame.names[name] = m.unknown(kind_of(value), content_of(value), LIBRARY)
            return


def With(m: Machine, node: cst.With) -> None:
    if node.asynchronous is not None:
        m.miss("async with", node)
    _enter(m, node, 0)


def _enter(m: Machine, node: cst.With, index: int) -> None:
    if index == len(node.items):
        block(m, node.body)
        return
    one = node.items[index]
    manager = evaluate(m, one.item)
    exceptions.within(m, manager, one, lambda: _enter(m, node, index + 1))


def Try_(m: Machine, node: cst.Try) -> None:
    exceptions.try_statement(m, node)


def FunctionDef(m: Machine, node: cst.FunctionDef) -> None:
    made: Any = Function(
        node, m.frame.source, node.name.value, _closure(m), defaults(m, node.params)
    )
    for decorator in reversed(node.decorators):
        made = calling.call(m, evaluate(m, decorator.decorator), [made], {}, decorator.decorator)
    targets.bind_name(m, node.name.value, made)


def _closure(m: Machine) -> Frame:
    return m.frame


def ClassDef(m: Machine, node: cst.ClassDef) -> None:
    bases = tuple(evaluate(m, one.value) for one in node.bases if one.star == "")
    frame = Frame(m.frame.module, {}, m.frame.function, m.frame, is_class=True)
    m.frames.append(frame)
    try:
        block(m, node.body)
    finally:
        m.frames.pop()
    made: Any = Class(node.name.value, m.frame.source, node, bases, frame.names)
    for decorator in reversed(node.decorators):
        function = evaluate(m, decorator.decorator)
        called = calling.call(m, function, [made], {}, decorator.decorator)
        made = called if isinstance(called, Class) or not isinstance(function, Lib) else m.library()
    targets.bind_name(m, node.name.value, made)


def Match(m: Machine, node: cst.Match) -> None:
    subject = evaluate(m, node.subject)
    for case in node.cases:
        m.frame.last, m.frame.last_is_test = case.pattern, True
        if not patterns.matches(m, case.pattern, subject):
            continue
        if case.guard is None or objects.truth(m, evaluate(m, case.guard), case.guard):
            block(m, case.body)
            return
        m.frame.last, m.frame.last_is_test = case.pattern, True


_HERE = {name: value for name, value in list(globals().items()) if callable(value)}
COMPOUND: dict[str, Callable[[Machine, Any], None]] = {
    "If": If,
    "For": For,
    "While": While,
    "With": With,
    "Try": Try_,
    "FunctionDef": FunctionDef,
    "ClassDef": ClassDef,
    "Match": Match,
}
SIMPLE: dict[str, Callable[[Machine, Any], None]] = {
    name: _HERE[name]
    for name in (
        *("Expr", "Pass", "Assign", "AnnAssign", "AugAssign", "Return", "Raise", "Assert", "Break"),
        *("Continue", "Global", "Nonlocal", "Del", "Import", "ImportFrom", "TypeAlias"),
    )
}

__all__ = ["Raised", "Try", "block", "statements"]
