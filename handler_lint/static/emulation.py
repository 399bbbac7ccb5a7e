"""The emulation of the serving stack, as modules that are interpreted: the worker runs the same files."""

from functools import cache
from importlib.resources import files

import libcst as cst

from handler_lint.static import modules
from handler_lint.static.machine import Machine, World
from handler_lint.static.paths import Path
from handler_lint.static.source import Source
from handler_lint.static.values import Lib, Module

PACKAGE = "the stack"

TOOLS = {
    name: Lib(f"handler_lint.{name}")
    for name in ("import_module", "trace", "is_a", "is_plain", "is_open", "count")
}
"""What the emulation needs from whoever executes it."""


@cache
def source(name: str) -> Source:
    """A file of the emulation, parsed once a process, where it is needed."""
    text = (files("handler_lint.worker") / f"{name}.py").read_text(encoding="utf-8")
    return Source(f"{name}.py", text, cst.parse_module(text), ours=True)


@cache
def module(name: str) -> Module:
    """A module of the emulation; nothing of it changes, so that all ways share it."""
    world = World({}, (), None, frozenset(), {}, False, {})
    return modules.load(Machine(world, Path(())), f"{PACKAGE}.{name}", source(name))
