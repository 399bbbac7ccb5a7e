"""`in`: what is contained in values of which not all is known."""

from typing import Any

import libcst as cst

from handler_lint.static import (
    attributes,
    calling,
    comparisons,
    foreign,
    objects,
)
from handler_lint.static.kinds import (
    content_of,
    is_hashable,
    kind_of,
)
from handler_lint.static.machine import Machine
from handler_lint.static.values import (
    ATOMS,
    LIBRARY,
    Instance,
    Lib,
    Stream,
)

HASHED = frozenset({dict, set, frozenset})
"""Containers in which a value is looked up by its hash; with an unknown member they are fuzzy."""


def contains(m: Machine, container: Any, value: Any, node: cst.CSTNode) -> Any:
    """`value in container`: True, False or an unknown bool."""
    if type(value) in ATOMS and type(container) in HASHED and not m.is_fuzzy(container):
        return value in container
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
        answers = [comparisons.equal(m, one, value, node) for one in container]
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
    stand_ins = [foreign.exemplar(m, one) for one in (value, container)]
    if not any(one is NotImplemented for one in stand_ins):
        foreign.try_kinds(m, lambda: stand_ins[0] in stand_ins[1], node)
