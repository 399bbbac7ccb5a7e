"""Decorators and what else makes functions and classes from others."""

from dataclasses import replace
from typing import Any

import libcst as cst

from handler_lint.static import managers, signatures
from handler_lint.static.library.intrinsics import intrinsic
from handler_lint.static.machine import Machine
from handler_lint.static.values import (
    Bound,
    Class,
    ClassMethod,
    Function,
    Instance,
    Lib,
    Property,
    StaticMethod,
)


@intrinsic("handler_lint.same", "typing.cast")
def _same(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    return args[-1] if args else m.library()


@intrinsic("builtins.staticmethod")
def _static(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    return StaticMethod(args[0]) if args else m.library()


@intrinsic("builtins.classmethod")
def _classmethod(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    return ClassMethod(args[0]) if args else m.library()


@intrinsic("builtins.property")
def _property(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    getter = args[0] if args else keywords.get("fget")
    return Property(getter, args[1] if len(args) > 1 else keywords.get("fset"))


@intrinsic("functools.cached_property")
def _cached(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    return Property(args[0], cached=True) if args else m.library()


@intrinsic("handler_lint.property_setter")
def _setter(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    return replace(args[0], setter=args[1])


@intrinsic("handler_lint.property_getter", "handler_lint.property_deleter")
def _getter(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    return args[0]


@intrinsic("functools.partial")
def _partial(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    return Bound(args[0], tuple(args[1:]), keywords, partial=True) if args else m.library()


@intrinsic("functools.lru_cache", "functools.cache")
def _cache(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    if not args or not isinstance(args[0], Function):
        return args[0] if args and isinstance(args[0], Bound) else Lib("functools.cache")
    m.redefine()
    args[0].cache = {}
    return args[0]


@intrinsic("functools.wraps")
def _wraps(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    return Bound(Lib("handler_lint.wrap"), (args[0] if args else None,))


@intrinsic("handler_lint.wrap")
def _wrap(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    wrapped, wrapper = args[0], args[1] if len(args) > 1 else m.library()
    if isinstance(wrapper, Function):
        m.redefine()
        wrapper.wrapped = wrapped
        if isinstance(wrapped, Function):
            wrapper.attributes = {**wrapper.attributes, **wrapped.attributes}
    return wrapper


@intrinsic("handler_lint.init")
def _init(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    """`BaseException.__init__`: it keeps the arguments."""
    if args and isinstance(args[0], Instance):
        args[0].args = tuple(args[1:])
    return None


@intrinsic("inspect.signature")
def _signature(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    return signatures.signature(m, args[0] if args else None, node)


@intrinsic("dataclasses.dataclass")
def _dataclass(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    if not args:
        return Lib("dataclasses.dataclass")
    if isinstance(args[0], Class):
        m.redefine()
        signatures.add_fields(args[0])
    return args[0]


@intrinsic("dataclasses.field")
def _field(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    factory, default = keywords.get("default_factory"), keywords.get("default")
    return signatures.Field(factory, default, "default" in keywords, keywords.get("init") is False)


@intrinsic("contextlib.contextmanager")
def _manager(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    return Bound(Lib("handler_lint.manager"), (args[0],)) if args else m.library()


@intrinsic("handler_lint.manager")
def _entered(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    return managers.own_manager(m, args[0], args[1:], keywords, node)


@intrinsic("contextlib.suppress")
def _suppress(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    return managers.Suppress(tuple(args))


@intrinsic("contextlib.nullcontext")
def _null(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    return managers.Suppress((), args[0] if args else None)
