"""Expressions: one function a node kind, named after the node."""

import ast
import builtins
from collections.abc import Callable, Iterator
from typing import Any

import libcst as cst

from handler_lint.static import calling, objects, operators, targets
from handler_lint.static.machine import Frame, Machine
from handler_lint.static.values import (
    LIBRARY,
    PLAIN,
    Function,
    Header,
    Lib,
    Raised,
    Unknown,
    content_of,
    is_hashable,
    key_of,
    kind_of,
)

BUILTIN_NAMES = {name: getattr(builtins, name) for name in dir(builtins)}


def evaluate(m: Machine, node: cst.BaseExpression) -> Any:
    """The value of an expression."""
    m.path.step()
    handle = EXPRESSIONS.get(type(node).__name__)
    return handle(m, node) if handle is not None else m.miss(type(node).__name__, node)


def Name(m: Machine, node: cst.Name) -> Any:
    return look_up(m, node.value, node)


def look_up(m: Machine, name: str, node: cst.CSTNode) -> Any:
    """The value of a name, by Python's scoping."""
    frame: Frame | None = m.frame
    module = m.frame.module
    first = True
    while frame is not None:
        if name in frame.names and (first or not frame.is_class) and name not in frame.global_names:
            return frame.names[name]
        if first and name in frame.local and frame.closure is not None:
            text = f"cannot access local variable '{name}' where it is not associated with a value"
            raise m.fail(UnboundLocalError, text, node)
        frame, first = frame.closure, False
    if name in module.names:
        return module.names[name]
    if name in BUILTIN_NAMES:
        own = BUILTIN_NAMES[name]
        return own if isinstance(own, (type, PLAIN)) else Lib(f"builtins.{name}")
    if "*" in module.names:
        return m.library()
    raise m.fail(NameError, f"name '{name}' is not defined", node)


def Integer(m: Machine, node: cst.Integer) -> Any:
    return node.evaluated_value


def Float(m: Machine, node: cst.Float) -> Any:
    return node.evaluated_value


def Imaginary(m: Machine, node: cst.Imaginary) -> Any:
    return node.evaluated_value


def SimpleString(m: Machine, node: cst.SimpleString) -> Any:
    return node.evaluated_value


def ConcatenatedString(m: Machine, node: cst.ConcatenatedString) -> Any:
    left, right = evaluate(m, node.left), evaluate(m, node.right)
    return operators.binary(m, "Add", left, right, node)


def Ellipsis_(m: Machine, node: cst.Ellipsis) -> Any:
    return ...


def FormattedString(m: Machine, node: cst.FormattedString) -> Any:
    parts: list[Any] = []
    for part in node.parts:
        if isinstance(part, cst.FormattedStringText):
            parts.append(_text(part.value, node.prefix))
        elif isinstance(part, cst.FormattedStringExpression):
            parts.append(_formatted(m, part))
    if all(isinstance(part, str) for part in parts):
        return "".join(parts)
    return m.unknown(
        "str", content_of(*parts), LIBRARY, "f-string", *(key_of(one) for one in parts)
    )


def _text(raw: str, prefix: str) -> str:
    text = raw.replace("{{", "{").replace("}}", "}")
    if "r" in prefix.lower() or "\\" not in text:
        return text
    try:
        return str(ast.literal_eval('"""' + text.replace('"', '\\"') + '"""'))
    except (SyntaxError, ValueError):
        return text


def _formatted(m: Machine, part: cst.FormattedStringExpression) -> Any:
    value = evaluate(m, part.expression)
    if part.format_spec is None and part.conversion is None:
        if isinstance(value, Header):
            return str(value)
        made = calling.call(m, Lib("builtins.str"), [value], {}, part)
        return made
    if part.format_spec is None and part.conversion in ("r", "s") and isinstance(value, PLAIN):
        return repr(value) if part.conversion == "r" else str(value)
    return m.unknown("str", content_of(value), LIBRARY)


def Tuple(m: Machine, node: cst.Tuple) -> Any:
    values, complete = _elements(m, node.elements)
    return tuple(values) if complete else m.blur(tuple(values))


def List(m: Machine, node: cst.List) -> Any:
    values, complete = _elements(m, node.elements)
    return values if complete else m.blur(values)


def Set(m: Machine, node: cst.Set) -> Any:
    values, complete = _elements(m, node.elements)
    if not all(is_hashable(one) for one in values):
        return m.unknown("set", content_of(*values), LIBRARY)
    return set(values) if complete else m.blur(set(values))


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
            if isinstance(value, dict):
                made.update(value)
            if not isinstance(value, dict) or m.is_fuzzy(value):
                m.blur(made)
        elif isinstance(element, cst.DictElement):
            key, value = evaluate(m, element.key), evaluate(m, element.value)
            if is_hashable(key):
                made[m.keep(key)] = value
            else:
                m.blur(made)
    return made


def Attribute(m: Machine, node: cst.Attribute) -> Any:
    return objects.attribute(m, evaluate(m, node.value), node.attr.value, node)


def Subscript(m: Machine, node: cst.Subscript) -> Any:
    owner = evaluate(m, node.value)
    return objects.item(m, owner, index_of(m, node), node)


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
    return left if stops else evaluate(m, node.right)


def Comparison(m: Machine, node: cst.Comparison) -> Any:
    left = evaluate(m, node.left)
    answer: Any = True
    for index, target in enumerate(node.comparisons):
        if index and not objects.truth(m, answer, node):
            return False
        right = evaluate(m, target.comparator)
        answer = operators.compare(m, type(target.operator).__name__, left, right, node)
        left = right
    return answer


def IfExp(m: Machine, node: cst.IfExp) -> Any:
    taken = objects.truth(m, evaluate(m, node.test), node.test)
    return evaluate(m, node.body if taken else node.orelse)


def NamedExpr(m: Machine, node: cst.NamedExpr) -> Any:
    value = evaluate(m, node.value)
    targets.assign(m, node.target, value)
    return value


def Lambda(m: Machine, node: cst.Lambda) -> Any:
    return Function(node, m.frame.source, "<lambda>", m.frame, defaults(m, node.params))


def defaults(m: Machine, params: cst.Parameters) -> dict[str, Any]:
    """The default values of parameters, evaluated where the function is made."""
    every = (*params.posonly_params, *params.params, *params.kwonly_params)
    return {p.name.value: evaluate(m, p.default) for p in every if p.default is not None}


def Call(m: Machine, node: cst.Call) -> Any:
    function = evaluate(m, node.func)
    args: list[Any] = []
    keywords: dict[str, Any] = {}
    spread = False
    for one in node.args:
        value = evaluate(m, one.value)
        if one.star == "*":
            more, complete = objects.elements(m, value, one)
            args += more
            spread = spread or not complete
        elif one.star == "**":
            spread = not _take_keywords(keywords, value, m) or spread
        elif one.keyword is not None:
            keywords[one.keyword.value] = value
        else:
            args.append(value)
    return calling.call(m, function, calling.Spread(args) if spread else args, keywords, node)


def _take_keywords(keywords: dict[str, Any], value: Any, m: Machine) -> bool:
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        keywords.update(value)
        return not m.is_fuzzy(value)
    return False


def Yield(m: Machine, node: cst.Yield) -> Any:
    return m.library()


def Await(m: Machine, node: cst.Await) -> Any:
    evaluate(m, node.expression)
    return m.library()


def ListComp(m: Machine, node: cst.ListComp) -> Any:
    values, complete = _comprehend(m, node.for_in, lambda: evaluate(m, node.elt), node)
    return values if complete else m.blur(values)


def GeneratorExp(m: Machine, node: cst.GeneratorExp) -> Any:
    values, complete = _comprehend(m, node.for_in, lambda: evaluate(m, node.elt), node)
    return values if complete else m.blur(values)


def SetComp(m: Machine, node: cst.SetComp) -> Any:
    values, complete = _comprehend(m, node.for_in, lambda: evaluate(m, node.elt), node)
    if not all(is_hashable(one) for one in values):
        return m.unknown("set", content_of(*values), LIBRARY)
    return set(values) if complete else m.blur(set(values))


def DictComp(m: Machine, node: cst.DictComp) -> Any:
    def pair() -> Any:
        return evaluate(m, node.key), evaluate(m, node.value)

    pairs, complete = _comprehend(m, node.for_in, pair, node)
    made: dict[Any, Any] = {}
    for key, value in pairs:
        if is_hashable(key):
            made[m.keep(key)] = value
        else:
            complete = False
    return made if complete else m.blur(made)


def _comprehend(
    m: Machine, loop: cst.CompFor, element: Callable[[], Any], node: cst.CSTNode
) -> tuple[list[Any], bool]:
    """The elements of a comprehension, and whether they are all: filters and lengths do not fork."""
    first = evaluate(m, loop.iter)
    inner = Frame(m.frame.module, {}, m.frame.function, m.frame, last=m.frame.last)
    state = [True]
    m.frames.append(inner)
    try:
        made = list(_rounds(m, loop, first, element, state))
    except Raised:
        # It raises for an element; there may be none.
        if (
            not state[0]
            and m.ask("there is an element", ("yes", "no"), content_of(first), node) == "no"
        ):
            return [], True
        raise
    finally:
        m.frames.pop()
    return made, state[0]


def _rounds(
    m: Machine, loop: cst.CompFor, iterable: Any, element: Callable[[], Any], state: list[bool]
) -> Iterator[Any]:
    values, complete = objects.elements(m, iterable, loop)
    state[0] = state[0] and complete
    for one in values:
        targets.assign(m, loop.target, one)
        if not _passes(m, loop, state):
            continue
        if loop.inner_for_in is None:
            yield element()
        else:
            below = loop.inner_for_in
            yield from _rounds(m, below, evaluate(m, below.iter), element, state)


def _passes(m: Machine, loop: cst.CompFor, state: list[bool]) -> bool:
    for one in loop.ifs:
        test = evaluate(m, one.test)
        if isinstance(test, Unknown) and kind_of(test) != "NoneType":
            state[0] = False
        elif not objects.truth(m, test, one.test):
            return False
    return True


EXPRESSIONS: dict[str, Callable[[Machine, Any], Any]] = {
    name: value
    for name, value in list(globals().items())
    if callable(value) and hasattr(cst, name) and getattr(value, "__module__", "") == __name__
}
EXPRESSIONS["Ellipsis"] = Ellipsis_
