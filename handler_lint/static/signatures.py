"""Signatures: what `inspect.signature` says of a function of the package, and the fields of a dataclass."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import libcst as cst

from handler_lint.static import attributes, binding, calling
from handler_lint.static.kinds import content_of
from handler_lint.static.machine import Machine
from handler_lint.static.values import (
    CONTAINERS,
    IGNORANCE,
    LIBRARY,
    PLAIN,
    Bound,
    Class,
    Function,
    Instance,
)

EMPTY = cst.Module(body=())
MANY = 1_000


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
            start = attributes.find(function, "__init__")
            if start is None:
                fields = fields_of(function)
                if fields is not None:
                    return [name for name, field in fields.items() if not field.hidden]
                return None if function.open or function.python else []
            return names_of(Bound(start, (None,)))
        case Instance():
            own = attributes.find(function.cls, "__call__")
            return names_of(Bound(own, (function,))) if own is not None else None
    return None


def room(function: Any) -> tuple[int, int] | None:
    """The least and the most arguments that a call by position can pass; None where the function is foreign."""
    match function:
        case Function():
            params = function.node.params
            names = [p.name.value for p in (*params.posonly_params, *params.params)]
            most = MANY if isinstance(params.star_arg, cst.Param) else len(names)
            if any(p.name.value not in function.defaults for p in params.kwonly_params):
                return MANY, 0
            return sum(name not in function.defaults for name in names), most
        case Bound(inner, given, keywords) if not keywords:
            inside = room(inner)
            return (inside[0] - len(given), inside[1] - len(given)) if inside is not None else None
        case Instance():
            own = attributes.find(function.cls, "__call__")
            return room(Bound(own, (function,))) if own is not None else None
    return None


def _after_given(bound: Bound) -> list[str] | None:
    names = names_of(bound.function)
    inner = bound.function
    while isinstance(inner, Bound):
        inner = inner.function
    while isinstance(inner, Function) and isinstance(inner.wrapped, Function):
        inner = inner.wrapped
    if names is None or not isinstance(inner, Function):
        return None
    params = inner.node.params
    fixed = len(params.posonly_params) + len(params.params)
    # A parameter given by keyword still counts: it becomes keyword-only.
    return names[min(len(bound.given), fixed) :]


def signature(m: Machine, function: Any, node: cst.CSTNode) -> Any:
    """`inspect.signature(function)`: an object whose `parameters` is a dict."""
    names = names_of(function)
    if names is None and isinstance(function, (*PLAIN, *CONTAINERS)):
        raise m.fail(TypeError, f"{function!r} is not a callable object", node)
    if names is None:
        return m.unknown("signature", LIBRARY, LIBRARY)
    shape = Class(
        "Signature",
        m.frames[-1].source,
        cst.ClassDef(cst.Name("Signature"), cst.IndentedBlock(())),
        (),
        {},
    )
    return Instance(shape, {"parameters": dict.fromkeys(names)})


def spelled(function: Function) -> str:
    """The signature as written, on one line."""
    params = function.node.params
    code = function.source.once(("code", params), lambda: EMPTY.code_for_node(params))
    return f"{function.name}({' '.join(str(code).split())})"


@dataclass(frozen=True, slots=True)
class Field:
    """`dataclasses.field(…)`; `has_default` tells a default of None from none at all, `hidden` is `init=False`."""

    factory: Any = None
    default: Any = None
    has_default: bool = False
    hidden: bool = False

    @property
    def required(self) -> bool:
        return not self.has_default and self.factory is None


def add_fields(cls: Class) -> None:
    """Give a dataclass its fields, in order, with their defaults."""
    fields: dict[str, Field] = {}
    for base in reversed(cls.mro[1:]):
        if isinstance(base, Class) and base.fields is not None:
            fields.update(base.fields)
    body = cls.node.body.body
    lines = [one for one in body if isinstance(one, cst.SimpleStatementLine)]
    for small in (small for line in lines for small in line.body):
        if not isinstance(small, cst.AnnAssign) or not isinstance(small.target, cst.Name):
            continue
        name = small.target.value
        value = cls.names.get(name)
        if not isinstance(value, Field):
            value = Field(None, value, small.value is not None)
        elif not value.has_default:
            del cls.names[name]
        else:
            cls.names[name] = value.default
        if "ClassVar" not in EMPTY.code_for_node(small.annotation.annotation):
            fields[name] = value
    cls.fields = fields


def fields_of(cls: Class) -> dict[str, Field] | None:
    """The fields that the initialiser of a dataclass takes; None where it is none."""
    for one in cls.mro:
        if isinstance(one, Class) and one.fields is not None:
            return one.fields
    return None


def fill_fields(
    m: Machine,
    made: Instance,
    fields: Mapping[str, Field],
    args: Sequence[Any],
    keywords: Mapping[str, Any],
    node: cst.CSTNode,
) -> None:
    """What the initialiser of a dataclass does, with Python's own messages."""
    start = f"{made.cls.qualname}.__init__"
    taken = [name for name, field in fields.items() if not field.hidden]
    if isinstance(args, binding.Spread):
        unknown = {name: m.unknown("any", content_of(*args), IGNORANCE) for name in fields}
        made.names.update(unknown, **keywords)
        return
    if len(args) > len(taken):
        least = 1 + sum(fields[name].required for name in taken)
        count = (
            f"{len(taken) + 1}" if least == len(taken) + 1 else f"from {least} to {len(taken) + 1}"
        )
        plural = "s" if count != "1" else ""
        text = f"{start}() takes {count} positional argument{plural} but {len(args) + 1} were given"
        raise m.fail(TypeError, text, node)
    given = dict(zip(taken, args, strict=False))
    for name, value in keywords.items():
        if name in given:
            raise m.fail(TypeError, f"{start}() got multiple values for argument '{name}'", node)
        if name not in taken:
            text = f"{start}() got an unexpected keyword argument '{name}'"
            raise m.fail(TypeError, text, node)
        given[name] = value
    missing = [name for name in taken if name not in given and fields[name].required]
    if missing:
        raise m.fail(TypeError, binding.missing(start, missing, "positional"), node)
    for name, field in fields.items():
        if name in given:
            made.names[name] = given[name]
        elif field.factory is not None:
            made.names[name] = calling.call(m, field.factory, [], {}, node)
        elif field.has_default:
            made.names[name] = field.default
    if (after := attributes.find(made.cls, "__post_init__")) is not None:
        calling.call(m, Bound(after, (made,)), [], {}, node)
