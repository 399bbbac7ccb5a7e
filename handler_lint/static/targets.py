"""Assignment targets: names, attributes, items, and unpacking."""

from typing import Any

import libcst as cst

from handler_lint.calls import Event
from handler_lint.static import expressions, objects
from handler_lint.static.machine import Frame, Machine
from handler_lint.static.values import content_of


def assign(m: Machine, target: cst.BaseExpression, value: Any) -> None:
    """`target = value`."""
    match target:
        case cst.Name(value=name):
            bind_name(m, name, value)
        case cst.Attribute():
            owner = expressions.evaluate(m, target.value)
            objects.set_attribute(m, owner, target.attr.value, value)
        case cst.Subscript():
            owner = expressions.evaluate(m, target.value)
            objects.set_item(m, owner, expressions.index_of(m, target), value, target)
        case cst.Tuple() | cst.List():
            _unpack(m, [element.value for element in target.elements], target, value)
        case cst.StarredElement():
            assign(m, target.value, value)
        case _:
            m.miss("an assignment target", target)


def bind_name(m: Machine, name: str, value: Any) -> None:
    """Bind a name where Python would: in this frame, its module, or the frame that declares it."""
    frame = m.frame
    if name in frame.global_names:
        frame.module.names[name] = value
        m.record(Event("changed", name))
        return
    if name in frame.nonlocal_names:
        outer: Frame | None = frame.closure
        while outer is not None and name not in outer.names:
            outer = outer.closure
        (outer or frame).names[name] = value
        return
    frame.names[name] = value


def _unpack(m: Machine, targets: list[Any], node: Any, value: Any) -> None:
    starred = [
        i for i, element in enumerate(node.elements) if isinstance(element, cst.StarredElement)
    ]
    values, complete = objects.elements(m, value, node)
    if not complete:
        m.may_raise("unpacking", (ValueError,), content_of(value), node)
        one = values[0] if values else m.library()
        for index, target in enumerate(targets):
            assign(m, target, m.blur([one]) if index in starred else _member(m, value, one, index))
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
    kind = getattr(one, "kind", "any")
    by = content_of(value)
    return m.unknown(
        kind, by, getattr(one, "kind_by", by), *getattr(one, "key", ("of", id(value))), index
    )
