"""Names of the standard library beside Python's own functions that need the interpreter."""

import copy
import json
from typing import Any

import libcst as cst

from handler_lint.static import calling, foreign, modules, not_json
from handler_lint.static.kinds import content_of
from handler_lint.static.library.intrinsics import INTRINSICS, Intrinsic, intrinsic
from handler_lint.static.machine import Machine
from handler_lint.static.values import LIBRARY, Unknown


class _Asked(BaseException):
    """A value that JSON does not know is given to the default."""

    def __init__(self, value: Any) -> None:
        self.value = value


def _dumped(value: Any, default: Any, keywords: dict[str, Any]) -> str:
    def ask(unknown: Any) -> Any:
        raise _Asked(unknown)

    return json.dumps(value, default=ask if default is not None else None, **keywords)


@intrinsic("json.dumps")
def _dumps(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    value = args[0] if args else keywords.get("obj")
    default = keywords.pop("default", None)
    if all(map(m.knows, (value, *keywords.values()))):
        try:
            made, done = foreign.execute(m, lambda: _dumped(value, default, keywords), node)
        except _Asked as asked:
            # What JSON does not know is given to the default; what that gives is not followed.
            calling.call(m, default, [asked.value], {}, node)
        else:
            return made if done else m.library(kind="str")
    own = default is not None or "cls" in keywords
    refused = not_json.refused(m, value) if not own else ""
    if refused:
        raise m.fail(TypeError, f"Object of type {refused} is not JSON serializable", node)
    m.may_raise("json.dumps", (TypeError,), content_of(value), node)
    # Of an object or an array, and not of a number that is a row of CSV as well.
    how = ("call", "json.dumps") if isinstance(value, (dict, list, tuple)) else ("json.dumps",)
    return m.unknown("str", content_of(value), LIBRARY, *how, m.now(value))


def _copier(function: Any) -> Intrinsic:
    def made(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
        value = args[0] if args else None
        if m.knows(value):
            return function(value)
        if isinstance(value, Unknown):
            kind_by, items = value.kind_by, value.items
            return m.unknown(value.kind, value.content, kind_by, *m.now(value), items=items)
        return m.unknown("any", content_of(value), LIBRARY)

    return made


INTRINSICS["copy.copy"] = _copier(copy.copy)
INTRINSICS["copy.deepcopy"] = _copier(copy.deepcopy)


@intrinsic("logging.getLogger")
def _logger(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    return m.unknown("logger", LIBRARY, LIBRARY)


@intrinsic("sys.exit", "builtins.exit", "builtins.quit")
def _exit(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    raise m.fail(SystemExit, str(args[0]) if args and m.knows(args[0]) else "", node)


@intrinsic("os._exit", "os.abort")
def _end(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    # No handler of the source catches it; it is an exception all the same, so that what comes after is not executed.
    raise m.fail(SystemExit, "", node)


@intrinsic("builtins.exec", "builtins.eval", "builtins.compile")
def _exec(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    return m.miss("code that is made at run time", node)


@intrinsic("builtins.__import__", "importlib.import_module")
def _import(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    if args and isinstance(args[0], str) and not args[0].startswith("."):
        return modules.import_module(m, args[0], node)
    return m.miss("a module whose name is made at run time", node)
