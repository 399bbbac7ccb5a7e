"""Expressions: one function a node kind, named after the node."""

import ast
import builtins
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import libcst as cst

from handler_lint.static import attributes, calling, items, objects, operators, streams, targets
from handler_lint.static.kinds import content_of, key_of
from handler_lint.static.machine import Frame, Machine
from handler_lint.static.values import (
    LIBRARY,
    PLAIN,
    Function,
    Header,
    Lib,
    Raised,
    Same,
    Stream,
    Unknown,
)

EMPTY = cst.Module(body=())
YES_NO = ("yes", "no")
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
    first = True
    while frame is not None and name not in frame.global_names:
        if name in frame.names and (first or not frame.is_class):
            return frame.names[name]
        if name in frame.local:
            raise m.fail(*_unbound(m, name, first), node)
        frame, first = frame.closure, False
    return _global(m, name, node)


def _unbound(m: Machine, name: str, first: bool) -> tuple[type[NameError], str]:
    where = "where it is not associated with a value"
    if first:
        return UnboundLocalError, f"cannot access local variable '{name}' {where}"
    return NameError, f"cannot access free variable '{name}' {where} in enclosing scope"


def _global(m: Machine, name: str, node: cst.CSTNode) -> Any:
    module = m.frame.module
    if name in module.names:
        return module.names[name]
    if "*" in module.names:
        # A star import of a foreign module may bind any name, also one of Python's own.
        return m.unknown("any", LIBRARY, LIBRARY, "star", Same(module), name)
    if name in BUILTIN_NAMES:
        own = BUILTIN_NAMES[name]
        return own if isinstance(own, (type, PLAIN)) else Lib(f"builtins.{name}")
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
    return _formatted_parts(m, node.parts, node.prefix)


def _formatted_parts(m: Machine, parts: Sequence[cst.CSTNode], prefix: str) -> Any:
    values: list[Any] = []
    for part in parts:
        if isinstance(part, cst.FormattedStringText):
            values.append(_text(part.value, prefix))
        elif isinstance(part, cst.FormattedStringExpression):
            values += _formatted(m, part, prefix)
    if all(isinstance(value, str) for value in values):
        return "".join(values)
    keys = (key_of(one) for one in values)
    return m.unknown("str", content_of(*values), LIBRARY, "f-string", *keys)


def _text(raw: str, prefix: str) -> str:
    text = raw.replace("{{", "{").replace("}}", "}")
    if "r" in prefix.lower() or "\\" not in text:
        return text
    try:
        return str(ast.literal_eval('"""' + text.replace('"', '\\"') + '"""'))
    except (SyntaxError, ValueError):
        return text


def _formatted(m: Machine, part: cst.FormattedStringExpression, prefix: str) -> list[Any]:
    before = [_source_of(part)] if part.equal is not None else []
    value = evaluate(m, part.expression)
    conversion = part.conversion
    if part.equal is not None and conversion is None and part.format_spec is None:
        conversion = "r"
    if conversion is not None:
        name = {"r": "repr", "s": "str", "a": "ascii"}[conversion]
        value = calling.call(m, Lib(f"builtins.{name}"), [value], {}, part)
    if part.format_spec is None:
        if isinstance(value, Header):
            return [*before, str(value)]
        return [*before, calling.call(m, Lib("builtins.str"), [value], {}, part)]
    spec = _formatted_parts(m, part.format_spec, prefix)
    return [*before, calling.call(m, Lib("builtins.format"), [value, spec], {}, part)]


def _source_of(part: cst.FormattedStringExpression) -> str:
    equal = EMPTY.code_for_node(part.equal) if part.equal is not None else ""
    before = EMPTY.code_for_node(part.whitespace_before_expression)
    return f"{before}{EMPTY.code_for_node(part.expression)}{equal}"


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
        answer = operators.compare(m, type(target.operator).__name__, left, right, node)
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
    every = (*params.posonly_params, *params.params, *params.kwonly_params)
    return {p.name.value: evaluate(m, p.default) for p in every if p.default is not None}


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


def Await(m: Machine, node: cst.Await) -> Any:
    evaluate(m, node.expression)
    return m.library()


def ListComp(m: Machine, node: cst.ListComp) -> Any:
    values, complete = _comprehend(m, node.for_in, lambda: evaluate(m, node.elt), node)
    return values if complete else m.blur(values)


def GeneratorExp(m: Machine, node: cst.GeneratorExp) -> Any:
    around = m.frame
    first = evaluate(m, node.for_in.iter)

    def run(hook: Callable[[Any], None], throws: bool) -> None:
        m.frames.append(around)
        try:
            values, complete = _drawn(m, node.for_in, first, lambda: evaluate(m, node.elt), node)
        finally:
            m.frames.pop()
        with streams.unknown_rounds(m, not complete):
            for one in values:
                hook(one)

    return Stream("generator", loops=m.loops, run=run)


def SetComp(m: Machine, node: cst.SetComp) -> Any:
    values, complete = _comprehend(m, node.for_in, lambda: evaluate(m, node.elt), node)
    return objects.make_set(m, set, values, complete, node)


def DictComp(m: Machine, node: cst.DictComp) -> Any:
    def pair() -> Any:
        return evaluate(m, node.key), evaluate(m, node.value)

    pairs, complete = _comprehend(m, node.for_in, pair, node)
    made: dict[Any, Any] = {}
    for key, value in pairs:
        objects.put(m, made, key, value, node)
    return made if complete else m.blur(made)


def _comprehend(
    m: Machine, loop: cst.CompFor, element: Callable[[], Any], node: cst.CSTNode
) -> tuple[list[Any], bool]:
    return _drawn(m, loop, evaluate(m, loop.iter), element, node)


def _drawn(
    m: Machine, loop: cst.CompFor, first: Any, element: Callable[[], Any], node: cst.CSTNode
) -> tuple[list[Any], bool]:
    """The elements of a comprehension, and whether they are all: filters and lengths do not fork."""
    if loop.asynchronous is not None:
        m.miss("an asynchronous comprehension", node)
    around = m.frame
    inner = Frame(
        around.module,
        {},
        around.function,
        around,
        inner=True,
        qualname=around.qualname,
        running=around.running,
        last=around.last,
    )
    state = [True]
    m.frames.append(inner)
    depth, loops = len(m.frames), m.loops
    try:
        made = list(_rounds(m, loop, first, element, state))
    except Raised:
        m.loops = loops
        del m.frames[depth:]
        # It raises for an element; there may be none.
        if state[0] or m.ask("there is an element", YES_NO, content_of(first), node) == "yes":
            raise
        return [], False
    finally:
        m.loops = loops
        del m.frames[depth - 1 :]
    return made, state[0]


def _rounds(
    m: Machine, loop: cst.CompFor, iterable: Any, element: Callable[[], Any], state: list[bool]
) -> Iterator[Any]:
    values, complete = objects.elements(m, iterable, loop)
    state[0] = state[0] and complete
    m.loops += not complete
    for one in values:
        targets.assign(m, loop.target, one)
        if not _passes(m, loop, state):
            continue
        if loop.inner_for_in is None:
            yield element()
        else:
            below = loop.inner_for_in
            yield from _rounds(m, below, evaluate(m, below.iter), element, state)
    m.loops -= not complete


def _passes(m: Machine, loop: cst.CompFor, state: list[bool]) -> bool:
    for one in loop.ifs:
        answer = _filter(m, one.test)
        if answer is False:
            return False
        state[0] = state[0] and answer is True
    return True


def _filter(m: Machine, node: cst.BaseExpression) -> bool | None:
    """The truth of a filter, None where it is not known: it does not fork."""
    if isinstance(node, cst.BooleanOperation):
        decisive = isinstance(node.operator, cst.Or)
        left = _filter(m, node.left)
        if left is decisive:
            return left
        right = _filter(m, node.right)
        return right if left is not None or right is decisive else None
    if isinstance(node, cst.UnaryOperation) and isinstance(node.operator, cst.Not):
        answer = _filter(m, node.expression)
        return answer if answer is None else not answer
    test = evaluate(m, node)
    if (isinstance(test, Unknown) and test.kind != "NoneType") or m.is_fuzzy(test):
        return None
    return objects.truth(m, test, node)


EXPRESSIONS: dict[str, Callable[[Machine, Any], Any]] = {
    name: value
    for name, value in list(globals().items())
    if callable(value) and hasattr(cst, name) and getattr(value, "__module__", "") == __name__
}
EXPRESSIONS["Ellipsis"] = Ellipsis_
