"""Statements: one function a node kind, named after the node."""

from collections.abc import Callable, Sequence
from typing import Any

import libcst as cst

from handler_lint.static import (
    attribute_changes,
    attributes,
    definitions,
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
from handler_lint.static.machine import Code, Machine
from handler_lint.static.source import Source
from handler_lint.static.values import (
    Broke,
    Continued,
    Raised,
    Returned,
)


def block(m: Machine, body: cst.BaseSuite) -> None:
    """The statements of an indented block or of a one-line suite."""
    _suite(m.frames[-1].module.source, body)(m)


def _suite(source: Source, body: cst.BaseSuite) -> Code:
    code = source.code.get(id(body))
    if code is None:
        if type(body) is cst.IndentedBlock:
            code = _sequence([code_of(source, one) for one in body.body])
        else:
            code = code_of(source, body)
        source.code[id(body)] = code
    return code


def statements(m: Machine, body: Sequence[cst.CSTNode]) -> None:
    source = m.frames[-1].module.source
    for statement in body:
        code_of(source, statement)(m)


def code_of(source: Source, node: Any) -> Code:
    """What a statement does, found out once."""
    code = source.code.get(id(node))
    if code is None:
        kind: Any = type(node)
        if kind is cst.SimpleStatementLine or kind is cst.SimpleStatementSuite:
            code = _sequence([code_of(source, small) for small in node.body])
        elif kind.__name__ in COMPOUND:
            code = _compound(source, node)
        else:
            code = _simple(source, node)
        source.code[id(node)] = code
    return code


def _sequence(codes: list[Code]) -> Code:
    if len(codes) == 1:
        return codes[0]

    def run(m: Machine) -> None:
        for code in codes:
            code(m)

    return run


def _simple(source: Source, node: cst.CSTNode) -> Code:
    if type(node) in (cst.Global, cst.Nonlocal):
        return lambda m: None
    build = SIMPLE.get(type(node).__name__)
    code = build(source, node) if build is not None else _unfollowed(node)
    counts = not source.ours

    def run(m: Machine) -> None:
        if counts:
            m.path.step()
        frame = m.frames[-1]
        frame.last, frame.last_is_test = node, False
        code(m)

    return run


def _compound(source: Source, node: cst.CSTNode) -> Code:
    code = COMPOUND[type(node).__name__](source, node)
    if source.ours:
        return code

    def run(m: Machine) -> None:
        m.path.step()
        code(m)

    return run


def _unfollowed(node: cst.CSTNode) -> Code:
    def run(m: Machine) -> None:
        m.miss(type(node).__name__, node)

    return run


def _by(handle: Callable[[Machine, Any], None]) -> Callable[[Source, Any], Code]:
    """A statement whose parts are looked up when it is executed."""

    def build(source: Source, node: cst.CSTNode) -> Code:
        return lambda m: handle(m, node)

    return build


def tested(m: Machine, test: Code, node: cst.BaseExpression) -> bool:
    """The truth of a condition, which is where the function is for now; `test` is what its node does."""
    frame = m.frames[-1]
    frame.last, frame.last_is_test = node, True
    taken = objects.truth(m, test(m), node)
    frame.last, frame.last_is_test = node, True
    return taken


def Expr(source: Source, node: cst.Expr) -> Code:
    return expressions.code_of(source, node.value)


def Pass(source: Source, node: cst.Pass) -> Code:
    return lambda m: None


def Assign(source: Source, node: cst.Assign) -> Code:
    value = expressions.code_of(source, node.value)
    written = [one.target for one in node.targets]
    if len(written) == 1 and isinstance(written[0], cst.Name):
        name = written[0].value
        return lambda m: targets.bind_name(m, name, value(m))

    def run(m: Machine) -> None:
        made = value(m)
        for target in written:
            targets.assign(m, target, made)

    return run


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


def Return(source: Source, node: cst.Return) -> Code:
    value = expressions.code_of(source, node.value) if node.value is not None else None

    def run(m: Machine) -> None:
        raise Returned(value(m) if value is not None else None, node)

    return run


def Raise(m: Machine, node: cst.Raise) -> None:
    exceptions.raise_statement(m, node)


def Assert(m: Machine, node: cst.Assert) -> None:
    test = expressions.code_of(m.frames[-1].source, node.test)
    if not tested(m, test, node.test):
        given = [expressions.evaluate(m, node.msg)] if node.msg is not None else []
        failure = failures.made(m, AssertionError, given)
        failure.spot = m.spot(node)
        raise Raised(failure)


def Break(m: Machine, node: cst.Break) -> None:
    raise Broke


def Continue(m: Machine, node: cst.Continue) -> None:
    raise Continued


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


def If(source: Source, node: cst.If) -> Code:
    body = _suite(source, node.body)
    orelse: Code | None = None
    if isinstance(node.orelse, cst.If):
        orelse = If(source, node.orelse)
    elif node.orelse is not None:
        orelse = _suite(source, node.orelse.body)

    test = expressions.code_of(source, node.test)

    def run(m: Machine) -> None:
        if tested(m, test, node.test):
            body(m)
        elif orelse is not None:
            orelse(m)

    return run


def For(m: Machine, node: cst.For) -> None:
    loops.for_loop(m, node)


def While(m: Machine, node: cst.While) -> None:
    loops.while_loop(m, node)


def With(m: Machine, node: cst.With) -> None:
    enter(m, node, 0)


def enter(m: Machine, node: cst.With, index: int) -> None:
    """Execute a `with` from one of its items on."""
    if index == len(node.items):
        block(m, node.body)
        return
    one = node.items[index]
    manager = expressions.evaluate(m, one.item)
    managers.within(m, manager, one, lambda: enter(m, node, index + 1))


def Try_(m: Machine, node: cst.Try | cst.TryStar) -> None:
    exceptions.try_statement(m, node)


def Match(m: Machine, node: cst.Match) -> None:
    subject = expressions.evaluate(m, node.subject)
    for case in node.cases:
        m.frames[-1].last, m.frames[-1].last_is_test = case.pattern, True
        if not patterns.matches(m, case.pattern, subject):
            continue
        if case.guard is None or objects.truth(m, expressions.evaluate(m, case.guard), case.guard):
            block(m, case.body)
            return
        m.frames[-1].last, m.frames[-1].last_is_test = case.pattern, True


COMPOUND: dict[str, Callable[[Source, Any], Code]] = {
    "If": If,
    "For": _by(For),
    "While": _by(While),
    "With": _by(With),
    "Try": _by(Try_),
    "TryStar": _by(Try_),
    "FunctionDef": _by(definitions.function),
    "ClassDef": _by(definitions.class_),
    "Match": _by(Match),
}
SIMPLE: dict[str, Callable[[Source, Any], Code]] = {
    "Expr": Expr,
    "Pass": Pass,
    "Assign": Assign,
    "AnnAssign": _by(AnnAssign),
    "AugAssign": _by(AugAssign),
    "Return": Return,
    "Raise": _by(Raise),
    "Assert": _by(Assert),
    "Break": _by(Break),
    "Continue": _by(Continue),
    "Del": _by(Del),
    "Import": _by(Import),
    "ImportFrom": _by(ImportFrom),
    "TypeAlias": _by(TypeAlias),
}
