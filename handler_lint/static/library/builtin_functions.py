"""Python's own functions that look at a value, its type or its names."""

from typing import Any

import libcst as cst

from handler_lint.calls import Event
from handler_lint.static import (
    attribute_changes,
    attributes,
    calling,
    failures,
    foreign,
    harmless,
    objects,
    type_questions,
)
from handler_lint.static.kinds import EXEMPLARS, content_of, key_of, kind_of
from handler_lint.static.library.intrinsics import INTRINSICS, Intrinsic, intrinsic
from handler_lint.static.machine import Machine
from handler_lint.static.values import (
    CONTAINERS,
    LIBRARY,
    PLAIN,
    Bound,
    Class,
    EnumText,
    Failure,
    FilePath,
    Function,
    Header,
    Instance,
    Lib,
    Method,
    Module,
    Stream,
    Super,
    Unknown,
)


@intrinsic("builtins.len")
def _len(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    return objects.length(m, args[0], node) if args else m.library(kind="int")


@intrinsic("builtins.bool")
def _bool(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    if not args:
        return False
    value = args[0]
    if isinstance(value, Unknown) and value.kind != "NoneType":
        return m.unknown("bool", value.content, LIBRARY, *m.now(value), "bool")
    return objects.truth(m, value, node)


def _texts(name: str, special: tuple[str, ...]) -> Intrinsic:
    """`str`, `repr`, `ascii` and `format`: the first special method that an object has is called."""
    function: Any = {"str": str, "repr": repr, "ascii": ascii, "format": format}[name]

    def text(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
        if not args:
            return ""
        value = args[0]
        if isinstance(value, EnumText):
            # Versions of Python disagree on what a member of `str` and `Enum` looks like.
            return m.library(kind="str")
        if isinstance(value, str) and name == "str" and len(args) == 1:
            return value
        if isinstance(value, FilePath) and name != "repr":
            value = str(value)
        if isinstance(value, Instance):
            for one in special:
                if attributes.find(value.cls, one) is not None:
                    return attributes.call_special(m, value, one, [], node)
        if isinstance(value, (Instance, Failure)) and name == "str":
            said = failures.text_of(m, value, node)
            if said is not None:
                return said
        more = (*args[1:], *keywords.values())
        spec = "".join(one for one in more if isinstance(one, str))
        if m.knows(value) and all(map(m.knows, more)) and harmless.template(spec, ()):
            made, done = foreign.execute(m, lambda: function(value, *args[1:], **keywords), node)
            return made if done else m.library(kind="str")
        by = content_of(*args)
        if len(args) > 1 or keywords:
            return m.unknown("str", by, LIBRARY)
        return m.unknown("str", by, LIBRARY, name, m.now(value))

    return text


INTRINSICS["builtins.str"] = _texts("str", ("__str__", "__repr__"))
INTRINSICS["builtins.repr"] = _texts("repr", ("__repr__",))
INTRINSICS["builtins.ascii"] = _texts("ascii", ())
INTRINSICS["builtins.format"] = _texts("format", ())


@intrinsic("builtins.isinstance")
def _isinstance(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    if len(args) != 2:
        return m.library(kind="bool")
    return _any_of(m, [type_questions.is_instance(m, args[0], kind) for kind in _flat(args[1])])


def _flat(kinds: Any) -> list[Any]:
    return [one for kind in kinds for one in _flat(kind)] if isinstance(kinds, tuple) else [kinds]


def _any_of(m: Machine, answers: list[Any]) -> Any:
    if True in answers:
        return True
    unsure = [one for one in answers if one is not False]
    if len(unsure) > 1:
        key = ("any of", *(key_of(one) for one in unsure))
        return m.unknown("bool", content_of(*unsure), LIBRARY, *key)
    return unsure[0] if unsure else False


@intrinsic("builtins.issubclass")
def _issubclass(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    if len(args) != 2:
        return m.library(kind="bool")
    return _any_of(m, [type_questions.is_subclass(m, args[0], kind) for kind in _flat(args[1])])


@intrinsic("builtins.type")
def _type(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    value = args[0] if len(args) == 1 else m.library()
    if isinstance(value, Instance):
        return value.cls
    if isinstance(value, Failure):
        return value.kind if value.kind is not None else m.library()
    if isinstance(value, Unknown) and value.kind in EXEMPLARS:
        return type(EXEMPLARS[value.kind])
    if isinstance(value, (*PLAIN, *CONTAINERS)):
        return str if isinstance(value, Header) else type(value)
    if isinstance(value, Unknown):
        return m.unknown("any", value.kind_by, LIBRARY, "type", value.key)
    return m.library()


@intrinsic("builtins.hasattr")
def _hasattr(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    if len(args) != 2 or not isinstance(args[1], str):
        return m.library(kind="bool")
    return attributes.has_attribute(m, args[0], args[1], node)


@intrinsic("builtins.getattr")
def _getattr(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    if len(args) < 2 or not isinstance(args[1], str):
        return m.library()
    if len(args) == 3:
        there = attributes.has_attribute(m, args[0], args[1], node)
        if not objects.truth(m, there, node):
            return args[2]
    return attributes.attribute(m, args[0], args[1], node)


@intrinsic("builtins.setattr")
def _setattr(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    if len(args) == 3 and isinstance(args[1], str):
        attribute_changes.set_attribute(m, args[0], args[1], args[2], node)
    else:
        m.miss("setattr with a name that is not known", node)
    return None


@intrinsic("builtins.delattr")
def _delattr(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    if len(args) == 2 and isinstance(args[1], str):
        attribute_changes.delete_attribute(m, args[0], args[1], node)
    else:
        m.miss("delattr with a name that is not known", node)
    return None


@intrinsic("builtins.callable")
def _callable(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    value = args[0] if args else None
    if isinstance(value, (Function, Bound, Class, type, Method)):
        return True
    if isinstance(value, Lib) and value.name.startswith("builtins."):
        return True
    if isinstance(value, Instance) and not value.cls.open:
        return attributes.find(value.cls, "__call__") is not None
    if isinstance(value, (*PLAIN, *CONTAINERS, Failure, FilePath, Stream, Module)):
        return False
    return kind_of(value) not in EXEMPLARS and m.library(kind="bool")


@intrinsic("builtins.print", "handler_lint.nothing")
def _print(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    return None


@intrinsic("builtins.globals")
def _globals(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    # What is written through it counts as a change of the module.
    m.record(Event("changed", "globals()"))
    return m.frames[-1].module.names


@intrinsic("builtins.locals", "builtins.vars")
def _locals(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    if args and isinstance(args[0], (Instance, Module)):
        return args[0].names
    if args:
        return m.library()
    return (
        m.frames[-1].names
        if m.frames[-1].names is m.frames[-1].module.names
        else dict(m.frames[-1].names)
    )


@intrinsic("builtins.super")
def _super(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    cls: Any
    owner: Any
    if len(args) == 2:
        cls, owner = args
    else:
        cls, owner = calling.class_around(m, node)
    of = owner.cls if isinstance(owner, Instance) else owner
    if not isinstance(cls, Class) or not isinstance(of, Class) or cls not in of.mro:
        return m.library()
    return Super(of.mro[of.mro.index(cls) + 1 :], owner)
