"""Statements: one function a node kind, named after the node."""

from collections.abc import Callable, Sequence
from typing import Any

import libcst as cst

from handler_lint.static import (
    attribute_changes,
    attributes,
    calling,
    exceptions,
    expressions,
    failures,
    items,
    loops,
    managers,
    modules,
    names,
    objects,
    operators,
    patterns,
    targets,
)
from handler_lint.static.machine import Frame, Machine
from handler_lint.static.values import (
    Broke,
    Class,
    Continued,
    Function,
    Raised,
    Returned,
)


def block(m: Machine, body: cst.BaseSuite) -> None:
    """The statements of an indented block or of a one-line suite."""
    if type(body) is cst.SimpleStatementSuite:
        for small in body.body:
            simple(m, small)
    else:
        statements(m, body.body)


def statements(m: Machine, body: Sequence[cst.CSTNode]) -> None:
    for statement in body:
        if type(statement) is cst.SimpleStatementLine:
            for small in statement.body:
                simple(m, small)
        else:
            m.step()
            handle = COMPOUND.get(type(statement).__name__)
            if handle is None:
                m.miss(type(statement).__name__, statement)
            else:
                handle(m, statement)


def simple(m: Machine, node: cst.BaseSmallStatement) -> None:
    m.step()
    if type(node) not in (cst.Global, cst.Nonlocal):
        m.frame.last, m.frame.last_is_test = node, False
    SIMPLE[type(node).__name__](m, node)


def tested(m: Machine, node: cst.BaseExpression) -> bool:
    """The truth of a condition, which is where the function is for now."""
    m.frame.last, m.frame.last_is_test = node, True
    taken = objects.truth(m, expressions.evaluate(m, node), node)
    m.frame.last, m.frame.last_is_test = node, True
    return taken


def Expr(m: Machine, node: cst.Expr) -> None:
    expressions.evaluate(m, node.value)


def Pass(m: Machine, node: cst.Pass) -> None:
    pass


def Assign(m: Machine, node: cst.Assign) -> None:
    value = expressions.evaluate(m, node.value)
    for target in node.targets:
        targets.assign(m, target.target, value)


def AnnAssign(m: Machine, node: cst.AnnAssign) -> None:
    if node.value is not None:
        targets.assign(m, node.target, expressions.evaluate(m, node.value))


def AugAssign(m: Machine, node: cst.AugAssign) -> None:
    target = node.target
    if isinstance(target, cst.Attribute):
        owner = expressions.evaluate(m, target.value)
        left = attributes.attribute(m, owner, target.attr.value, target)
        made = operators.augmented(m, node, left, expressions.evaluate(m, node.value))
        attribute_changes.set_attribute(m, owner, target.attr.value, made, target)
    elif isinstance(target, cst.Subscript):
        owner, index = expressions.evaluate(m, target.value), expressions.index_of(m, target)
        left = items.item(m, owner, index, target)
        made = operators.augmented(m, node, left, expressions.evaluate(m, node.value))
        items.set_item(m, owner, index, made, target)
    else:
        left = expressions.evaluate(m, target)
        targets.assign(
            m, target, operators.augmented(m, node, left, expressions.evaluate(m, node.value))
        )


def Return(m: Machine, node: cst.Return) -> None:
    value = expressions.evaluate(m, node.value) if node.value is not None else None
    raise Returned(value, node)


def Raise(m: Machine, node: cst.Raise) -> None:
    exceptions.raise_statement(m, node)


def Assert(m: Machine, node: cst.Assert) -> None:
    if not tested(m, node.test):
        given = [expressions.evaluate(m, node.msg)] if node.msg is not None else []
        failure = failures.made(m, AssertionError, given)
        failure.spot = m.spot(node)
        raise Raised(failure)


def Break(m: Machine, node: cst.Break) -> None:
    raise Broke


def Continue(m: Machine, node: cst.Continue) -> None:
    raise Continued


def Global(m: Machine, node: cst.Global) -> None:
    pass


def Nonlocal(m: Machine, node: cst.Nonlocal) -> None:
    pass


def Del(m: Machine, node: cst.Del) -> None:
    written = node.target
    several = written.elements if isinstance(written, (cst.Tuple, cst.List)) else ()
    for target in [one.value for one in several] or [written]:
        if isinstance(target, cst.Name):
            names.look_up(m, target.value, target)
            targets.unbind_name(m, target.value)
        elif isinstance(target, cst.Subscript):
            owner = expressions.evaluate(m, target.value)
            items.delete_item(m, owner, expressions.index_of(m, target), target)
        elif isinstance(target, cst.Attribute):
            owner = expressions.evaluate(m, target.value)
            attribute_changes.delete_attribute(m, owner, target.attr.value, target)


def Import(m: Machine, node: cst.Import) -> None:
    modules.import_names(m, node)


def ImportFrom(m: Machine, node: cst.ImportFrom) -> None:
    modules.import_from(m, node)


def TypeAlias(m: Machine, node: cst.TypeAlias) -> None:
    targets.bind_name(m, node.name.value, m.library())


def If(m: Machine, node: cst.If) -> None:
    if tested(m, node.test):
        block(m, node.body)
    elif isinstance(node.orelse, cst.If):
        If(m, node.orelse)
    elif node.orelse is not None:
        block(m, node.orelse.body)


def For(m: Machine, node: cst.For) -> None:
    loops.for_loop(m, node)


def While(m: Machine, node: cst.While) -> None:
    loops.while_loop(m, node)


def With(m: Machine, node: cst.With) -> None:
    _enter(m, node, 0)


def _enter(m: Machine, node: cst.With, index: int) -> None:
    if index == len(node.items):
        block(m, node.body)
        return
    one = node.items[index]
    manager = expressions.evaluate(m, one.item)
    managers.within(m, manager, one, lambda: _enter(m, node, index + 1))


def Try_(m: Machine, node: cst.Try | cst.TryStar) -> None:
    exceptions.try_statement(m, node)


def FunctionDef(m: Machine, node: cst.FunctionDef) -> None:
    name = node.name.value
    decorators = [expressions.evaluate(m, one.decorator) for one in node.decorators]
    made: Any = Function(
        node,
        m.frame.source,
        name,
        m.frame.qualname + name,
        m.frame,
        expressions.defaults(m, node.params),
    )
    for decorator, written in zip(reversed(decorators), reversed(node.decorators), strict=True):
        made = calling.call(m, decorator, [made], {}, written.decorator)
    targets.bind_name(m, name, made)


def ClassDef(m: Machine, node: cst.ClassDef) -> None:
    name = node.name.value
    decorators = [expressions.evaluate(m, one.decorator) for one in node.decorators]
    bases = tuple(expressions.evaluate(m, one.value) for one in node.bases if one.star == "")
    frame = Frame(
        m.frame.module,
        {},
        m.frame.function,
        m.frame,
        is_class=True,
        qualname=f"{m.frame.qualname}{name}.",
        running=m.frame.running,
    )
    depth = len(m.frames)
    m.frames.append(frame)
    try:
        block(m, node.body)
    finally:
        del m.frames[depth:]
    qualname = m.frame.qualname + name
    made: Any = Class(name, m.frame.source, node, bases, frame.names, qualname)
    made.metaclass = bool(node.keywords) or any(getattr(b, "metaclass", False) for b in bases)
    _own(made)
    for decorator, written in zip(reversed(decorators), reversed(node.decorators), strict=True):
        made = calling.call(m, decorator, [made], {}, written.decorator)
    targets.bind_name(m, name, made)


def _own(cls: Class) -> None:
    """Tell the functions of a class body to which class they belong, for `super()`."""
    for value in cls.names.values():
        inner = getattr(value, "function", getattr(value, "getter", value))
        for one in (inner, getattr(value, "setter", None)):
            while isinstance(one, Function) and one.owner is None:
                one.owner = cls
                one = one.wrapped


def Match(m: Machine, node: cst.Match) -> None:
    subject = expressions.evaluate(m, node.subject)
    for case in node.cases:
        m.frame.last, m.frame.last_is_test = case.pattern, True
        if not patterns.matches(m, case.pattern, subject):
            continue
        if case.guard is None or objects.truth(m, expressions.evaluate(m, case.guard), case.guard):
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
    "TryStar": Try_,
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
