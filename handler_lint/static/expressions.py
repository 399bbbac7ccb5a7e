"""Expressions: one function a node kind, named after the node."""

from collections.abc import Callable
from typing import Any

import libcst as cst

from handler_lint.static import (
    attributes,
    calling,
    comparisons,
    comprehensions,
    formatted,
    items,
    names,
    objects,
    operators,
    streams,
    targets,
)
from handler_lint.static.machine import Machine
from handler_lint.static.values import (
    Function,
)

EMPTY = cst.Module(body=())


def evaluate(m: Machine, node: cst.BaseExpression) -> Any:
    """The value of an expression."""
    m.step()
    handle = EXPRESSIONS.get(type(node).__name__)
    return handle(m, node) if handle is not None else m.miss(type(node).__name__, node)


def Name(m: Machine, node: cst.Name) -> Any:
    return names.look_up(m, node.value, node)


def Integer(m: Machine, node: cst.Integer) -> Any:
    return m.frame.source.once(node, lambda: node.evaluated_value)


def Float(m: Machine, node: cst.Float) -> Any:
    return node.evaluated_value


def Imaginary(m: Machine, node: cst.Imaginary) -> Any:
    return node.evaluated_value


def SimpleString(m: Machine, node: cst.SimpleString) -> Any:
    return m.frame.source.once(node, lambda: node.evaluated_value)


def ConcatenatedString(m: Machine, node: cst.ConcatenatedString) -> Any:
    left, right = evaluate(m, node.left), evaluate(m, node.right)
    return operators.binary(m, "Add", left, right, node)


def Ellipsis_(m: Machine, node: cst.Ellipsis) -> Any:
    return ...


def FormattedString(m: Machine, node: cst.FormattedString) -> Any:
    return formatted.formatted(m, node.parts, node.prefix)


def Tuple(m: Machine, node: cst.Tuple) -> Any:
    values, complete = _elements(m, node.elements)
    return tuple(values) if complete else m.blur(tuple(values))


def List(m: Machine, node: cst.List) -> Any:
    values, complete = _elements(m, node.elements)
    return values if complete else m.blur(values)


def Set(m: Machine, node: cst.Set) -> Any:
    values, complete = _elements(m, node.elements)
    return objects.make_set(m, set, values, complete, node)


def _elements(m: Machine, nodes: Any) -> tuple[list[Any], bool]:
    values: list[Any] = []
    complete = True
    for element in nodes:
        if isinstance(element, cst.StarredElement):
            more, all_of_them = objects.elements(m, evaluate(m, element.value), element)
            values += more
            complete = complete and all_of_them
        else:
            values.append(evaluate(m, element.value))
    return values, complete


def Dict(m: Machine, node: cst.Dict) -> Any:
    made: dict[Any, Any] = {}
    for element in node.elements:
        if isinstance(element, cst.StarredDictElement):
            value = evaluate(m, element.value)
            if isinstance(value, dict) and not m.is_fuzzy(value):
                made.update(value)
            else:
                if isinstance(value, dict):
                    made.update(value)
                m.spoil(made)
        elif isinstance(element, cst.DictElement):
            key, value = evaluate(m, element.key), evaluate(m, element.value)
            objects.put(m, made, key, value, element)
    return made


def Attribute(m: Machine, node: cst.Attribute) -> Any:
    return attributes.attribute(m, evaluate(m, node.value), node.attr.value, node)


def Subscript(m: Machine, node: cst.Subscript) -> Any:
    owner = evaluate(m, node.value)
    return items.item(m, owner, index_of(m, node), node)


def index_of(m: Machine, node: cst.Subscript) -> Any:
    """The index of a subscript: a value, a slice, or a tuple of them."""
    parts = [_index(m, element.slice) for element in node.slice]
    return parts[0] if len(parts) == 1 and not _has_comma(node) else tuple(parts)


def _has_comma(node: cst.Subscript) -> bool:
    return isinstance(node.slice[0].comma, cst.Comma)


def _index(m: Machine, part: cst.BaseSlice) -> Any:
    if isinstance(part, cst.Index):
        return evaluate(m, part.value)
    if isinstance(part, cst.Slice):
        ends = (part.lower, part.upper, part.step)
        return slice(*(evaluate(m, end) if end is not None else None for end in ends))
    return m.library()


def BinaryOperation(m: Machine, node: cst.BinaryOperation) -> Any:
    left = evaluate(m, node.left)
    right = evaluate(m, node.right)
    return operators.binary(m, type(node.operator).__name__, left, right, node)


def UnaryOperation(m: Machine, node: cst.UnaryOperation) -> Any:
    value = evaluate(m, node.expression)
    if isinstance(node.operator, cst.Not):
        return not objects.truth(m, value, node)
    return operators.unary(m, type(node.operator).__name__, value, node)


def BooleanOperation(m: Machine, node: cst.BooleanOperation) -> Any:
    left = evaluate(m, node.left)
    stops = objects.truth(m, left, node.left) is isinstance(node.operator, cst.Or)
    if not stops:
        return evaluate(m, node.right)
    return objects.decided(left, isinstance(node.operator, cst.Or))


def Comparison(m: Machine, node: cst.Comparison) -> Any:
    left = evaluate(m, node.left)
    answer: Any = True
    for index, target in enumerate(node.comparisons):
        if index and not objects.truth(m, answer, node):
            return False
        right = evaluate(m, target.comparator)
        answer = comparisons.compare(m, type(target.operator).__name__, left, right, node)
        left = right
    return answer


def IfExp(m: Machine, node: cst.IfExp) -> Any:
    taken = objects.truth(m, evaluate(m, node.test), node.test)
    return evaluate(m, node.body if taken else node.orelse)


def NamedExpr(m: Machine, node: cst.NamedExpr) -> Any:
    value = evaluate(m, node.value)
    frame = m.frame
    while frame.inner and frame.closure is not None:
        frame = frame.closure
    m.frames.append(frame)
    try:
        targets.assign(m, node.target, value)
    finally:
        m.frames.pop()
    return value


def Lambda(m: Machine, node: cst.Lambda) -> Any:
    name = f"{m.frame.qualname}<lambda>"
    return Function(node, m.frame.source, "<lambda>", name, m.frame, defaults(m, node.params))


def defaults(m: Machine, params: cst.Parameters) -> dict[str, Any]:
    """The default values of parameters, evaluated where the function is made."""
    given = m.frame.source.once(("defaults", params), lambda: _with_default(params))
    return {name: evaluate(m, default) for name, default in given}


def _with_default(params: cst.Parameters) -> list[tuple[str, cst.BaseExpression]]:
    every = (*params.posonly_params, *params.params, *params.kwonly_params)
    return [(p.name.value, p.default) for p in every if p.default is not None]


def Call(m: Machine, node: cst.Call) -> Any:
    function = evaluate(m, node.func)
    args: list[Any] = []
    keywords: dict[str, Any] = {}
    sure: int | None = None
    for one in node.args:
        value = evaluate(m, one.value)
        if one.star == "*":
            more, complete = objects.elements(m, value, one)
            sure = len(args) if sure is None and not complete else sure
            args += more
        elif one.star == "**":
            if not _take_keywords(m, function, keywords, value, one):
                sure = len(args) if sure is None else sure
        elif one.keyword is not None:
            keywords[one.keyword.value] = value
        else:
            args.append(value)
    given = args if sure is None else calling.Spread(args, sure)
    return calling.call(m, function, given, keywords, node)


def _take_keywords(
    m: Machine, function: Any, keywords: dict[str, Any], value: Any, node: cst.CSTNode
) -> bool:
    """Add `**value` to the keywords, and say whether these are all."""
    if not isinstance(value, dict):
        return False
    for name, one in value.items():
        if isinstance(name, str):
            if name in keywords:
                text = f"got multiple values for keyword argument '{name}'"
                raise m.fail(TypeError, f"{calling.shown(function)} {text}", node)
            keywords[name] = one
    return not m.is_fuzzy(value)


def Yield(m: Machine, node: cst.Yield) -> Any:
    hook = m.frame.hook
    inner = node.value
    if isinstance(inner, cst.From):
        values, complete = objects.elements(m, evaluate(m, inner.item), node)
    else:
        values, complete = [evaluate(m, inner) if inner is not None else None], True
    if hook is not None and (complete or streams.has_element(m, values, node)):
        with streams.unknown_rounds(m, not complete):
            for one in values:
                hook(one)
    return None if complete else m.library()


def ListComp(m: Machine, node: cst.ListComp) -> Any:
    return comprehensions.a_list(m, node)


def GeneratorExp(m: Machine, node: cst.GeneratorExp) -> Any:
    return comprehensions.a_generator(m, node)


def SetComp(m: Machine, node: cst.SetComp) -> Any:
    return comprehensions.a_set(m, node)


def DictComp(m: Machine, node: cst.DictComp) -> Any:
    return comprehensions.a_dict(m, node)


EXPRESSIONS: dict[str, Callable[[Machine, Any], Any]] = {
    name: value
    for name, value in list(globals().items())
    if callable(value) and hasattr(cst, name) and getattr(value, "__module__", "") == __name__
}
EXPRESSIONS["Ellipsis"] = Ellipsis_
