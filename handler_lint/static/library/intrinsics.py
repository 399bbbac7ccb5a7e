"""The names that need the interpreter itself: they look at values, call back, or ask the abstract world."""

from collections.abc import Callable
from typing import Any

import libcst as cst

from handler_lint.static.machine import Machine

Intrinsic = Callable[[Machine, cst.CSTNode, list[Any], dict[str, Any]], Any]
INTRINSICS: dict[str, Intrinsic] = {}
"""By full name; the modules beside this one fill it."""


def intrinsic(*names: str) -> Callable[[Intrinsic], Intrinsic]:
    """Register what calling one of these names does."""

    def register(function: Intrinsic) -> Intrinsic:
        INTRINSICS.update(dict.fromkeys(names, function))
        return function

    return register
