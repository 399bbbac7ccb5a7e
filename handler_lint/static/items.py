"""Items: `owner[index]`, read, set and deleted, on every kind of value."""

from typing import Any

import libcst as cst

from handler_lint.calls import Event
from handler_lint.static import attributes, library, membership, objects
from handler_lint.static.kinds import content_of, is_hashable, key_of, kind_of
from handler_lint.static.library import environment
from handler_lint.static.machine import Machine
from handler_lint.static.values import (
    LIBRARY,
    Bound,
    Class,
    FilePath,
    Function,
    Header,
    Instance,
    Lib,
    Stream,
    Unknown,
)

SEQUENCES = (list, tuple, str, bytes, bytearray, range)


def item(m: Machine, owner: Any, index: Any, node: cst.CSTNode) -> Any:
    """`owner[index]`."""
    if isinstance(owner, Lib):
        if owner.name == "os.environ":
            return environment.environ_item(m, index, node)
        return owner if owner.name.startswith("typing") else m.library()
    if isinstance(owner, Class) and owner.members is not None and isinstance(index, str):
        if attributes.is_member(owner, owner.names.get(index)):
            return owner.names[index]
        raise m.fail(KeyError, repr(index), node, index)
    if isinstance(owner, (Class, type)):
        return owner
    if isinstance(owner, Instance):
        return _own_item(m, owner, index, node)
    if isinstance(owner, dict):
        return _value_of_key(m, owner, index, node)
    if isinstance(owner, SEQUENCES):
        return _member_at(m, owner, index, node)
    if isinstance(owner, Unknown):
        return _unknown_item(m, owner, index, node)
    if owner is None or isinstance(
        owner, (int, float, complex, Function, Bound, set, frozenset, FilePath, Stream)
    ):
        raise m.fail(TypeError, f"'{kind_of(owner)}' object is not subscriptable", node)
    return m.library()


def _own_item(m: Machine, owner: Instance, index: Any, node: cst.CSTNode) -> Any:
    if attributes.find(owner.cls, "__getitem__") is not None:
        return attributes.call_special(m, owner, "__getitem__", [index], node)
    if owner.cls.open or owner.cls.python:
        return m.library()
    raise m.fail(TypeError, f"'{owner.cls.name}' object is not subscriptable", node)


def _value_of_key(m: Machine, owner: dict[Any, Any], key: Any, node: cst.CSTNode) -> Any:
    objects.refuse_unhashable(m, key, node)
    if isinstance(key, slice):
        raise m.fail(TypeError, "unhashable type: 'slice'", node)
    if isinstance(key, Header):
        compare_keys(m, owner, key, node)
    if is_hashable(key) and not m.is_fuzzy(owner):
        if key in owner:
            return owner[key]
        raise m.fail(KeyError, repr(key), node, key)
    if membership.contains(m, owner, key, node) is not True:
        m.may_raise("the item is there", (KeyError,), content_of(key, owner), node)
    return value_of(m, owner, key)


def value_of(m: Machine, owner: dict[Any, Any], key: Any) -> Any:
    """The value of a key in a dict of which not all is known."""
    if is_hashable(key) and key in owner and not any(isinstance(one, Unknown) for one in owner):
        return owner[key]
    return objects.one_of(m, owner, list(owner.values()), key)


def compare_keys(m: Machine, owner: dict[Any, Any], header: Header, node: cst.CSTNode) -> None:
    """A header is looked up: it is compared with every key that is a text."""
    for key in owner:
        if isinstance(key, str):
            m.record(Event("compared", str(key), m.spot(node), exact=not header.cut))


def _member_at(m: Machine, owner: Any, index: Any, node: cst.CSTNode) -> Any:
    if isinstance(index, slice):
        return _known_slice(m, owner, index, node)
    if isinstance(index, Unknown) or m.is_fuzzy(owner):
        word = kind_of(index)
        if word not in ("int", "bool", "any", "json"):
            _refuse_index(m, owner, index, node)
        m.may_raise("the item is there", (IndexError,), content_of(index, owner), node)
        return objects.one_of(m, owner, list(owner)[:50], index)
    try:
        found = owner[index]
    except (IndexError, TypeError) as error:
        raise m.fail(type(error), str(error), node) from None
    return Header(found, True) if isinstance(owner, Header) else found


def _refuse_index(m: Machine, owner: Any, index: Any, node: cst.CSTNode) -> None:
    word = kind_of(owner)
    if word == "str":
        raise m.fail(TypeError, f"string indices must be integers, not '{kind_of(index)}'", node)
    if word == "bytes":
        word = "byte"
    if word in ("list", "tuple", "byte", "bytearray", "range"):
        text = f"{word} indices must be integers or slices, not {kind_of(index)}"
        raise m.fail(TypeError, text, node)


def _known_slice(m: Machine, owner: Any, index: slice, node: cst.CSTNode) -> Any:
    parts = (index.start, index.stop, index.step)
    if any(isinstance(part, Unknown) for part in parts):
        by, keys = content_of(owner, *parts), (key_of(part) for part in parts)
        key = (*m.now(owner), "slice", *keys)
        return m.unknown(kind_of(owner), by, LIBRARY, *key)
    try:
        found = owner[index]
    except (TypeError, ValueError) as error:
        raise m.fail(type(error), str(error), node) from None
    if m.is_fuzzy(owner):
        return m.blur(owner[:])
    return Header(str(found), True) if isinstance(owner, Header) else found


def _unknown_item(m: Machine, owner: Unknown, index: Any, node: cst.CSTNode) -> Any:
    if owner.kind in ("NoneType", "int", "float", "bool", "function", "set"):
        raise m.fail(TypeError, f"'{owner.kind}' object is not subscriptable", node)
    if isinstance(index, slice):
        key = (
            *m.now(owner),
            "slice",
            *(key_of(part) for part in (index.start, index.stop, index.step)),
        )
        if owner.kind in ("dict", "json", "any"):
            m.may_raise("the slice is there", (TypeError, KeyError), owner.kind_by, node)
        return m.unknown(owner.kind, owner.content, owner.kind_by, *key, items=owner.items)
    if kind_of(index) in ("str", "float", "NoneType", "bytes"):
        _refuse_index(m, owner, index, node)
    errors: tuple[type, ...] = (KeyError,) if kind_of(index) == "str" else (IndexError,)
    if owner.kind in ("any", "json"):
        errors = (*errors, TypeError)
    m.may_raise("the item is there", errors, owner.content | owner.kind_by, node)
    operators_ = library.kind(owner.kind).operators
    kind = {"str": "str", "bytes": "int", "bytearray": "int", "json": "json"}.get(
        owner.kind, "any" if operators_ else owner.items
    )
    by = LIBRARY if owner.kind in ("str", "bytes", "bytearray") else owner.content | owner.kind_by
    return m.unknown(kind, owner.content, by, *m.now(owner), "item", key_of(index))


def set_item(m: Machine, owner: Any, index: Any, value: Any, node: cst.CSTNode) -> None:
    """`owner[index] = value`."""
    if isinstance(owner, dict):
        objects.put(m, owner, index, value, node)
    elif isinstance(owner, (list, bytearray)):
        _set_at(m, owner, index, value, node)
    elif isinstance(owner, Instance) and attributes.find(owner.cls, "__setitem__") is not None:
        attributes.call_special(m, owner, "__setitem__", [index, value], node)
    else:
        _refuse(m, owner, "does not support item assignment", node)
        m.spoil(owner)


def _set_at(m: Machine, owner: Any, index: Any, value: Any, node: cst.CSTNode) -> None:
    if isinstance(index, slice):
        value, complete = objects.elements(m, value, node)
        if not complete or m.loops or not m.knows(index):
            owner.extend(one for one in value if isinstance(owner, list))
            m.spoil(owner)
            return
    if isinstance(index, Unknown) or m.is_fuzzy(owner) or m.loops or isinstance(value, Unknown):
        if isinstance(owner, list) and m.knows(index) and not (m.is_fuzzy(owner) or m.loops):
            _really_set(m, owner, index, value, node)
            return
        m.may_raise("the item is there", (IndexError,), content_of(index, owner), node)
        m.spoil(owner)
        return
    _really_set(m, owner, index, value, node)


def _really_set(m: Machine, owner: Any, index: Any, value: Any, node: cst.CSTNode) -> None:
    try:
        owner[index] = value
    except (IndexError, TypeError, ValueError) as error:
        raise m.fail(type(error), str(error), node) from None


def _refuse(m: Machine, owner: Any, what: str, node: cst.CSTNode) -> None:
    kind = kind_of(owner)
    refused = kind in ("str", "bytes", "tuple", "int", "float", "bool", "NoneType", "set", "range")
    own = isinstance(owner, Instance) and not owner.cls.open and not owner.cls.python
    if refused or own or isinstance(owner, (Function, FilePath)):
        raise m.fail(TypeError, f"'{kind}' object {what}", node)


def delete_item(m: Machine, owner: Any, index: Any, node: cst.CSTNode) -> None:
    """`del owner[index]`."""
    if isinstance(owner, (dict, list)):
        if m.is_fuzzy(owner) or m.loops or not m.knows(index):
            m.may_raise("the item is there", (KeyError, IndexError), content_of(owner, index), node)
            m.blur(owner)
            return
        try:
            del owner[index]
        except (KeyError, IndexError, TypeError) as error:
            text = repr(index) if isinstance(error, KeyError) else str(error)
            raise m.fail(type(error), text, node, *error.args) from None
    elif isinstance(owner, Instance) and attributes.find(owner.cls, "__delitem__") is not None:
        attributes.call_special(m, owner, "__delitem__", [index], node)
    else:
        _refuse(m, owner, "doesn't support item deletion", node)
        m.spoil(owner)
