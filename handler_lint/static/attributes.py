"""Attributes: looked up and set as Python does, on every kind of value."""

import builtins
from collections.abc import Callable
from types import FunctionType
from typing import Any

import libcst as cst

from handler_lint.static import calling, library
from handler_lint.static.kinds import EXEMPLARS, kind_of
from handler_lint.static.library import pathlib_paths
from handler_lint.static.library.intrinsics import INTRINSICS
from handler_lint.static.machine import Machine
from handler_lint.static.values import (
    CONTAINERS,
    IGNORANCE,
    LIBRARY,
    PLAIN,
    Bound,
    Class,
    ClassMethod,
    EnumText,
    Failure,
    FilePath,
    Function,
    Instance,
    Lib,
    Member,
    Method,
    Module,
    Property,
    Raised,
    Same,
    StaticMethod,
    Stream,
    Super,
    Unknown,
)


def find(cls: Class, name: str) -> Any:
    """A name of a class or its bases in the package, or None."""
    return _first(cls.mro, name)


def _first(classes: tuple[Any, ...], name: str) -> Any:
    for one in classes:
        if type(one) is Class and name in one.names:
            return one.names[name]
    return None


def call_special(m: Machine, owner: Instance, name: str, args: list[Any], node: cst.CSTNode) -> Any:
    """Call a special method, which is looked up in the class."""
    return calling.call(m, _bound(m, owner, find(owner.cls, name), node), args, {}, node)


def attribute(m: Machine, owner: Any, name: str, node: cst.CSTNode) -> Any:
    """`owner.name`."""
    how = ATTRIBUTES.get(type(owner))
    if how is not None:
        return how(m, owner, name, node)
    if isinstance(owner, Unknown):
        return _of_unknown(m, owner, name, node)
    return _of_known(m, owner, name, node) if isinstance(owner, KNOWN) else m.library()


def _of_known(m: Machine, owner: Any, name: str, node: cst.CSTNode) -> Any:
    if isinstance(owner, EnumText):
        if name in ("value", "_value_"):
            return str.__str__(owner)
        if name in ("name", "_name_"):
            return owner.name
        found = find(owner.cls, name)
        if isinstance(found, (Function, StaticMethod, ClassMethod, Property)):
            return _bound(m, owner, found, node)
    if not hasattr(owner, name):
        raise m.fail(AttributeError, _missing(kind_of(owner), name), node)
    if name == "__class__":
        return type(owner) if not isinstance(owner, str) else str
    return Method(owner, name)


def _of_python(m: Machine, owner: type, name: str, node: cst.CSTNode) -> Any:
    if not hasattr(owner, name):
        text = f"type object '{owner.__name__}' has no attribute '{name}'"
        raise m.fail(AttributeError, text, node)
    return getattr(owner, name) if name in ("__name__", "__qualname__") else Method(owner, name)


def _missing(kind: str, name: str) -> str:
    return f"'{kind}' object has no attribute '{name}'"


def _of_module(m: Machine, owner: Module, name: str, node: cst.CSTNode) -> Any:
    if name in owner.names:
        return owner.names[name]
    if name == "__dict__":
        return owner.names
    if "*" in owner.names or "__getattr__" in owner.names:
        return m.unknown("any", LIBRARY, LIBRARY, "star", Same(owner), name)
    if not owner.done:
        text = f"partially initialized module '{owner.name}' has no attribute '{name}' "
        raise m.fail(AttributeError, f"{text}(most likely due to a circular import)", node)
    raise m.fail(AttributeError, f"module '{owner.name}' has no attribute '{name}'", node)


def of_library(m: Machine, owner: Lib, name: str) -> Any:
    """A member of a foreign module: its constant, Python's own exception, or its name."""
    full = library.canonical(f"{owner.name}.{name}")
    known = library.entry(full)
    if known is not None and known.has_constant:
        return known.constant
    own = library.real(full)
    if isinstance(own, type) and issubclass(own, BaseException):
        return own
    if isinstance(own, (str, int, float)) and full not in INTRINSICS:
        # What differs from machine to machine is not known.
        return own if full.partition(".")[0] in PORTABLE else m.library(kind=kind_of(own))
    return Lib(full)


PORTABLE = ("os", "string", "math", "http", "errno", "logging", "token", "re", "posixpath", "csv")


def _of_unknown(m: Machine, owner: Unknown, name: str, node: cst.CSTNode) -> Any:
    own = getattr(builtins, owner.kind, None) if owner.kind != "NoneType" else type(None)
    if isinstance(own, type) and owner.kind in EXEMPLARS:
        if not hasattr(own, name):
            raise m.fail(AttributeError, _missing(owner.kind, name), node)
        return Method(owner, name)
    known = library.kind(owner.kind)
    if name in known.methods:
        return Method(owner, name)
    key = (*m.now(owner), ".", name)
    if name in known.attributes:
        return m.unknown(known.attributes[name], owner.content, LIBRARY, *key)
    m.may_raise(f".{name} is there", (AttributeError,), owner.kind_by, node)
    return Member(owner, name, key)


def _of_instance(m: Machine, owner: Instance, name: str, node: cst.CSTNode) -> Any:
    found = find(owner.cls, name)
    if isinstance(found, Property) and not (found.cached and name in owner.names):
        return _bound(m, owner, found, node, name)
    if name in owner.names:
        return owner.names[name]
    if found is not None:
        return _bound(m, owner, found, node, name)
    if name == "__class__":
        return owner.cls
    if name == "__dict__":
        return owner.names
    if owner.cls.raisable and name == "args":
        return owner.args
    if (hook := find(owner.cls, "__getattr__")) is not None:
        return calling.call(m, Bound(hook, (owner,)), [name], {}, node)
    if owner.cls.open or any(hasattr(one, name) for one in (*owner.cls.python, object)):
        of = m.unknown("any", LIBRARY, LIBRARY, "of", Same(owner))
        return Member(of, name, (*m.now(of), ".", name))
    raise m.fail(AttributeError, _missing(owner.cls.name, name), node)


def _bound(m: Machine, owner: Any, found: Any, node: cst.CSTNode, name: str = "") -> Any:
    match found:
        case Function():
            return Bound(found, (owner,))
        case StaticMethod(function):
            return function
        case ClassMethod(function):
            return Bound(function, (owner.cls,))
        case Property(getter):
            value = calling.call(m, Bound(getter, (owner,)), [], {}, node)
            if found.cached:
                owner.names[name] = value
            return value
    return found


def _of_class(m: Machine, owner: Class, name: str, node: cst.CSTNode) -> Any:
    found = find(owner, name)
    if found is not None:
        written = not isinstance(found, (Function, StaticMethod, ClassMethod))
        if owner.enumeration and written and owner.members is None:
            # A member of an enumeration is not the value that was written for it.
            return m.unknown("any", IGNORANCE, IGNORANCE, "enum", Same(owner), name)
        return _of_type(found, owner)
    if name in ("__name__", "__qualname__"):
        return owner.name if name == "__name__" else owner.qualname
    if owner.members is not None and name == "__members__":
        return {one: member for one, member in owner.names.items() if is_member(owner, member)}
    if owner.members is not None and name == "_value2member_map_":
        return dict(owner.members)
    if owner.members is not None and not name.startswith("__"):
        # Versions of Python say it in different words.
        raise m.fail(AttributeError, None, node)
    if owner.open or any(hasattr(one, name) for one in (*owner.python, object)):
        return m.library()
    raise m.fail(AttributeError, f"type object '{owner.name}' has no attribute '{name}'", node)


def is_member(cls: Class, value: Any) -> bool:
    """Whether a value is a member of an enumeration."""
    return any(value is member for _, member in cls.members or ())


def _of_type(found: Any, owner: Class) -> Any:
    match found:
        case StaticMethod(function):
            return function
        case ClassMethod(function):
            return Bound(function, (owner,))
    return found


def _of_super(m: Machine, owner: Super, name: str, node: cst.CSTNode) -> Any:
    found = _first(owner.after, name)
    if found is not None:
        if isinstance(owner.owner, Instance):
            return _bound(m, owner.owner, found, node, name)
        return _of_type(found, owner.owner)
    if any(isinstance(one, (Lib, Unknown)) for one in owner.after):
        return Member(m.unknown("any", LIBRARY, LIBRARY), name, m.fresh())
    python = [one for one in owner.after if isinstance(one, type)]
    if name == "__init__":
        raises = any(issubclass(one, BaseException) for one in python)
        return Bound(Lib("handler_lint.init" if raises else "handler_lint.nothing"), (owner.owner,))
    if any(hasattr(one, name) for one in (*python, object)):
        return Member(m.unknown("any", LIBRARY, LIBRARY), name, m.fresh())
    raise m.fail(AttributeError, _missing("super", name), node)


def _of_function(m: Machine, owner: Function, name: str, node: cst.CSTNode) -> Any:
    if name in owner.attributes:
        return owner.attributes[name]
    if name in ("__name__", "__qualname__"):
        shown = owner.wrapped if isinstance(owner.wrapped, Function) else owner
        return shown.name if name == "__name__" else shown.qualname
    if name == "__wrapped__" and owner.wrapped is not None:
        return owner.wrapped
    if hasattr(FunctionType, name):
        return m.library()
    raise m.fail(AttributeError, _missing("function", name), node)


def _of_bound(m: Machine, owner: Bound, name: str) -> Any:
    if name in ("__name__", "__qualname__") and isinstance(owner.function, Function):
        if owner.partial:
            text = f"'functools.partial' object has no attribute '{name}'"
            raise m.fail(AttributeError, text)
        return attribute(m, owner.function, name, owner.function.node)
    if name in ("__self__", "func") and owner.given:
        return owner.given[0] if name == "__self__" else owner.function
    return m.library()


def _of_failure(m: Machine, owner: Failure, name: str) -> Any:
    if name == "args" and (owner.args or owner.text == ""):
        return owner.args
    if name == "__cause__":
        return owner.cause
    if name == "__class__" and owner.kind is not None:
        return owner.kind
    return m.unknown("any", IGNORANCE, IGNORANCE, "of", Same(owner), name)


def has_attribute(m: Machine, owner: Any, name: str, node: cst.CSTNode) -> Any:
    """`hasattr(owner, name)`: True, False or an unknown bool."""
    if isinstance(owner, Unknown) and owner.kind not in EXEMPLARS:
        return m.unknown("bool", owner.kind_by, LIBRARY, "has", owner.key, name)
    if isinstance(owner, Lib):
        return m.unknown("bool", LIBRARY, LIBRARY, "has", owner.name, name)
    if isinstance(owner, Instance) and owner.cls.open and find(owner.cls, name) is None:
        if name in owner.names:
            return True
        return m.unknown("bool", LIBRARY, LIBRARY, "has", Same(owner), name)
    tries, m.tries = m.tries, []
    try:
        attribute(m, owner, name, node)
    except Raised as raised:
        if raised.failure.kind is AttributeError:
            return False
        raise
    finally:
        m.tries = tries
    return True


KNOWN = (*PLAIN, *CONTAINERS)

ATTRIBUTES: dict[type, Callable[[Machine, Any, str, cst.CSTNode], Any]] = {
    **dict.fromkeys(KNOWN, _of_known),
    Unknown: _of_unknown,
    Member: _of_unknown,
    Module: _of_module,
    Lib: lambda m, owner, name, node: of_library(m, owner, name),
    Instance: _of_instance,
    Class: _of_class,
    Super: _of_super,
    Property: lambda m, owner, name, node: Bound(Lib(f"handler_lint.property_{name}"), (owner,)),
    Function: _of_function,
    Bound: lambda m, owner, name, node: _of_bound(m, owner, name),
    Failure: lambda m, owner, name, node: _of_failure(m, owner, name),
    FilePath: pathlib_paths.path_attribute,
    Stream: lambda m, owner, name, node: Method(owner, name),
    type: _of_python,
}
"""How an attribute is looked up, by the type of the value."""
