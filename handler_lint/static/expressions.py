"""Expressions: one function a node kind, named after the node, that says what the node does on a machine."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import libcst as cst

from handler_lint.static import (
    attributes,
    call_sites,
    comparisons,
    comprehensions,
    displays,
    formatted,
    items,
    names,
    objects,
    operators,
    streams,
    targets,
)
from handler_lint.static.machine import Code, Machine
from handler_lint.static.source import Source
from handler_lint.static.values import (
    Function,
)

EMPTY = cst.Module(body=())


def evaluate(m: Machine, node: cst.BaseExpression) -> Any:
    """The value of an expression."""
    return code_of(m.frames[-1].module.source, node)(m)


def code_of(source: Source, node: cst.BaseExpression) -> Code:
    """What an expression does, found out once: its parts are not looked up again when it is evaluated."""
    code = source.code.get(id(node))
    if code is None:
        build = builders().get(type(node).__name__)
        code = build(source, node) if build is not None else _unfollowed(node)
        source.code[id(node)] = code
    return code


def _unfollowed(node: cst.BaseExpression) -> Code:
    return lambda m: m.miss(type(node).__name__, node)


def _constant(value: Any) -> Code:
    return lambda m: value


def Name(source: Source, node: cst.Name) -> Code:
    name = node.value

    def run(m: Machine) -> Any:
        frame = m.frames[-1]
        if name in frame.names and name not in frame.global_names:
            return frame.names[name]
        return names.look_up(m, name, node)

    return run


def Integer(source: Source, node: cst.Integer) -> Code:
    # To evaluate a literal is to compile it, so the plain ones are not.
    return _constant(int(node.value) if node.value.isdecimal() else node.evaluated_value)


def Float(source: Source, node: cst.Float) -> Code:
    return _constant(node.evaluated_value)


def Imaginary(source: Source, node: cst.Imaginary) -> Code:
    return _constant(node.evaluated_value)


def SimpleString(source: Source, node: cst.SimpleString) -> Code:
    plain = node.value[0] in "'\"" and "\r" not in node.value and "\\" not in node.value
    return _constant(node.raw_value if plain else node.evaluated_value)


def Ellipsis_(source: Source, node: cst.Ellipsis) -> Code:
    return _constant(...)


def ConcatenatedString(source: Source, node: cst.ConcatenatedString) -> Code:
    left, right = code_of(source, node.left), code_of(source, node.right)
    return lambda m: operators.binary(m, "Add", left(m), right(m), node)


def FormattedString(source: Source, node: cst.FormattedString) -> Code:
    return formatted.code_of(source, node.parts, node.prefix)


def Attribute(source: Source, node: cst.Attribute) -> Code:
    owner, name = code_of(source, node.value), node.attr.value
    return lambda m: attributes.attribute(m, owner(m), name, node)


def Subscript(source: Source, node: cst.Subscript) -> Code:
    owner, index = code_of(source, node.value), _index_code(source, node)
    return lambda m: items.item(m, owner(m), index(m), node)


def index_of(m: Machine, node: cst.Subscript) -> Any:
    """The index of a subscript: a value, a slice, or a tuple of them."""
    return _index_code(m.frames[-1].module.source, node)(m)


def _index_code(source: Source, node: cst.Subscript) -> Code:
    parts = [_index(source, element.slice) for element in node.slice]
    if len(parts) == 1 and not isinstance(node.slice[0].comma, cst.Comma):
        return parts[0]
    return lambda m: tuple(part(m) for part in parts)


def _index(source: Source, part: cst.BaseSlice) -> Code:
    if isinstance(part, cst.Index):
        return code_of(source, part.value)
    assert isinstance(part, cst.Slice)
    ends = [
        code_of(source, end) if end is not None else _constant(None)
        for end in (part.lower, part.upper, part.step)
    ]
    return lambda m: slice(*(end(m) for end in ends))


def BinaryOperation(source: Source, node: cst.BinaryOperation) -> Code:
    left, right = code_of(source, node.left), code_of(source, node.right)
    operator = type(node.operator).__name__
    return lambda m: operators.binary(m, operator, left(m), right(m), node)


def UnaryOperation(source: Source, node: cst.UnaryOperation) -> Code:
    inner, operator = code_of(source, node.expression), type(node.operator).__name__
    if operator == "Not":
        return lambda m: not objects.truth(m, inner(m), node)
    return lambda m: operators.unary(m, operator, inner(m), node)


def BooleanOperation(source: Source, node: cst.BooleanOperation) -> Code:
    first, second = code_of(source, node.left), code_of(source, node.right)
    decisive = isinstance(node.operator, cst.Or)

    def run(m: Machine) -> Any:
        left = first(m)
        if objects.truth(m, left, node.left) is decisive:
            return objects.decided(left, decisive)
        return second(m)

    return run


def Comparison(source: Source, node: cst.Comparison) -> Code:
    first = code_of(source, node.left)
    others = [
        (comparisons.by(type(one.operator).__name__), code_of(source, one.comparator))
        for one in node.comparisons
    ]
    if len(others) == 1:
        compare, second = others[0]
        return lambda m: compare(m, first(m), second(m), node)

    def run(m: Machine) -> Any:
        left = first(m)
        answer: Any = None
        for index, (compare, code) in enumerate(others):
            if index and not objects.truth(m, answer, node):
                return False
            right = code(m)
            answer = compare(m, left, right, node)
            left = right
        return answer

    return run


def IfExp(source: Source, node: cst.IfExp) -> Code:
    test = code_of(source, node.test)
    body, orelse = code_of(source, node.body), code_of(source, node.orelse)
    return lambda m: body(m) if objects.truth(m, test(m), node.test) else orelse(m)


def NamedExpr(source: Source, node: cst.NamedExpr) -> Code:
    code = code_of(source, node.value)

    def run(m: Machine) -> Any:
        value = code(m)
        frame = m.frames[-1]
        while frame.inner and frame.closure is not None:
            frame = frame.closure
        m.frames.append(frame)
        try:
            targets.assign(m, node.target, value)
        finally:
            m.frames.pop()
        return value

    return run


def Lambda(source: Source, node: cst.Lambda) -> Code:
    def run(m: Machine) -> Any:
        name = f"{m.frames[-1].within}<lambda>"
        return Function(node, source, "<lambda>", name, m.frames[-1], defaults(m, node.params))

    return run


def defaults(m: Machine, params: cst.Parameters) -> dict[str, Any]:
    """The default values of parameters, evaluated where the function is made."""
    given = m.frames[-1].source.once(("defaults", id(params)), lambda: _with_default(params))
    return {name: evaluate(m, default) for name, default in given}


def _with_default(params: cst.Parameters) -> list[tuple[str, cst.BaseExpression]]:
    every = (*params.posonly_params, *params.params, *params.kwonly_params)
    return [(p.name.value, p.default) for p in every if p.default is not None]


def Yield(source: Source, node: cst.Yield) -> Code:
    whole = isinstance(node.value, cst.From)
    inner = node.value.item if isinstance(node.value, cst.From) else node.value
    code = code_of(source, inner) if inner is not None else _constant(None)

    def run(m: Machine) -> Any:
        hook = m.frames[-1].hook
        values, complete = objects.elements(m, code(m), node) if whole else ([code(m)], True)
        if hook is not None and (complete or streams.has_element(m, values, node)):
            with streams.unknown_rounds(m, not complete):
                for one in values:
                    hook(one)
        return None if complete else m.library()

    return run


def ListComp(source: Source, node: cst.ListComp) -> Code:
    return lambda m: comprehensions.a_list(m, node)


def GeneratorExp(source: Source, node: cst.GeneratorExp) -> Code:
    return lambda m: comprehensions.a_generator(m, node)


def SetComp(source: Source, node: cst.SetComp) -> Code:
    return lambda m: comprehensions.a_set(m, node)


def DictComp(source: Source, node: cst.DictComp) -> Code:
    return lambda m: comprehensions.a_dict(m, node)


@cache
def builders() -> Mapping[str, Callable[[Source, Any], Code]]:
    """What says what a node does, by the name of its kind."""
    found = {
        name: value
        for where in (globals(), vars(displays), vars(call_sites))
        for name, value in where.items()
        if callable(value) and hasattr(cst, name) and value.__module__.startswith(__package__)
    }
    return {**found, "Ellipsis": Ellipsis_}
