"""Enumerations: their members are objects of their own, or texts where the class is one of `str`."""

from typing import Any

import libcst as cst

from handler_lint.static import attributes
from handler_lint.static.kinds import is_known
from handler_lint.static.machine import Machine
from handler_lint.static.values import (
    Class,
    ClassMethod,
    EnumText,
    Function,
    Instance,
    Lib,
    Property,
    StaticMethod,
)

PLAIN = ("enum.Enum", "enum.StrEnum", "enum.unique")
SPECIAL = ("__new__", "__init__", "_missing_", "_generate_next_value_", "_ignore_", "__eq__")
"""Names with which members are not what is written for them."""


def finish(cls: Class) -> None:
    """The class body is done: what it binds becomes members, where they are known."""
    text = str in cls.python or any(one == Lib("enum.StrEnum") for one in cls.mro)
    named = [name for name in cls.names if not name.startswith("_") and _is_value(cls.names[name])]
    values = [cls.names[name] for name in named]
    if not _is_followed(cls) or not all(map(is_known, values)):
        return
    if text and not all(isinstance(value, str) for value in values):
        return
    made: list[tuple[Any, Any]] = []
    for name, value in zip(named, values, strict=True):
        member = next((one for known, one in made if known == value), None)
        if member is None:
            fields = {"name": name, "value": value, "_name_": name, "_value_": value}
            member = EnumText(value, cls, name) if text else Instance(cls, fields)
            made.append((value, member))
        cls.names[name] = member
    cls.members = tuple(made)


def _is_value(value: Any) -> bool:
    return not isinstance(value, (Function, StaticMethod, ClassMethod, Property, Class))


def _is_followed(cls: Class) -> bool:
    """Whether the class makes its members in the way of `Enum`."""
    others = [one for one in cls.mro if isinstance(one, Lib) and one.name not in PLAIN]
    mixed = [one for one in cls.python if one is not str]
    return not (
        others or mixed or cls.metaclass or any(attributes.find(cls, name) for name in SPECIAL)
    )


def member_of(m: Machine, cls: Class, value: Any, node: cst.CSTNode) -> Any:
    """`cls(value)`: the member with a known value."""
    for known, member in cls.members or ():
        if value is member or (type(known) is type(value) and known == value):
            return member
    shown = repr(str.__str__(value)) if isinstance(value, str) else repr(value)
    raise m.fail(ValueError, f"{shown} is not a valid {cls.qualname}", node)
