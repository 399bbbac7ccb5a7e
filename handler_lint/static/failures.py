"""Exceptions as values: their arguments, and the text that `str` gives."""

from collections.abc import Sequence
from typing import Any

import libcst as cst

from handler_lint.static import attributes
from handler_lint.static.machine import Machine
from handler_lint.static.values import Failure, Instance, Lib, Raised, Unknown


def made(m: Machine, kind: type[BaseException], args: Sequence[Any]) -> Failure:
    """`kind(*args)` for one of Python's own exception classes."""
    return Failure(kind, text_of_args(m, kind, args), tuple(args))


def text_of_args(m: Machine, kind: type, args: Sequence[Any]) -> str | None:
    """What `str` says of an exception with these arguments, None where they are not known."""
    plain = [_as_python(m, one) for one in args]
    if not all(map(m.knows, plain)):
        return None
    try:
        return str(kind(*plain))
    except Exception:
        return None


def _as_python(m: Machine, value: Any) -> Any:
    return value.text if isinstance(value, Failure) and value.text is not None else value


def text_of(m: Machine, value: Failure | Instance, node: cst.CSTNode) -> str | None:
    """`str(value)` of an exception, or None where it is not known."""
    if isinstance(value, Failure):
        return value.text
    if not value.cls.raisable or value.cls.open:
        return None
    python = next((one for one in value.cls.python if issubclass(one, BaseException)), Exception)
    return text_of_args(m, python, value.args)


def raised(m: Machine, value: Any, node: cst.CSTNode) -> Failure:
    """What `raise value` raises."""
    match value:
        case Failure():
            return value
        case Instance() if value.cls.raisable:
            return Failure(value.cls, _said(m, value, node), value.args, instance=value)
        case Lib():
            return Failure(value, None)
        case Unknown() if value.kind == "any":
            return Failure(None, None)
    return Failure(TypeError, "exceptions must derive from BaseException")


def _said(m: Machine, value: Instance, node: cst.CSTNode) -> str | None:
    if attributes.find(value.cls, "__str__") is not None:
        try:
            text = attributes.call_special(m, value, "__str__", [], node)
        except Raised:
            # It fails only when somebody asks for the text.
            return None
        return str(text) if isinstance(text, str) else None
    return text_of(m, value, node)
