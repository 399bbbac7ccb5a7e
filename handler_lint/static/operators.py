"""Operators, comparisons and the type questions, over values of which only the kind may be known."""

import operator
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any

import libcst as cst

from handler_lint.static import (
    attributes,
    calling,
    foreign,
    harmless,
    library,
    methods,
)
from handler_lint.static.kinds import (
    EXEMPLARS,
    content_of,
    key_of,
    kind_of,
)
from handler_lint.static.library import containers
from handler_lint.static.machine import Machine
from handler_lint.static.values import (
    CONTAINERS,
    LIBRARY,
    PLAIN,
    Bound,
    Class,
    Failure,
    FilePath,
    Function,
    Instance,
    Lib,
    Module,
    Stream,
    Unknown,
)

BINARY: dict[str, tuple[Callable[[Any, Any], Any], str]] = {
    "Add": (operator.add, "__add__"),
    "Subtract": (operator.sub, "__sub__"),
    "Multiply": (operator.mul, "__mul__"),
    "Divide": (operator.truediv, "__truediv__"),
    "FloorDivide": (operator.floordiv, "__floordiv__"),
    "Modulo": (operator.mod, "__mod__"),
    "Power": (operator.pow, "__pow__"),
    "MatrixMultiply": (operator.matmul, "__matmul__"),
    "BitAnd": (operator.and_, "__and__"),
    "BitOr": (operator.or_, "__or__"),
    "BitXor": (operator.xor, "__xor__"),
    "LeftShift": (operator.lshift, "__lshift__"),
    "RightShift": (operator.rshift, "__rshift__"),
}
UNARY: dict[str, Callable[[Any], Any]] = {
    "Minus": operator.neg,
    "Plus": operator.pos,
    "BitInvert": operator.invert,
}


SIGNS = {
    "Add": "+",
    "Subtract": "-",
    "Multiply": "*",
    "Divide": "/",
    "FloorDivide": "//",
    "Modulo": "%",
    "Power": "** or pow()",
    "MatrixMultiply": "@",
    "BitAnd": "&",
    "BitOr": "|",
    "BitXor": "^",
    "LeftShift": "<<",
    "RightShift": ">>",
    "LessThan": "<",
    "LessThanEqual": "<=",
    "GreaterThan": ">",
    "GreaterThanEqual": ">=",
}
OPAQUE = (Instance, Lib, Function, Bound, Class, Failure, Stream, Module, type)
"""Values that are neither Python's own nor unknown."""


def augmented(m: Machine, node: cst.AugAssign, left: Any, right: Any) -> Any:
    """What `left += right` binds: a list, a set or a dict is changed in place."""
    name = type(node.operator).__name__.removesuffix("Assign")
    if isinstance(left, list) and name == "Add":
        containers.method(m, left, "extend", [right], {}, node)
        return left
    if isinstance(left, (set, dict)) and name == "BitOr" and type(left) is type(right):
        containers.method(m, left, "update", [right], {}, node)
        return left
    if isinstance(left, Instance):
        own = BINARY[name][1].replace("__", "__i", 1)
        if attributes.find(left.cls, own) is not None:
            return attributes.call_special(m, left, own, [right], node)
    if isinstance(left, Unknown) and left.kind in ("list", "set", "dict"):
        m.spoil(left)
    return binary(m, name, left, right, node)


def binary(m: Machine, name: str, left: Any, right: Any, node: cst.CSTNode) -> Any:
    """`left + right` and the like; `name` is libcst's class of the operator, without `Assign`."""
    action, method = BINARY[name]
    if name == "Divide" and (isinstance(left, FilePath) or isinstance(right, FilePath)):
        return _joined(m, left, right, node)
    if name == "Modulo" and isinstance(left, str):
        right = _texts(m, right, node)
    if isinstance(left, Instance) or isinstance(right, Instance):
        return _by_special(m, name, method, left, right, node)
    if (
        name == "Add"
        and isinstance(left, (list, tuple))
        and type(left) is type(right)
        and len(left) + len(right) < harmless.MAX_SIZE
    ):
        joined: Any = action(left, right)
        return m.blur(joined) if m.is_fuzzy(left) or m.is_fuzzy(right) else joined
    if name == "Multiply" and harmless.operation(name, left, right):
        for some, times in ((left, right), (right, left)):
            if isinstance(some, (list, tuple)) and isinstance(times, int):
                repeated = some * times
                return m.blur(repeated) if m.is_fuzzy(some) else repeated
    if m.knows(left) and m.knows(right) and harmless.operation(name, left, right):
        made, done = foreign.execute(m, lambda: action(left, right), node)
        return methods.followed(left, "+", made) if done else m.library()
    if isinstance(left, OPAQUE) or isinstance(right, OPAQUE):
        return m.library(content_of(left, right))
    return _by_kind(m, name, action, left, right, node)


def _texts(m: Machine, given: Any, node: cst.CSTNode) -> Any:
    """What `%` formats: exceptions and paths by their texts, as `%s` does."""
    if isinstance(given, tuple) and not m.is_fuzzy(given):
        return tuple(_texts(m, one, node) for one in given)
    if isinstance(given, (Failure, FilePath, Instance)):
        return calling.call(m, Lib("builtins.str"), [given], {}, node)
    return given


def _by_special(
    m: Machine, name: str, method: str, left: Any, right: Any, node: cst.CSTNode
) -> Any:
    for owner, other, special in (
        (left, right, method),
        (right, left, method.replace("__", "__r", 1)),
    ):
        if isinstance(owner, Instance) and attributes.find(owner.cls, special) is not None:
            return attributes.call_special(m, owner, special, [other], node)
    plain = (*PLAIN, list, tuple, dict, set, range)
    for one in (left, right):
        own = isinstance(one, Instance) and not one.cls.open and not one.cls.python
        if not own and not isinstance(one, plain):
            return m.library(content_of(left, right))
    text = (
        f"unsupported operand type(s) for {SIGNS[name]}: '{kind_of(left)}' and '{kind_of(right)}'"
    )
    raise m.fail(TypeError, text, node)


def _joined(m: Machine, left: Any, right: Any, node: cst.CSTNode) -> Any:
    if all(isinstance(one, (str, FilePath)) for one in (left, right)):
        return FilePath(PurePosixPath(str(left)) / str(right))
    if isinstance(left, FilePath) and isinstance(right, (int, float, bytes, list, type(None))):
        text = f"unsupported operand type(s) for /: 'PosixPath' and '{kind_of(right)}'"
        raise m.fail(TypeError, text, node)
    return m.unknown("any", content_of(left, right), LIBRARY)


def _by_kind(
    m: Machine,
    name: str,
    action: Callable[[Any, Any], Any],
    left: Any,
    right: Any,
    node: cst.CSTNode,
) -> Any:
    for one in (left, right):
        own = library.kind(kind_of(one)).operators
        if own:
            return m.unknown(own, content_of(left, right), LIBRARY)
    if kind_of(left) == "str" and name == "Modulo":
        m.may_raise("formatting", (TypeError,), content_of(left, right), node)
        return m.unknown("str", content_of(left, right), LIBRARY)
    stand_ins = [foreign.exemplar(m, one) for one in (left, right)]
    key = ("op", name, key_of(left), key_of(right))
    if any(one is NotImplemented for one in stand_ins):
        if None in (left, right) and all(kind_of(one) in EXEMPLARS for one in (left, right)):
            stand_ins = [EXEMPLARS[kind_of(one)] for one in (left, right)]
        else:
            m.may_raise("the operator", (TypeError,), content_of(left, right), node)
            return m.unknown("any", content_of(left, right), LIBRARY, *key)
    made = foreign.try_kinds(m, lambda: action(*stand_ins), node)
    kind = kind_of(made) if made is not None else "any"
    return m.unknown(kind, content_of(left, right), LIBRARY, *key)


def unary(m: Machine, name: str, value: Any, node: cst.CSTNode) -> Any:
    """`-value` and the like."""
    if isinstance(value, (int, float, complex)):
        return foreign.execute(m, lambda: UNARY[name](value), node)[0]
    if isinstance(value, Instance):
        special = {"Minus": "__neg__", "Plus": "__pos__", "BitInvert": "__invert__"}[name]
        if attributes.find(value.cls, special) is not None:
            return attributes.call_special(m, value, special, [], node)
        return m.library()
    if isinstance(value, Unknown) and value.kind not in EXEMPLARS:
        own = library.kind(value.kind).operators or value.kind
        return m.unknown(own, value.content, value.kind_by, name, *m.now(value))
    if isinstance(value, Unknown):
        made = foreign.try_kinds(m, lambda: UNARY[name](EXEMPLARS[value.kind]), node)
        return m.unknown(kind_of(made), value.content, LIBRARY, name, *m.now(value))
    if isinstance(value, (*PLAIN, *CONTAINERS)):
        sign = {"Minus": "-", "Plus": "+", "BitInvert": "~"}[name]
        raise m.fail(TypeError, f"bad operand type for unary {sign}: '{kind_of(value)}'", node)
    return m.library()
