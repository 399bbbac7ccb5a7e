"""Names: looked up by Python's scoping."""

import builtins
from typing import Any

import libcst as cst

from handler_lint.static.machine import Frame, Machine
from handler_lint.static.values import (
    LIBRARY,
    PLAIN,
    Lib,
    Same,
)

BUILTIN_NAMES: dict[str, Any] = {
    name: own if isinstance(own, (type, PLAIN)) else Lib(f"builtins.{name}")
    for name, own in vars(builtins).items()
}


def look_up(m: Machine, name: str, node: cst.CSTNode) -> Any:
    """The value of a name, by Python's scoping."""
    frame: Frame | None = m.frames[-1]
    first = True
    while frame is not None and name not in frame.global_names:
        if name in frame.names and (first or not frame.is_class):
            return frame.names[name]
        if name in frame.local:
            raise m.fail(*_unbound(m, name, first), node)
        frame, first = frame.closure, False
    return _global(m, name, node)


def _unbound(m: Machine, name: str, first: bool) -> tuple[type[NameError], str]:
    where = "where it is not associated with a value"
    if first:
        return UnboundLocalError, f"cannot access local variable '{name}' {where}"
    return NameError, f"cannot access free variable '{name}' {where} in enclosing scope"


def _global(m: Machine, name: str, node: cst.CSTNode) -> Any:
    module = m.frames[-1].module
    if name in module.names:
        return module.names[name]
    if "*" in module.names:
        # A star import of a foreign module may bind any name, also one of Python's own.
        return m.unknown("any", LIBRARY, LIBRARY, "star", Same(module), name)
    if name in BUILTIN_NAMES:
        return BUILTIN_NAMES[name]
    raise m.fail(NameError, f"name '{name}' is not defined", node)
