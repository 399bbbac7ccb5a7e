"""Comparisons: equality, identity and order, and what of them is told to rules."""

import operator
from collections.abc import Callable
from functools import partial
from typing import Any

import libcst as cst

from handler_lint.calls import Event
from handler_lint.static import (
    attributes,
    foreign,
    library,
    membership,
    objects,
    signatures,
)
from handler_lint.static.kinds import (
    EXEMPLARS,
    content_of,
    key_of,
    kind_of,
)
from handler_lint.static.machine import Machine
from handler_lint.static.values import (
    ATOMS,
    LIBRARY,
    Class,
    FilePath,
    Function,
    Header,
    Instance,
    Lib,
    Module,
    Stream,
    Unknown,
)

COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "LessThan": operator.lt,
    "LessThanEqual": operator.le,
    "GreaterThan": operator.gt,
    "GreaterThanEqual": operator.ge,
}


Comparison = Callable[[Machine, Any, Any, cst.CSTNode], Any]
"""One comparison of two values: True, False or an unknown bool."""


def by(name: str) -> Comparison:
    """What an operator does, by libcst's name."""
    return COMPARISONS.get(name) or partial(_ordered, name)


def equals(m: Machine, left: Any, right: Any, node: cst.CSTNode) -> Any:
    """`left == right` as the handler writes it: what a header is compared with is told to rules."""
    _note_equality(m, left, right, node)
    return equal(m, left, right, node)


def _differs(m: Machine, left: Any, right: Any, node: cst.CSTNode) -> Any:
    if isinstance(left, Instance) and attributes.find(left.cls, "__ne__") is not None:
        return attributes.call_special(m, left, "__ne__", [right], node)
    return _negated(m, equals(m, left, right, node))


def _contained(m: Machine, left: Any, right: Any, node: cst.CSTNode) -> Any:
    _note_membership(m, left, right, node)
    return membership.contains(m, right, left, node)


def _ordered(name: str, m: Machine, left: Any, right: Any, node: cst.CSTNode) -> Any:
    if m.knows(left) and m.knows(right):
        made, done = foreign.execute(m, lambda: COMPARE[name](left, right), node)
        return made if done else m.library(kind="bool")
    if isinstance(left, Instance) or isinstance(right, Instance):
        return _ordered_by_special(m, name, left, right, node)
    for one in (left, right):
        kind = library.kind(kind_of(one)).operators
        if kind:
            return m.unknown(kind, content_of(left, right), LIBRARY)
    stand_ins = [foreign.exemplar(m, one) for one in (left, right)]
    if not any(one is NotImplemented for one in stand_ins):
        foreign.try_kinds(m, lambda: COMPARE[name](*stand_ins), node)
    key = ("compare", name, key_of(left), key_of(right))
    return m.unknown(_kind_of_answer(left, right), content_of(left, right), LIBRARY, *key)


def _kind_of_answer(*values: Any) -> str:
    """What a comparison gives: an array or a frame among the values answers for each of its members."""
    return "any" if any(kind_of(value) == "any" for value in values) else "bool"


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


def _negated(m: Machine, answer: Any) -> Any:
    if isinstance(answer, bool):
        return not answer
    if isinstance(answer, Unknown) and answer.kind in ("any", "bool"):
        return Not(answer, answer.kind)
    return m.library(content_of(answer))


class Not(Unknown):
    """The negation of an unknown answer: the same question, the other answer."""

    __slots__ = ("inner",)

    def __init__(self, inner: Unknown, kind: str = "bool") -> None:
        super().__init__(kind, inner.content, inner.kind_by, ("not", inner.key))
        self.inner = inner


def equal(m: Machine, left: Any, right: Any, node: cst.CSTNode) -> Any:
    """Whether two values are equal: True, False or an unknown bool."""
    if type(left) in ATOMS and type(right) in ATOMS:
        return left == right
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
    return m.unknown(_kind_of_answer(left, right), content_of(left, right), LIBRARY, *key)


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


def identical(m: Machine, left: Any, right: Any, node: cst.CSTNode) -> Any:
    """`left is right`."""
    if right is None:
        return is_none(m, left)
    if left is None:
        return is_none(m, right)
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
    if isinstance(left, Header) != isinstance(right, Header):
        # What comes over the network is a text of its own, whatever it says.
        return False
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


def _note_equality(m: Machine, left: Any, right: Any, node: cst.CSTNode) -> None:
    if type(left) is not Header and type(right) is not Header:
        return
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Header) and isinstance(other, str) and not isinstance(other, Header):
            m.record(Event("compared", other[:], m.spot(node), exact=not one.cut))


def _note_membership(m: Machine, left: Any, right: Any, node: cst.CSTNode) -> None:
    if type(left) is Header and isinstance(right, (list, tuple, set, frozenset, dict)):
        for one in sorted(one[:] for one in right if isinstance(one, str)):
            m.record(Event("compared", one, m.spot(node), exact=not left.cut))
    if type(right) is Header and isinstance(left, str):
        m.record(Event("compared", left[:], m.spot(node)))


COMPARISONS: dict[str, Comparison] = {
    "Equal": equals,
    "NotEqual": _differs,
    "Is": identical,
    "IsNot": lambda m, left, right, node: _negated(m, identical(m, left, right, node)),
    "In": _contained,
    "NotIn": lambda m, left, right, node: _negated(m, _contained(m, left, right, node)),
}
"""The operators that do not ask for an order, by libcst's name."""
