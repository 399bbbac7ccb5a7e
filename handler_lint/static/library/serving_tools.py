"""What the emulation of a stack needs from whoever executes it, as reading answers it."""

from typing import Any

import libcst as cst

from handler_lint.static import emulation, signatures, type_questions
from handler_lint.static.kinds import content_of
from handler_lint.static.library.intrinsics import intrinsic
from handler_lint.static.machine import Machine
from handler_lint.static.values import Lib, Unknown


@intrinsic("handler_lint.import_module")
def _import(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    assert m.reload is not None
    return m.reload()


@intrinsic("handler_lint.trace")
def _trace(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    return m.library(kind="str")


@intrinsic("handler_lint.is_a")
def _is_a(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    """Whether a value is of a library's class: only what may come from a library can be."""
    value, module, name = args
    own = m.world.serving["modules"].get(module)
    if own is not None:
        return type_questions.is_instance(m, value, emulation.module(own).names[name])
    if isinstance(value, Unknown) and value.kind in ("any", name):
        return type_questions.is_instance(m, value, Lib(f"{module}.{name}"))
    return False


@intrinsic("handler_lint.count")
def _count(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    names = signatures.names_of(args[0])
    if names is not None:
        return len(names)
    signatures.signature(m, args[0], node)
    return m.library(kind="int")


@intrinsic("handler_lint.is_open")
def _is_open(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    return isinstance(args[0], Unknown) and args[0].kind == "any"


@intrinsic("handler_lint.is_plain")
def _is_plain(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    """Whether a text is ASCII; of one that is not known that is assumed."""
    if isinstance(args[0], str):
        return args[0].isascii()
    m.may_raise("the text of the reply's head is ASCII", (), content_of(args[0]), node)
    return True
