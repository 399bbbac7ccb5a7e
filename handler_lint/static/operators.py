"""Operators, comparisons and the type questions, over values of which only the kind may be known."""

import operator
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any

import libcst as cst

from handler_lint.calls import Event
from handler_lint.static import (
    attributes,
    calling,
    foreign,
    harmless,
    library,
    objects,
    signatures,
)
from handler_lint.static.kinds import (
    EXEMPLARS,
    JSON_KINDS,
    content_of,
    is_hashable,
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
    Header,
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
    if m.knows(left) and m.knows(right) and harmless.operation(name, left, right):
        made, done = foreign.execute(m, lambda: action(left, right), node)
        return foreign.followed(left, "+", made) if done else m.library()
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
    stand_ins = [foreign.exemplar(one) for one in (left, right)]
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


def compare(m: Machine, name: str, left: Any, right: Any, node: cst.CSTNode) -> Any:
    """One comparison: True, False or an unknown bool."""
    match name:
        case "Equal" | "NotEqual":
            _note_equality(m, left, right, node)
            own = isinstance(left, Instance) and attributes.find(left.cls, "__ne__") is not None
            if name == "NotEqual" and own:
                return attributes.call_special(m, left, "__ne__", [right], node)
            return _negated(m, equal(m, left, right, node), name == "NotEqual")
        case "Is" | "IsNot":
            return _negated(m, _identical(m, left, right, node), name == "IsNot")
        case "In" | "NotIn":
            _note_membership(m, left, right, node)
            return _negated(m, contains(m, right, left, node), name == "NotIn")
    if m.knows(left) and m.knows(right):
        made, done = foreign.execute(m, lambda: COMPARE[name](left, right), node)
        return made if done else m.library(kind="bool")
    if isinstance(left, Instance) or isinstance(right, Instance):
        return _ordered_by_special(m, name, left, right, node)
    for one in (left, right):
        kind = library.kind(kind_of(one)).operators
        if kind:
            return m.unknown(kind, content_of(left, right), LIBRARY)
    stand_ins = [foreign.exemplar(one) for one in (left, right)]
    if not any(one is NotImplemented for one in stand_ins):
        foreign.try_kinds(m, lambda: COMPARE[name](*stand_ins), node)
    key = ("compare", name, key_of(left), key_of(right))
    return m.unknown("bool", content_of(left, right), LIBRARY, *key)


def _ordered_by_special(m: Machine, name: str, left: Any, right: Any, node: cst.CSTNode) -> Any:
    special, mirrored = SPECIAL[name]
    for owner, other, one in ((left, right, special), (right, left, mirrored)):
        if isinstance(owner, Instance) and attributes.find(owner.cls, one) is not None:
            return attributes.call_special(m, owner, one, [other], node)
    return m.unknown("any", LIBRARY, LIBRARY)


SPECIAL = {
    "LessThan": ("__lt__", "__gt__"),
    "LessThanEqual": ("__le__", "__ge__"),
    "GreaterThan": ("__gt__", "__lt__"),
    "GreaterThanEqual": ("__ge__", "__le__"),
}


def _negated(m: Machine, answer: Any, negate: bool) -> Any:
    if not negate:
        return answer
    if isinstance(answer, bool):
        return not answer
    if isinstance(answer, Unknown) and answer.kind == "bool":
        return Not(answer)
    return m.library(content_of(answer))


class Not(Unknown):
    """The negation of an unknown bool: the same question, the other answer."""

    __slots__ = ("inner",)

    def __init__(self, inner: Unknown) -> None:
        super().__init__("bool", inner.content, inner.kind_by, ("not", inner.key))
        self.inner = inner


def equal(m: Machine, left: Any, right: Any, node: cst.CSTNode) -> Any:
    """`left == right`."""
    for owner, other in ((left, right), (right, left)):
        if isinstance(owner, Instance) and attributes.find(owner.cls, "__eq__") is not None:
            return attributes.call_special(m, owner, "__eq__", [other], node)
    if isinstance(left, Instance) and isinstance(right, Instance):
        return _same_object(m, left, right, node)
    if left is right and not isinstance(left, Unknown) and not isinstance(left, (list, dict)):
        return left == left
    if m.knows(left) and m.knows(right):
        return bool(left == right)
    if isinstance(left, FilePath) and isinstance(right, FilePath):
        return left == right
    if isinstance(left, Lib) and left == right and objects.is_there(left):
        return True
    kinds = (kind_of(left), kind_of(right))
    if all(kind in EXEMPLARS for kind in kinds) and kinds[0] != kinds[1]:
        alike = ({"int", "float", "bool"}, {"bytes", "bytearray"})
        if not any(set(kinds) <= group for group in alike):
            return False
    if _only_itself(left) and _only_itself(right):
        return left is right
    if _only_itself(left) != _only_itself(right) and m.knows(right if _only_itself(left) else left):
        return False
    for kind in kinds:
        own = library.kind(kind).operators
        if own:
            return m.unknown(own, content_of(left, right), LIBRARY)
    key = ("equal", m.now(left), m.now(right))
    return m.unknown("bool", content_of(left, right), LIBRARY, *key)


def _same_object(m: Machine, left: Instance, right: Instance, node: cst.CSTNode) -> Any:
    if left.cls.open or right.cls.open or left.cls.python or right.cls.python:
        return left is right or m.library(kind="bool")
    fields = signatures.fields_of(left.cls)
    if fields is None or left.cls is not right.cls:
        return left is right
    there = [name for name in fields if name in left.names and name in right.names]
    answers = [equal(m, left.names[name], right.names[name], node) for name in there]
    if all(one is True for one in answers):
        return True
    return False if any(one is False for one in answers) else m.library(kind="bool")


def _only_itself(value: Any) -> bool:
    """Whether a value is equal to itself and to nothing else."""
    if isinstance(value, Instance):
        return not value.cls.open and not value.cls.python and value.cls.fields is None
    return isinstance(value, (Function, Class, Stream, Module, type))


def _identical(m: Machine, left: Any, right: Any, node: cst.CSTNode) -> Any:
    for one, other in ((left, right), (right, left)):
        if one is None:
            return is_none(m, other)
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        if left is right:
            return True
        for one, other in ((left, right), (right, left)):
            if isinstance(one, bool) and isinstance(other, Unknown) and other.kind == "bool":
                return other if one else Not(other)
        kinds = {kind_of(left), kind_of(right)}
        if len(kinds) == 2 and kinds <= EXEMPLARS.keys():
            return False
        key = ("is", key_of(left), key_of(right))
        return m.unknown("bool", content_of(left, right), LIBRARY, *key)
    if isinstance(left, Lib) or isinstance(right, Lib):
        return True if left == right else m.library(kind="bool")
    if isinstance(left, (str, int)) and isinstance(right, (str, int)):
        return type(left) is type(right) and left == right
    if left == () == right:
        return True
    return left is right


def is_none(m: Machine, value: Any) -> Any:
    """`value is None`: True, False or an unknown bool."""
    if isinstance(value, Lib) and not objects.is_there(value):
        return m.unknown("bool", LIBRARY, LIBRARY, "none", value.name)
    if not isinstance(value, Unknown):
        return value is None
    if value.kind in ("any", "json"):
        return m.unknown("bool", value.content | value.kind_by, LIBRARY, "none", value.key)
    return value.kind == "NoneType"


def contains(m: Machine, container: Any, value: Any, node: cst.CSTNode) -> Any:
    """`value in container`: True, False or an unknown bool."""
    if isinstance(container, Stream):
        values, complete = objects.elements(m, container, node)
        container = values if complete else m.blur(values)
    if isinstance(container, (dict, set, frozenset)):
        objects.refuse_unhashable(m, value, node)
    if m.knows(value) and m.knows(container):
        made, done = foreign.execute(m, lambda: value in container, node)
        return made if done else m.library(kind="bool")
    if isinstance(container, Instance):
        return _contained_in_own(m, container, value, node)
    if isinstance(container, (dict, list, tuple, set, frozenset)) and not m.is_fuzzy(container):
        if isinstance(container, dict) and is_hashable(value):
            return value in container
        answers = [equal(m, one, value, node) for one in container]
        if True in answers:
            return True
        if all(one is False for one in answers):
            return False
    if isinstance(container, Lib) and container.name == "os.environ":
        return isinstance(value, str) and value in m.world.environ
    _refuse_membership(m, container, value, node)
    key = ("in", m.now(container), m.now(value))
    return m.unknown("bool", content_of(container, value), LIBRARY, *key)


def _contained_in_own(m: Machine, container: Instance, value: Any, node: cst.CSTNode) -> Any:
    if attributes.find(container.cls, "__contains__") is not None:
        answer = attributes.call_special(m, container, "__contains__", [value], node)
        return calling.call(m, bool, [answer], {}, node)
    names = ("__iter__", "__getitem__")
    if any(attributes.find(container.cls, name) is not None for name in names):
        return m.library(kind="bool")
    if container.cls.open or container.cls.python:
        return m.library(kind="bool")
    raise m.fail(TypeError, f"argument of type '{container.cls.name}' is not iterable", node)


def _refuse_membership(m: Machine, container: Any, value: Any, node: cst.CSTNode) -> None:
    kind = kind_of(container)
    if kind in ("NoneType", "int", "float", "bool", "function"):
        raise m.fail(TypeError, f"argument of type '{kind}' is not iterable", node)
    stand_ins = [foreign.exemplar(one) for one in (value, container)]
    if not any(one is NotImplemented for one in stand_ins):
        foreign.try_kinds(m, lambda: stand_ins[0] in stand_ins[1], node)


def is_subclass(m: Machine, cls: Any, kind: Any) -> Any:
    """`issubclass(cls, kind)`: True, False or an unknown bool."""
    if isinstance(cls, type) and isinstance(kind, type):
        return issubclass(cls, kind)
    if isinstance(cls, Class):
        if kind in cls.mro or kind is object:
            return True
        if isinstance(kind, type) and any(issubclass(one, kind) for one in cls.python):
            return True
        return m.library(kind="bool") if cls.open or isinstance(kind, (Lib, Unknown)) else False
    return False if isinstance(cls, type) and isinstance(kind, Class) else m.library(kind="bool")


def is_instance(m: Machine, value: Any, kind: Any) -> Any:
    """`isinstance(value, kind)`: True, False or an unknown bool."""
    if kind is object:
        return True
    if isinstance(value, Unknown):
        return _is_unknown(m, value, kind)
    if isinstance(value, Instance):
        return is_subclass(m, value.cls, kind)
    if isinstance(value, Failure) and isinstance(value.kind, (type, Class)):
        return is_subclass(m, value.kind, kind)
    if isinstance(value, (*PLAIN, *CONTAINERS)):
        if isinstance(kind, type):
            return isinstance(value, kind)
        if isinstance(kind, Class):
            return False
        return _is_abstract(m, value, kind) if isinstance(kind, Lib) else m.library(kind="bool")
    if isinstance(kind, type) and isinstance(value, (Function, Bound, FilePath, Stream, Module)):
        return False
    if isinstance(kind, type) and isinstance(value, (Class, type)):
        return kind is type
    if isinstance(value, FilePath) and isinstance(kind, Lib):
        known = ("Path", "PurePath", "PosixPath", "PurePosixPath")
        return True if kind.name in [f"pathlib.{one}" for one in known] else m.library(kind="bool")
    return m.library(kind="bool")


def _is_unknown(m: Machine, value: Unknown, kind: Any) -> Any:
    if value.kind in EXEMPLARS:
        if isinstance(kind, type):
            return issubclass(type(EXEMPLARS[value.kind]), kind)
        if isinstance(kind, Lib):
            return _is_abstract(m, value, kind)
        return False if isinstance(kind, Class) else m.library(kind="bool")
    if value.kind == "json":
        if isinstance(kind, Class):
            return False
        if isinstance(kind, type) and not any(issubclass(one, kind) for one in JSON_KINDS):
            return False
    elif value.kind != "any" and isinstance(kind, (type, Class)):
        return False
    name = kind.__name__ if isinstance(kind, type) else key_of(kind)
    return m.unknown("bool", value.kind_by, LIBRARY, "isinstance", value.key, name)


def _is_abstract(m: Machine, value: Any, kind: Lib) -> Any:
    """Whether a value of one of Python's own kinds is of a library's class."""
    own = library.real(kind.name)
    if own is not None:
        try:
            return issubclass(type(EXEMPLARS.get(kind_of(value), value)), own)
        except TypeError:
            return m.library(kind="bool")
    if library.kind(kind.name.rpartition(".")[2]) != library.Kind():
        return False
    return m.unknown("bool", LIBRARY, LIBRARY, "isinstance", key_of(value), kind.name)


def not_json(m: Machine, value: Any, depth: int = 6) -> str:
    """The name of a type in a value that `json.dumps` surely refuses, or ""."""
    kind = kind_of(value)
    if kind in (
        "bytes",
        "bytearray",
        "set",
        "frozenset",
        "complex",
        "range",
        "ndarray",
        "generator",
    ):
        return kind
    if kind in ("coroutine", "DataFrame", "Series", "Tensor", "function", "type", "PosixPath"):
        return kind
    if isinstance(value, Stream):
        return kind
    if isinstance(value, Instance):
        return kind if not value.cls.open and not value.cls.python else ""
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
