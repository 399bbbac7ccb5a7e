"""The world in which the stack imports a handler: folder, import path, arguments."""

import sys
from importlib.machinery import BuiltinImporter, FrozenImporter
from os import O_RDWR, chdir, close, dup2, environ, listdir, mkdir, stat
from os import open as open_file
from typing import Iterable, Sequence

from .guard import attempt


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


def enter(root: str, paths: Sequence[str], program: str) -> None:
    """What the server does before it imports: the package's folders come first, as `PYTHONPATH` has them."""
    chdir(root)
    sys.argv[:] = [program]
    folders = [root + "/" + path if path else root for path in paths]
    sys.path[:0] = folders
    environ["PYTHONPATH"] = ":".join(folders)
    for folder in folders:
        for entry in attempt(listdir, folder, default=()):
            if entry.endswith(".py"):
                forget(entry[:-3])
            elif attempt(stat, folder + "/" + entry + "/__init__.py"):
                forget(entry)


def forget(name: str) -> None:
    """Let the package's own module of a standard name be found, as by a server that starts with its path."""
    if name == "__main__" or BuiltinImporter.find_spec(name) or FrozenImporter.find_spec(name):
        return
    for module in list(sys.modules):
        if module == name or module.startswith(name + "."):
            del sys.modules[module]
