"""Objects: truth, length, elements, attributes and items of every kind of value."""

import builtins
from collections.abc import Iterator
from typing import Any

import libcst as cst

from handler_lint.calls import Event
from handler_lint.static import calling, library, operators
from handler_lint.static.library import intrinsics
from handler_lint.static.machine import Machine
from handler_lint.static.values import (
    CONTAINERS,
    PLAIN,
    Bound,
    Class,
    ClassMethod,
    Failure,
    FilePath,
    Function,
    Header,
    Instance,
    Lib,
    Method,
    Module,
    Property,
    Raised,
    StaticMethod,
    Unknown,
    content_of,
    is_hashable,
    key_of,
    kind_of,
)

EXEMPLARS: dict[str, Any] = {
    "str": "1",
    "bytes": b"1",
    "bytearray": bytearray(b"1"),
    "int": 1,
    "float": 1.0,
    "bool": True,
    "NoneType": None,
    "list": [],
    "dict": {},
    "tuple": (),
    "set": set(),
}
"""A value of each of Python's own kinds: an operation that these refuse with a TypeError, all of the kind refuse."""

STABLE = ("str", "bytes", "bytearray", "int", "float", "bool")
"""Kinds whose methods return the same kind whatever the content."""


def truth(m: Machine, value: Any, node: cst.CSTNode) -> bool:
    """Whether a value is true; an unknown one is a fork."""
    if isinstance(value, operators.Not):
        return not truth(m, value.inner, node)
    if isinstance(value, Unknown):
        if value.kind == "NoneType":
            return False
        if value.kind in ("function", "type", "module", "file"):
            return True
        key = ("true", value.key)
        return m.ask("it is true", ("yes", "no"), value.content, node, key) == "yes"
    if m.is_fuzzy(value):
        if value:
            return True
        return (
            m.ask("it is not empty", ("yes", "no"), content_of(value), node, ("true", id(value)))
            == "yes"
        )
    if isinstance(value, Instance):
        for name in ("__bool__", "__len__"):
            if find(value.cls, name) is not None:
                return truth(
                    m, calling.call(m, attribute(m, value, name, node), [], {}, node), node
                )
        return True
    if isinstance(value, (*PLAIN, *CONTAINERS)):
        return bool(value)
    return True


def elements(m: Machine, value: Any, node: cst.CSTNode) -> tuple[list[Any], bool]:
    """The elements of an iterable, and whether these are all: else one stands for any number of them."""
    if isinstance(value, (list, tuple, set, frozenset, range, dict, str, bytes, bytearray)):
        if m.is_fuzzy(value):
            first = next(iter(value), None)
            return [first if value else m.library(content_of(value))], False
        if len(value) > 5_000:
            return [m.unknown("any", content_of(value), frozenset({"package"}))], False
        return list(value), True
    if isinstance(value, Unknown):
        if value.kind in ("NoneType", "int", "float", "bool", "function"):
            raise m.fail(TypeError, f"'{value.kind}' object is not iterable", node)
        kind = {"str": "str", "bytes": "int", "bytearray": "int"}.get(value.kind, value.items)
        return [m.unknown(kind, value.content, value.kind_by, *value.key, "element")], False
    if isinstance(value, Instance) and find(value.cls, "__iter__") is not None:
        return [m.miss("an own iterator", node)], False
    if value is None or isinstance(value, (int, float, complex, Function)):
        raise m.fail(TypeError, f"'{kind_of(value)}' object is not iterable", node)
    return [m.library()], False


def length(m: Machine, value: Any, node: cst.CSTNode) -> Any:
    """`len(value)`."""
    if (
        isinstance(value, CONTAINERS)
        and not isinstance(value, slice)
        or isinstance(value, (str, bytes, bytearray))
    ):
        if m.is_fuzzy(value):
            return m.unknown("int", content_of(value), frozenset({"library"}), "len", id(value))
        return len(value)
    if isinstance(value, Unknown):
        if value.kind in ("NoneType", "int", "float", "bool"):
            raise m.fail(TypeError, f"object of type '{value.kind}' has no len()", node)
        return m.unknown("int", value.content, value.kind_by, "len", value.key)
    if isinstance(value, Instance):
        if find(value.cls, "__len__") is not None:
            return calling.call(m, attribute(m, value, "__len__", node), [], {}, node)
        if not value.cls.open:
            raise m.fail(TypeError, f"object of type '{value.cls.name}' has no len()", node)
    if isinstance(value, PLAIN):
        raise m.fail(TypeError, f"object of type '{kind_of(value)}' has no len()", node)
    return m.library(kind="int")


def find(cls: Class, name: str) -> Any:
    """A name of a class or its bases in the package, or None."""
    for one in cls.ancestors():
        if isinstance(one, Class) and name in one.names:
            return one.names[name]
    return None


def attribute(m: Machine, owner: Any, name: str, node: cst.CSTNode) -> Any:
    """`owner.name`."""
    match owner:
        case Unknown():
            return _of_unknown(m, owner, name, node)
        case Module():
            if name in owner.names:
                return owner.names[name]
            if name == "__dict__":
                return owner.names
            raise m.fail(AttributeError, f"module '{owner.name}' has no attribute '{name}'", node)
        case Lib():
            return of_library(m, owner, name)
        case Instance():
            return _of_instance(m, owner, name, node)
        case Class():
            return _of_class(m, owner, name, node)
        case Function() if name in owner.attributes:
            return owner.attributes[name]
        case Function() if name in ("__name__", "__qualname__"):
            return owner.name
        case Bound() if name == "__name__" and isinstance(owner.function, Function):
            return owner.function.name
        case Bound() if name == "__self__":
            return owner.given[0]
        case Failure():
            return owner.args if name == "args" else m.library()
        case FilePath():
            return intrinsics.path_attribute(m, owner, name, node)
        case type() if hasattr(owner, name):
            return Method(owner, name)
        case _ if isinstance(owner, (*PLAIN, *CONTAINERS)):
            if not hasattr(owner, name):
                raise m.fail(
                    AttributeError, f"'{kind_of(owner)}' object has no attribute '{name}'", node
                )
            return Method(owner, name)
    return m.library()


def of_library(m: Machine, owner: Lib, name: str) -> Any:
    """A member of a foreign module: its constant, Python's own exception, or its name."""
    full = library.canonical(f"{owner.name}.{name}")
    known = library.entry(full)
    if known is not None and known.has_constant:
        return known.constant
    if full == "os.environ":
        return Lib(full)
    own = library.real(full)
    if isinstance(own, type) and issubclass(own, BaseException):
        return own
    if isinstance(own, (str, int, float)) and full not in intrinsics.INTRINSICS:
        return own
    return Lib(full)


def _of_unknown(m: Machine, owner: Unknown, name: str, node: cst.CSTNode) -> Any:
    own = getattr(builtins, owner.kind, None) if owner.kind != "NoneType" else type(None)
    if isinstance(own, type) and owner.kind in EXEMPLARS:
        if not hasattr(own, name):
            raise m.fail(AttributeError, f"'{owner.kind}' object has no attribute '{name}'", node)
        return Method(owner, name)
    known = library.kind(owner.kind)
    if name in known.attributes:
        return m.unknown(
            known.attributes[name], owner.content, frozenset({"library"}), *owner.key, ".", name
        )
    if name not in known.methods:
        m.may_raise(f".{name} is there", (AttributeError,), owner.kind_by, node)
    return Method(owner, name)


def _of_instance(m: Machine, owner: Instance, name: str, node: cst.CSTNode) -> Any:
    if name in owner.names:
        return owner.names[name]
    found = find(owner.cls, name)
    if found is not None:
        return _bound(m, owner, found, node)
    if name == "__class__":
        return owner.cls
    if name == "__dict__":
        return owner.names
    if name == "args":
        return owner.args
    if (hook := find(owner.cls, "__getattr__")) is not None:
        return calling.call(m, Bound(hook, (owner,)), [name], {}, node)
    foreign = [
        one for one in owner.cls.ancestors() if not isinstance(one, Class) and one is not object
    ]
    if not foreign:
        raise m.fail(AttributeError, f"'{owner.cls.name}' object has no attribute '{name}'", node)
    if all(isinstance(one, type) and not hasattr(one, name) for one in foreign):
        raise m.fail(AttributeError, f"'{owner.cls.name}' object has no attribute '{name}'", node)
    return Method(
        m.unknown("any", frozenset({"library"}), frozenset({"library"}), "of", id(owner)), name
    )


def _bound(m: Machine, owner: Instance, found: Any, node: cst.CSTNode) -> Any:
    match found:
        case Function():
            return Bound(found, (owner,))
        case StaticMethod(function):
            return function
        case ClassMethod(function):
            return Bound(function, (owner.cls,))
        case Property(getter):
            return calling.call(m, Bound(getter, (owner,)), [], {}, node)
    return found


def _of_class(m: Machine, owner: Class, name: str, node: cst.CSTNode) -> Any:
    found = find(owner, name)
    match found:
        case None:
            pass
        case StaticMethod(function):
            return function
        case ClassMethod(function):
            return Bound(function, (owner,))
        case Function() | Property():
            return found
        case _:
            # A member of an enumeration is not the value that was written for it.
            enum = any(
                isinstance(one, Lib) and one.name.startswith("enum.") for one in owner.ancestors()
            )
            return (
                m.unknown(
                    "any",
                    frozenset({"ignorance"}),
                    frozenset({"ignorance"}),
                    "enum",
                    id(owner),
                    name,
                )
                if enum
                else found
            )
    if name in ("__name__", "__qualname__"):
        return owner.name
    if owner.open or any(isinstance(one, type) for one in owner.ancestors()):
        return m.library()
    raise m.fail(AttributeError, f"type object '{owner.name}' has no attribute '{name}'", node)


def set_attribute(m: Machine, owner: Any, name: str, value: Any) -> None:
    """`owner.name = value`."""
    match owner:
        case Instance():
            owner.names[name] = value
        case Module():
            owner.names[name] = value
            m.record(Event("changed", name))
        case Class():
            owner.names[name] = value
        case Function():
            owner.attributes[name] = value


def item(m: Machine, owner: Any, index: Any, node: cst.CSTNode) -> Any:
    """`owner[index]`."""
    if isinstance(owner, Lib):
        if owner.name == "os.environ":
            return intrinsics.environ_item(m, index, node)
        return owner if owner.name.startswith("typing") else m.library()
    if isinstance(owner, (Class, type)):
        return owner
    if isinstance(owner, Instance):
        if find(owner.cls, "__getitem__") is not None:
            return calling.call(m, attribute(m, owner, "__getitem__", node), [index], {}, node)
        if not owner.cls.open and not any(isinstance(b, type) for b in owner.cls.ancestors()):
            raise m.fail(TypeError, f"'{owner.cls.name}' object is not subscriptable", node)
        return m.library()
    if isinstance(owner, (dict, list, tuple, str, bytes, bytearray, range)):
        return _known_item(m, owner, index, node)
    if isinstance(owner, Unknown):
        return _unknown_item(m, owner, index, node)
    if owner is None or isinstance(owner, (int, float, complex, Function, Bound, set, frozenset)):
        raise m.fail(TypeError, f"'{kind_of(owner)}' object is not subscriptable", node)
    return m.library()


def _known_item(m: Machine, owner: Any, index: Any, node: cst.CSTNode) -> Any:
    if isinstance(index, slice):
        return _known_slice(m, owner, index)
    if (
        isinstance(index, Unknown)
        or not is_hashable(index)
        or (isinstance(owner, dict) and m.is_fuzzy(owner))
    ):
        if isinstance(owner, dict) and is_hashable(index) and index in owner:
            return owner[index]
        m.may_raise(
            "the item is there",
            (KeyError if isinstance(owner, dict) else IndexError,),
            content_of(index, owner),
            node,
        )
        return one_of(m, owner, index)
    if isinstance(index, Header) and isinstance(owner, dict):
        compare_keys(m, owner, index, node)
    if m.is_fuzzy(owner) and not isinstance(owner, dict):
        return next(iter(owner), m.library())
    try:
        found = owner[index]
    except (KeyError, IndexError, TypeError) as error:
        text = repr(index) if isinstance(error, KeyError) else str(error)
        raise m.fail(type(error), text, node, index) from None
    return Header(found, True) if isinstance(owner, Header) else found


def _known_slice(m: Machine, owner: Any, index: slice) -> Any:
    parts = (index.start, index.stop, index.step)
    if any(isinstance(part, Unknown) for part in parts):
        return m.unknown(kind_of(owner), content_of(*parts), frozenset({"library"}))
    if not isinstance(owner, (list, tuple, str, bytes, bytearray, range)):
        raise m.fail(TypeError, "unhashable type: 'slice'")
    try:
        found = owner[index]
    except (TypeError, ValueError) as error:
        raise m.fail(type(error), str(error)) from None
    if m.is_fuzzy(owner):
        return m.blur(found)
    return Header(str(found), True) if isinstance(owner, Header) else found


def one_of(m: Machine, owner: Any, index: Any) -> Any:
    values = list(owner.values()) if isinstance(owner, dict) else list(owner)[:50]
    kinds = {kind_of(one) for one in values}
    kind = kinds.pop() if len(kinds) == 1 else "any"
    return m.unknown(
        kind,
        content_of(index, owner),
        content_of(index, owner),
        "item",
        key_of(owner),
        key_of(index),
    )


def compare_keys(m: Machine, owner: dict[Any, Any], header: Header, node: cst.CSTNode) -> None:
    for key in owner:
        if isinstance(key, str):
            m.record(Event("compared", str(key), m.spot(node), exact=not header.cut))


def _unknown_item(m: Machine, owner: Unknown, index: Any, node: cst.CSTNode) -> Any:
    if owner.kind in ("NoneType", "int", "float", "bool", "function"):
        raise m.fail(TypeError, f"'{owner.kind}' object is not subscriptable", node)
    if isinstance(index, slice):
        return m.unknown(
            owner.kind,
            owner.content,
            owner.kind_by,
            *owner.key,
            "slice",
            key_of(index),
            items=owner.items,
        )
    if owner.kind in ("str", "list", "tuple") and kind_of(index) == "str":
        word = {"str": "string indices must be integers, not 'str'"}.get(
            owner.kind, f"{owner.kind} indices must be integers or slices, not str"
        )
        raise m.fail(TypeError, word, node)
    known = library.kind(owner.kind)
    m.may_raise(
        "the item is there", (KeyError,) if kind_of(index) == "str" else (), owner.content, node
    )
    kind = {"str": "str", "bytes": "int", "bytearray": "int"}.get(
        owner.kind, known.operators and "any" or owner.items
    )
    return m.unknown(
        kind, owner.content, owner.content | owner.kind_by, *owner.key, "item", key_of(index)
    )


def set_item(m: Machine, owner: Any, index: Any, value: Any, node: cst.CSTNode) -> None:
    """`owner[index] = value`."""
    if isinstance(owner, (dict, list, bytearray)):
        if isinstance(index, Unknown) or not is_hashable(index) or m.loops:
            m.blur(owner)
            if not isinstance(owner, dict):
                return
        if isinstance(owner, dict):
            owner[m.keep(index)] = value
            return
        try:
            owner[index] = value
        except (IndexError, TypeError, ValueError) as error:
            if not isinstance(value, Unknown):
                raise m.fail(type(error), str(error), node) from None
        return
    if isinstance(owner, Instance) and find(owner.cls, "__setitem__") is not None:
        calling.call(m, attribute(m, owner, "__setitem__", node), [index, value], {}, node)
        return
    refuse = kind_of(owner)
    if refuse in ("str", "bytes", "tuple", "int", "float", "bool", "NoneType"):
        raise m.fail(TypeError, f"'{refuse}' object does not support item assignment", node)


def has_attribute(m: Machine, owner: Any, name: str, node: cst.CSTNode) -> Any:
    """`hasattr(owner, name)`: True, False or an unknown bool."""
    if isinstance(owner, Unknown) and owner.kind not in EXEMPLARS:
        return m.unknown("bool", owner.kind_by, frozenset({"library"}), "has", owner.key, name)
    if isinstance(owner, Lib):
        return m.unknown(
            "bool", frozenset({"library"}), frozenset({"library"}), "has", owner.name, name
        )
    tries, m.tries = m.tries, []
    try:
        attribute(m, owner, name, node)
    except Raised as raised:
        if raised.failure.kind is AttributeError:
            return False
        raise
    finally:
        m.tries = tries
    return True


def iterate(m: Machine, value: Any, node: cst.CSTNode) -> Iterator[Any]:
    """All elements where they are known; one that stands for them where not."""
    yield from elements(m, value, node)[0]
