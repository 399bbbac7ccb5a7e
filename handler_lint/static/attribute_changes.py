"""Attributes that are set and deleted."""

from typing import Any

import libcst as cst

from handler_lint.calls import Event
from handler_lint.static import attributes, calling
from handler_lint.static.kinds import STABLE, kind_of
from handler_lint.static.machine import Machine
from handler_lint.static.values import (
    CONTAINERS,
    PLAIN,
    Bound,
    Class,
    Function,
    Instance,
    Module,
    Property,
    Unknown,
)


def set_attribute(m: Machine, owner: Any, name: str, value: Any, node: cst.CSTNode) -> None:
    """`owner.name = value`."""
    match owner:
        case Instance():
            _set_on_instance(m, owner, name, value, node)
        case Module():
            owner.names[name] = value
            m.record(Event("changed", name))
        case Class():
            m.redefine()
            owner.names[name] = value
        case Function():
            m.redefine()
            owner.attributes = {**owner.attributes, name: value}
        case Unknown():
            if owner.kind in STABLE or owner.kind == "NoneType":
                raise m.fail(AttributeError, attributes._missing(owner.kind, name), node)
            m.spoil(owner)
        case _ if isinstance(owner, (*PLAIN, *CONTAINERS)):
            raise m.fail(AttributeError, attributes._missing(kind_of(owner), name), node)


def _set_on_instance(m: Machine, owner: Instance, name: str, value: Any, node: cst.CSTNode) -> None:
    found = attributes.find(owner.cls, name)
    if (hook := attributes.find(owner.cls, "__setattr__")) is not None:
        calling.call(m, Bound(hook, (owner,)), [name, value], {}, node)
    elif isinstance(found, Property) and found.setter is not None:
        calling.call(m, Bound(found.setter, (owner,)), [value], {}, node)
    elif isinstance(found, Property) and not found.cached:
        text = f"property '{name}' of '{owner.cls.name}' object has no setter"
        raise m.fail(AttributeError, text, node)
    else:
        owner.names[name] = value


def delete_attribute(m: Machine, owner: Any, name: str, node: cst.CSTNode) -> None:
    """`del owner.name`."""
    if isinstance(owner, (Instance, Module, Class)):
        if name in owner.names:
            del owner.names[name]
            if isinstance(owner, Class):
                m.redefine()
        elif not isinstance(owner, Instance) or not owner.cls.open:
            attributes.attribute(m, owner, name, node)
    else:
        m.spoil(owner)
