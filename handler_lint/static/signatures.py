"""Signatures: what `inspect.signature` says of a function of the package, and the fields of a dataclass."""

from typing import Any

import libcst as cst

from handler_lint.static import objects
from handler_lint.static.machine import Machine
from handler_lint.static.values import (
    LIBRARY,
    Bound,
    Class,
    Function,
    Instance,
)

EMPTY = cst.Module(body=())


def names_of(function: Any) -> list[str] | None:
    """The parameters that `inspect.signature` counts, in order; None where the function is foreign."""
    match function:
        case Function(wrapped=None):
            params = function.node.params
            names = [p.name.value for p in (*params.posonly_params, *params.params)]
            if isinstance(params.star_arg, cst.Param):
                names.append(params.star_arg.name.value)
            names += [p.name.value for p in params.kwonly_params]
            return names + ([params.star_kwarg.name.value] if params.star_kwarg is not None else [])
        case Function():
            return names_of(function.wrapped)
        case Bound():
            return _after_given(function)
        case Class():
            start = objects.find(function, "__init__")
            if start is None:
                return None if function.open else []
            return names_of(Bound(start, (None,)))
        case Instance():
            own = objects.find(function.cls, "__call__")
            return names_of(Bound(own, (function,))) if own is not None else None
    return None


def _after_given(bound: Bound) -> list[str] | None:
    names = names_of(bound.function)
    inner = bound.function
    while isinstance(inner, (Bound, Function)) and not isinstance(inner, Function):
        inner = inner.function
    if names is None or not isinstance(inner, Function):
        return None
    params = inner.node.params
    fixed = len(params.posonly_params) + len(params.params)
    left = names[min(len(bound.given), fixed) :]
    # A parameter given by keyword still counts: it becomes keyword-only.
    return left


def signature(m: Machine, function: Any, node: cst.CSTNode) -> Any:
    """`inspect.signature(function)`: an object whose `parameters` is a dict."""
    names = names_of(function)
    if names is None:
        return m.unknown("signature", LIBRARY, LIBRARY)
    shape = Class(
        "Signature",
        m.frame.source,
        cst.ClassDef(cst.Name("Signature"), cst.IndentedBlock(())),
        (),
        {},
    )
    return Instance(shape, {"parameters": dict.fromkeys(names)})


def spelled(function: Function) -> str:
    """The signature as written, on one line."""
    params = EMPTY.code_for_node(function.node.params)
    return f"{function.name}({' '.join(params.split())})"


def add_fields(cls: Class) -> None:
    """Give a dataclass its fields, in order, with their defaults."""
    fields: dict[str, Any] = {}
    for one in cls.bases:
        fields.update(
            objects.find(one, "__dataclass_fields__") or {} if isinstance(one, Class) else {}
        )
    body = cls.node.body.body
    for statement in body:
        if not isinstance(statement, cst.SimpleStatementLine):
            continue
        for small in statement.body:
            if isinstance(small, cst.AnnAssign) and isinstance(small.target, cst.Name):
                name = small.target.value
                default = cls.names.get(name)
                fields[name] = (default,) if small.value is not None else None
    cls.names["__dataclass_fields__"] = fields
