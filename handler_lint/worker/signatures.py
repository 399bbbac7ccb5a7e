"""The parameters of a function as `inspect.signature` has them, which loads slowly: a plain function tells itself."""

from __future__ import annotations

from types import FunctionType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

STARS, KEYWORDS = 4, 8
"""Flags of a code object: it has `*args`, `**kwargs`."""


def parameters(function: Any) -> list[str]:
    """The names of the parameters in order, with their stars.

    Raises:
        TypeError, ValueError: it is not callable, or has no signature; as `inspect.signature`.
    """
    if not callable(function):
        raise TypeError(f"{function!r} is not a callable object")
    # a decorator may leave a signature of its own there
    if type(function) is FunctionType and not function.__dict__:
        return of_code(function.__code__)
    from inspect import Parameter, signature

    stars: dict[Any, str] = {Parameter.VAR_POSITIONAL: "*", Parameter.VAR_KEYWORD: "**"}
    found = signature(function).parameters.values()
    return [stars.get(parameter.kind, "") + parameter.name for parameter in found]


def of_code(code: Any) -> list[str]:
    """The same from a code object, which keeps starred names behind all others."""
    positional, named = code.co_argcount, code.co_argcount + code.co_kwonlyargcount
    names = list(code.co_varnames)
    found = names[:positional]
    if code.co_flags & STARS:
        found.append("*" + names[named])
    found += names[positional:named]
    if code.co_flags & KEYWORDS:
        found.append("**" + names[named + bool(code.co_flags & STARS)])
    return found
