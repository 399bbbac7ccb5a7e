"""Assignment targets: names, attributes, items, and unpacking."""

from typing import Any

import libcst as cst

from handler_lint.calls import Event
from handler_lint.static import attribute_changes, expressions, items, objects
from handler_lint.static.kinds import content_of, kind_of
from handler_lint.static.machine import Frame, Machine
from handler_lint.static.values import LIBRARY, Module


def assign(m: Machine, target: Any, value: Any) -> None:
    """`target = value`."""
    kind = type(target)
    if kind is cst.Name:
        bind_name(m, target.value, value)
    elif kind is cst.Attribute:
        owner = expressions.evaluate(m, target.value)
        attribute_changes.set_attribute(m, owner, target.attr.value, value, target)
    elif kind is cst.Subscript:
        owner = expressions.evaluate(m, target.value)
        items.set_item(m, owner, expressions.index_of(m, target), value, target)
    elif kind is cst.StarredElement:
        m.miss("a starred target", target)
    else:
        targets = [element.value for element in target.elements]
        _unpack(m, targets, target, value)


def bind_name(m: Machine, name: str, value: Any) -> None:
    """Bind a name where Python would: in this frame, its module, or the frame that declares it."""
    frame = m.frames[-1]
    if name not in frame.global_names and name not in frame.nonlocal_names:
        frame.names[name] = value
        return
    if name in frame.global_names:
        m.record(Event("changed", name))
    frame_of(m, name).names[name] = value


def unbind_name(m: Machine, name: str) -> None:
    """Take a name away, if it is bound."""
    frame_of(m, name).names.pop(name, None)


def frame_of(m: Machine, name: str) -> Frame | Module:
    """The frame in which this frame binds a name."""
    frame = m.frames[-1]
    if name in frame.global_names:
        return frame.module
    outer: Frame | None = frame
    if name in frame.nonlocal_names:
        outer = frame.closure
        while outer is not None and name not in outer.local:
            outer = outer.closure
    return outer or frame


def _unpack(m: Machine, targets: list[Any], node: Any, value: Any) -> None:
    starred = [i for i, element in enumerate(node.elements) if type(element) is cst.StarredElement]
    if type(value) is tuple and len(value) == len(targets) and not (starred or m.is_fuzzy(value)):
        for target, one in zip(targets, value, strict=True):
            assign(m, target, one)
        return
    if kind_of(value) in objects.NOT_ITERABLE:
        text = f"cannot unpack non-iterable {kind_of(value)} object"
        raise m.fail(TypeError, text, node)
    values, complete = objects.elements(m, value, node)
    if not complete:
        m.may_raise("unpacking", (ValueError,), content_of(value), node)
        for index, target in enumerate(targets):
            some = [_member(m, value, values[0], index)]
            assign(m, target, m.blur(some) if index in starred else some[0])
        return
    if starred:
        before, after = starred[0], len(targets) - starred[0] - 1
        if len(values) < before + after:
            text = f"not enough values to unpack (expected at least {before + after}, got {len(values)})"
            raise m.fail(ValueError, text, node)
        end = len(values) - after
        values = [*values[:before], values[before:end], *values[end:]]
    if len(values) > len(targets):
        raise m.fail(ValueError, f"too many values to unpack (expected {len(targets)})", node)
    if len(values) < len(targets):
        text = f"not enough values to unpack (expected {len(targets)}, got {len(values)})"
        raise m.fail(ValueError, text, node)
    for target, one in zip(targets, values, strict=True):
        assign(m, target, one)


def _member(m: Machine, value: Any, one: Any, index: int) -> Any:
    kind, by = kind_of(one), content_of(value)
    key = (*m.now(value), "unpacked", index)
    return m.unknown(kind, by, LIBRARY if kind != "any" else by, *key)
