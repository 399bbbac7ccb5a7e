"""Starts the worker: `python -s -B start.py CHANNEL`, with the plan as one line of JSON on standard input.

The user may name any interpreter, so this file alone keeps to what every Python reads, and tells the host its version
before it loads the rest. No module of the worker can be imported by a plain name: its folder leaves `sys.path`, and its
files are loaded under a private package before the handler's folders enter. They get their own copy of the builtins, so
a handler that patches those does not patch the worker.
"""

import sys
import types

FOLDER = __file__.rpartition("/")[0]
sys.path[:] = [entry for entry in sys.path if entry != FOLDER]

OLDEST = (3, 8)
PACKAGE = "_handler_lint_worker"
FILES = (
    "guard",
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
    "calls",
    "tree",
    "main",
)
"""In the order in which they need each other."""


def load():
    # type: () -> types.ModuleType
    """The worker's modules, as members of a package object that no handler asks for."""
    import builtins
    from importlib.util import module_from_spec, spec_from_file_location

    private = dict(vars(builtins))
    package = types.ModuleType(PACKAGE)
    package.__path__ = [FOLDER]
    sys.modules[PACKAGE] = package
    for name in FILES:
        spec = spec_from_file_location(PACKAGE + "." + name, FOLDER + "/" + name + ".py")
        assert spec is not None
        assert spec.loader is not None
        module = module_from_spec(spec)
        vars(module)["__builtins__"] = private
        sys.modules[spec.name] = module
        setattr(package, name, module)
        spec.loader.exec_module(module)
    return package


def start(descriptor):
    # type: (int) -> None
    import json
    import os

    plan = json.loads(sys.stdin.readline())
    plan["python"] = ".".join(str(part) for part in sys.version_info[:3])
    if sys.version_info < OLDEST:
        hello = json.dumps({"event": "hello", "python": plan["python"], "held": [], "why": ""})
        os.write(descriptor, ("\x1e" + plan["token"] + hello + "\n").encode("ascii"))
    else:
        load().main.start(plan, descriptor)


if __name__ == "__main__":
    start(int(sys.argv[1]))
