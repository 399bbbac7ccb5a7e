"""Modules of the serving toolkit that a handler may import: where they are not installed, a file of ours stands in."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.machinery import ModuleSpec
from types import ModuleType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Mapping


class StandIns:
    """The last of the finders: only what nobody else finds. `modules` maps full names to files of the worker."""

    def __init__(self, modules: Mapping[str, str]) -> None:
        self.modules = modules

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        if name in self.modules:
            return ModuleSpec(name, self)  # type: ignore[arg-type]
        if any(full.startswith(name + ".") for full in self.modules):
            return ModuleSpec(name, self, is_package=True)  # type: ignore[arg-type]
        return None

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        if spec.name not in self.modules:
            return None
        ours = import_module("." + self.modules[spec.name], __package__)
        module = ModuleType(spec.name)
        vars(module).update(
            (name, value) for name, value in vars(ours).items() if not name.startswith("__")
        )
        return module

    def exec_module(self, module: ModuleType) -> None:
        pass


def install(modules: Mapping[str, str]) -> None:
    if modules:
        sys.meta_path.append(StandIns(modules))
