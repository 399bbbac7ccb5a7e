"""Operators, comparisons and the type questions, over values of which only the kind may be known."""

import builtins
import operator
from collections.abc import Callable
from typing import Any

import libcst as cst

from handler_lint.calls import Event
from handler_lint.static import calling, foreign, library, objects
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
    Header,
    Instance,
    Lib,
    Unknown,
    content_of,
    is_hashable,
    is_known,
    key_of,
    kind_of,
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
COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "LessThan": operator.lt,
    "LessThanEqual": operator.le,
    "GreaterThan": operator.gt,
    "GreaterThanEqual": operator.ge,
}
UNARY: dict[str, Callable[[Any], Any]] = {
    "Minus": operator.neg,
    "Plus": operator.pos,
    "BitInvert": operator.invert,
}
MAX_NUMBER = 10**18
MAX_TEXT = 100_000


def binary(m: Machine, name: str, left: Any, right: Any, node: cst.CSTNode) -> Any:
    """`left + right` and the like; `name` is libcst's class of the operator, without `Assign`."""
    action, method = BINARY[name]
    if isinstance(left, FilePath) and name == "Divide":
        return _joined(m, left, right)
    if isinstance(left, Instance) and objects.find(left.cls, method) is not None:
        return calling.call(m, objects.attribute(m, left, method, node), [right], {}, node)
    fuzzy = m.is_fuzzy(left) or m.is_fuzzy(right)
    if isinstance(left, (list, tuple)) and type(left) is type(right) and name == "Add":
        joined: Any = action(left, right)
        return m.blur(joined) if fuzzy else joined
    if is_known(left) and is_known(right) and not fuzzy and _harmless(name, left, right):
        made, done = foreign.execute(m, lambda: action(left, right), node)
        return foreign.followed(left, "+", made) if done else m.library()
    if not isinstance(left, (Instance, Lib)) and not isinstance(right, (Instance, Lib)):
        return _by_kind(m, name, action, left, right, node)
    return m.library(content_of(left, right))


def _harmless(name: str, left: Any, right: Any) -> bool:
    if name in ("Power", "LeftShift", "Multiply"):
        numbers = [one for one in (left, right) if isinstance(one, (int, float))]
        if name != "Multiply" and any(abs(one) > 64 for one in numbers):
            return False
        if any(isinstance(one, (str, bytes, list, tuple)) for one in (left, right)):
            return all(abs(one) < 1_000 for one in numbers)
    return all(not isinstance(one, int) or abs(one) < MAX_NUMBER for one in (left, right)) and all(
        not isinstance(one, (str, bytes)) or len(one) < MAX_TEXT for one in (left, right)
    )


def _joined(m: Machine, left: FilePath, right: Any) -> Any:
    if isinstance(right, (str, FilePath)):
        return FilePath(left.pure / str(right))
    return m.unknown("any", content_of(right), LIBRARY)


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
    if isinstance(left, str) and name == "Modulo" or kind_of(left) == "str" and name == "Modulo":
        return m.unknown("str", content_of(left, right), LIBRARY)
    stand_ins = [foreign.exemplar(one) for one in (left, right)]
    key = ("op", name, key_of(left), key_of(right))
    if any(one is NotImplemented for one in stand_ins):
        if None in (left, right) and all(
            kind_of(one) in objects.EXEMPLARS for one in (left, right)
        ):
            stand_ins = [objects.EXEMPLARS[kind_of(one)] for one in (left, right)]
        else:
            m.may_raise("the operator", (TypeError,), content_of(left, right), node)
            return m.unknown("any", content_of(left, right), LIBRARY, *key)
    made = foreign.try_kinds(m, lambda: action(*stand_ins), node)
    kind = kind_of(made) if made is not None else "any"
    return m.unknown(kind, content_of(left, right), LIBRARY, *key)


def unary(m: Machine, name: str, value: Any, node: cst.CSTNode) -> Any:
    """`-value` and the like."""
    if isinstance(value, (int, float, complex)):
        return UNARY[name](value)
    if isinstance(value, Unknown):
        own = library.kind(value.kind).operators or value.kind
        return m.unknown(own, value.content, value.kind_by, name, *value.key)
    if isinstance(value, (*PLAIN, *CONTAINERS)):
        sign = {"Minus": "-", "Plus": "+", "BitInvert": "~"}[name]
        raise m.fail(TypeError, f"bad operand type for unary {sign}: '{kind_of(value)}'", node)
    return m.library()


def compare(m: Machine, name: str, left: Any, right: Any, node: cst.CSTNode) -> Any:
    """One comparison: True, False or an unknown bool."""
    match name:
        case "Equal" | "NotEqual":
            _note_equality(m, left, right, node)
            return _negated(m, equal(m, left, right), name == "NotEqual")
        case "Is" | "IsNot":
            return _negated(m, _identical(m, left, right), name == "IsNot")
        case "In" | "NotIn":
            _note_membership(m, left, right, node)
            return _negated(m, contains(m, right, left, node), name == "NotIn")
    if is_known(left) and is_known(right):
        made, done = foreign.execute(m, lambda: COMPARE[name](left, right), node)
        return made if done else m.library(kind="bool")
    for one in (left, right):
        own = library.kind(kind_of(one)).operators
        if own:
            return m.unknown(own, content_of(left, right), LIBRARY)
    stand_ins = [foreign.exemplar(one) for one in (left, right)]
    if not any(one is NotImplemented for one in stand_ins):
        foreign.try_kinds(m, lambda: COMPARE[name](*stand_ins), node)
    key = ("compare", name, key_of(left), key_of(right))
    return m.unknown("bool", content_of(left, right), LIBRARY, *key)


def _negated(m: Machine, answer: Any, negate: bool) -> Any:
    if not negate:
        return answer
    if isinstance(answer, bool):
        return not answer
    return Not(answer) if isinstance(answer, Unknown) else m.library(kind="bool")


class Not(Unknown):
    """The negation of an unknown bool: the same question, the other answer."""

    __slots__ = ("inner",)

    def __init__(self, inner: Unknown) -> None:
        super().__init__("bool", inner.content, inner.kind_by, ("not", inner.key))
        self.inner = inner


def equal(m: Machine, left: Any, right: Any) -> Any:
    """`left == right`."""
    if left is right and not isinstance(left, Unknown):
        return True
    fuzzy = m.is_fuzzy(left) or m.is_fuzzy(right)
    if is_known(left) and is_known(right) and not fuzzy:
        return bool(left == right)
    if isinstance(left, FilePath) and isinstance(right, FilePath):
        return left == right
    if isinstance(left, (type, Class)) and isinstance(right, (type, Class)):
        return False
    kinds = (kind_of(left), kind_of(right))
    if all(kind in objects.EXEMPLARS for kind in kinds) and kinds[0] != kinds[1]:
        alike = ({"int", "float", "bool"}, {"bytes", "bytearray"})
        if not any(set(kinds) <= group for group in alike):
            return False
    if isinstance(left, Instance) and objects.find(left.cls, "__eq__") is not None:
        return m.library(kind="bool")
    if isinstance(left, (Function, Class, Instance)) and isinstance(right, (*PLAIN, *CONTAINERS)):
        return m.library(kind="bool") if isinstance(left, Instance) and left.cls.open else False
    for kind in kinds:
        own = library.kind(kind).operators
        if own:
            return m.unknown(own, content_of(left, right), LIBRARY)
    key = ("equal", key_of(left), key_of(right))
    return m.unknown("bool", content_of(left, right), LIBRARY, *key)


def _identical(m: Machine, left: Any, right: Any) -> Any:
    for one, other in ((left, right), (right, left)):
        if one is None:
            return is_none(m, other)
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        if isinstance(left, Unknown) and isinstance(right, Unknown) and left.key == right.key:
            return True
        return equal(m, left, right)
    if isinstance(left, (bool, str, int)) and isinstance(right, (bool, str, int)):
        return type(left) is type(right) and left == right
    return left is right or (isinstance(left, Lib) and left == right)


def is_none(m: Machine, value: Any) -> Any:
    """`value is None`: True, False or an unknown bool."""
    if not isinstance(value, Unknown):
        return value is None
    if value.kind in ("any", "json"):
        return m.unknown("bool", value.content | value.kind_by, LIBRARY, "none", value.key)
    return value.kind == "NoneType"


def contains(m: Machine, container: Any, value: Any, node: cst.CSTNode) -> Any:
    """`value in container`: True, False or an unknown bool."""
    fuzzy = m.is_fuzzy(container)
    if is_known(value) and is_known(container) and not fuzzy:
        made, done = foreign.execute(m, lambda: value in container, node)
        return made if done else m.library(kind="bool")
    if isinstance(container, dict) and is_hashable(value):
        if value in container:
            return True
        if not fuzzy and not any(isinstance(key, Unknown) for key in container):
            return False
    elif isinstance(container, (list, tuple, set, frozenset)) and not fuzzy:
        answers = [equal(m, one, value) for one in container]
        if True in answers:
            return True
        if all(one is False for one in answers):
            return False
    elif isinstance(container, (Unknown, str, bytes, bytearray)):
        if kind_of(container) in ("NoneType", "int", "float", "bool"):
            text = f"argument of type '{kind_of(container)}' is not iterable"
            raise m.fail(TypeError, text, node)
        stand_ins = [foreign.exemplar(one) for one in (value, container)]
        if not any(one is NotImplemented for one in stand_ins):
            foreign.try_kinds(m, lambda: stand_ins[0] in stand_ins[1], node)
    elif container is None or isinstance(container, (int, float)):
        raise m.fail(TypeError, f"argument of type '{kind_of(container)}' is not iterable", node)
    if isinstance(container, Lib) and container.name == "os.environ":
        return isinstance(value, str) and value in m.world.environ
    key = ("in", key_of(container), key_of(value))
    return m.unknown("bool", content_of(container, value), LIBRARY, *key)


def is_instance(m: Machine, value: Any, kind: Any, node: cst.CSTNode) -> Any:
    """`isinstance(value, kind)`: True, False or an unknown bool."""
    if isinstance(value, Header):
        return kind in (str, object) if isinstance(kind, type) else m.library(kind="bool")
    if isinstance(kind, type) and isinstance(value, (*PLAIN, *CONTAINERS)):
        return isinstance(value, kind)
    if isinstance(value, Unknown):
        own = getattr(builtins, value.kind, type(None) if value.kind == "NoneType" else None)
        if isinstance(kind, type) and isinstance(own, type) and value.kind in objects.EXEMPLARS:
            return issubclass(own, kind)
        if isinstance(kind, Lib) and value.kind in objects.EXEMPLARS:
            return _is_abstract(m, value, kind)
        if isinstance(kind, (type, Class)) and value.kind not in ("any", "json"):
            return kind is object
        name = kind.__name__ if isinstance(kind, type) else getattr(kind, "name", "?")
        return m.unknown("bool", value.kind_by, LIBRARY, "isinstance", value.key, name)
    if isinstance(value, Instance):
        if kind in value.cls.ancestors() or kind is object:
            return True
        bases = [one for one in value.cls.ancestors() if isinstance(one, type)]
        if isinstance(kind, type) and any(issubclass(one, kind) for one in bases):
            return True
        return m.library(kind="bool") if value.cls.open else False
    if isinstance(kind, Class):
        return False if isinstance(value, (*PLAIN, *CONTAINERS)) else m.library(kind="bool")
    if isinstance(value, Failure) and isinstance(kind, type) and isinstance(value.kind, type):
        return issubclass(value.kind, kind)
    if isinstance(value, (Function, Bound)) and isinstance(kind, type):
        return kind is object
    if isinstance(kind, Lib) and isinstance(value, (*PLAIN, *CONTAINERS)):
        return _is_abstract(m, value, kind)
    return m.library(kind="bool")


ABSTRACT = {
    "collections.abc.Mapping": ("dict",),
    "collections.abc.Sequence": ("list", "tuple", "str", "bytes", "bytearray", "range"),
    "numbers.Number": ("int", "float", "bool", "complex"),
    "numbers.Integral": ("int", "bool"),
    "typing.Mapping": ("dict",),
}


def _is_abstract(m: Machine, value: Any, kind: Lib) -> Any:
    """A class of a library is none of Python's own kinds, but for the abstract ones of the standard library."""
    known = ABSTRACT.get(kind.name)
    if known is not None:
        return kind_of(value) in known
    if kind.name.partition(".")[0] in ("collections", "typing", "numbers"):
        return m.library(kind="bool")
    return False


def not_json(m: Machine, value: Any, depth: int = 6) -> str:
    """The name of a type in a value that `json.dumps` surely refuses, or ""."""
    kind = kind_of(value)
    if kind in ("bytes", "bytearray", "set", "frozenset", "complex"):
        return kind
    if isinstance(value, Unknown):
        return (
            kind
            if kind in ("ndarray", "generator", "coroutine", "DataFrame", "Series", "Tensor")
            else ""
        )
    if isinstance(value, (list, tuple, dict)) and depth and not m.is_fuzzy(value):
        inner = value.values() if isinstance(value, dict) else value
        return next((name for one in inner if (name := not_json(m, one, depth - 1))), "")
    return ""


def _note_equality(m: Machine, left: Any, right: Any, node: cst.CSTNode) -> None:
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Header) and isinstance(other, str) and not isinstance(other, Header):
            m.record(Event("compared", other, m.spot(node), exact=not one.cut))


def _note_membership(m: Machine, left: Any, right: Any, node: cst.CSTNode) -> None:
    if isinstance(left, Header) and isinstance(right, (list, tuple, set, frozenset, dict)):
        for one in sorted(str(one) for one in right if isinstance(one, str)):
            m.record(Event("compared", one, m.spot(node), exact=not left.cut))
    if isinstance(right, Header) and isinstance(left, str):
        m.record(Event("compared", str(left), m.spot(node)))
