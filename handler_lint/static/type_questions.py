"""`isinstance` and `issubclass`, over values of which only the kind may be known."""

from typing import Any

from handler_lint.static import (
    library,
)
from handler_lint.static.kinds import (
    EXEMPLARS,
    JSON_KINDS,
    key_of,
    kind_of,
)
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
