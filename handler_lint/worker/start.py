"""Starts the worker: `python -s -B start.py CHANNEL`, with the plan as one line of JSON on standard input.

The host starts it before it has a plan, so that both get ready at once. The user may name any interpreter, so this file
alone keeps to what every Python reads, and tells the host its version before it loads the rest. No module of the worker
can be imported by a plain name: its folder leaves `sys.path`, and its files are loaded under a private package before
the handler's folders enter. They get their own copy of the builtins, so a handler that patches those does not patch the
worker. Their bytecode is kept; nothing of a handler is.
"""

import sys
import types

FOLDER = __file__.rpartition("/")[0]
sys.path[:] = [entry for entry in sys.path if entry != FOLDER]

OLDEST = (3, 8)
PACKAGE = "_handler_lint_worker"
FILES = (
    "guard",
    "signatures",
    "channel",
    "source",
    "describe",
    "errors",
    "observe",
    "contain",
    "watch",
    "serving",
    "plan",
    "world",
    "tools",
    "stand_ins",
    "calls",
    "tree",
    "main",
)
"""In the order in which they need each other; the others are imported where a plan or a handler needs them."""


def load(names):
    # type: (tuple[str, ...]) -> types.ModuleType
    """Files of the worker as members of a package object that no handler asks for."""
    import builtins
    from importlib.machinery import ModuleSpec, SourceFileLoader

    if PACKAGE not in sys.modules:
        package = types.ModuleType(PACKAGE)
        package.__path__ = [FOLDER]
        vars(package)["builtins"] = dict(vars(builtins))
        sys.modules[PACKAGE] = package
    package = sys.modules[PACKAGE]
    sys.dont_write_bytecode = False
    for name in names:
        path = FOLDER + "/" + name + ".py"
        loader = SourceFileLoader(PACKAGE + "." + name, path)
        module = types.ModuleType(loader.name)
        module.__spec__ = ModuleSpec(loader.name, loader, origin=path)
        vars(module).update(
            __builtins__=vars(package)["builtins"], __file__=path, __package__=PACKAGE
        )
        sys.modules[loader.name] = module
        setattr(package, name, module)
        loader.exec_module(module)
    sys.dont_write_bytecode = True
    return package


def start(descriptor):
    # type: (int) -> None
    import gc

    # of what is imported here nothing is garbage
    gc.disable()
    import json
    import os

    new = sys.version_info >= OLDEST
    if new:
        load(FILES)
        # nor is it looked at again, here or in a forked child
        gc.freeze()
    gc.enable()
    line = sys.stdin.readline()
    if not line:
        # the host has gone, or could not make a plan
        return
    plan = json.loads(line)
    plan["python"] = ".".join(str(part) for part in sys.version_info[:3])
    if new:
        load((plan["stack"]["server"],)).main.start(plan, descriptor)
    hello = json.dumps({"event": "hello", "python": plan["python"], "held": [], "why": ""})
    os.write(descriptor, ("\x1e" + plan["token"] + hello + "\n").encode("ascii"))


if __name__ == "__main__":
    start(int(sys.argv[1]))
