"""The world in which the stack imports a handler: folder, import path, variables, arguments."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.machinery import BuiltinImporter, FrozenImporter, PathFinder
from os import O_RDWR, chdir, close, dup2, environ, listdir, mkdir, stat
from os import open as open_file

from .guard import attempt

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Iterable, Sequence

    from .plan import Plan

LATE = ("dis", "inspect", "traceback")
"""What the worker imports where it is used; at once, where a package puts modules of its own in the place of others."""


def silence() -> None:
    """Standard input is empty and what is printed is lost: a handler's output reaches nobody."""
    null = open_file("/dev/null", O_RDWR)
    for descriptor in (0, 1, 2):
        dup2(null, descriptor)
    close(null)


def make_folders(folders: Iterable[str]) -> None:
    """The handler's own folders, which the call before may have deleted."""
    for folder in folders:
        attempt(mkdir, folder, 0o700)


def enter(plan: Plan) -> None:
    """What the server does before it imports: the package's folders come first, as `PYTHONPATH` has them."""
    root = plan["root"]
    chdir(plan["folder"])
    sys.argv[:] = [plan["program"]]
    environ.update(plan["environ"])
    folders = [root + "/" + path if path else root for path in plan["paths"]]
    names = modules_in(folders)
    if any(PathFinder.find_spec(name) for name in names):
        for late in LATE:
            import_module(late)
    sys.path[:0] = folders
    environ["PYTHONPATH"] = ":".join(folders)
    for name in names:
        forget(name)
    if plan["shadowed"]:
        sys.meta_path.insert(0, Shadow(plan["shadowed"], folders))


def modules_in(folders: Iterable[str]) -> list[str]:
    """The names of the modules and packages in some folders."""
    names: list[str] = []
    for folder in folders:
        for entry in attempt(listdir, folder, default=()):
            if entry.endswith(".py"):
                names.append(entry[:-3])
            elif attempt(stat, folder + "/" + entry + "/__init__.py"):
                names.append(entry)
    return names


def forget(name: str) -> None:
    """Let the package's own module of a standard name be found, as by a server that starts with its path."""
    if name == "__main__" or BuiltinImporter.find_spec(name) or FrozenImporter.find_spec(name):
        return
    for module in list(sys.modules):
        if module == name or module.startswith(name + "."):
            del sys.modules[module]


class Shadow:
    """The first of the finders: modules of the server come before those of the same name in the package."""

    def __init__(self, names: Sequence[str], folders: Sequence[str]) -> None:
        self.names = frozenset(names)
        self.folders = frozenset(folders)

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        if name not in self.names:
            return None
        others = [entry for entry in sys.path if entry not in self.folders]
        spec = PathFinder.find_spec(name, others)
        if spec is None:
            raise ModuleNotFoundError("No module named " + ascii(name), name=name)
        return spec
