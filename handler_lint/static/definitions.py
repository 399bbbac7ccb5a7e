"""Definitions: functions and classes of the package."""

from typing import Any

import libcst as cst

from handler_lint.static import calling, enumerations, expressions, statements, targets
from handler_lint.static.machine import Frame, Machine
from handler_lint.static.values import Class, Function


def function(m: Machine, node: cst.FunctionDef) -> None:
    """`def …:`, with its decorators."""
    name = node.name.value
    decorators = [expressions.evaluate(m, one.decorator) for one in node.decorators]
    made: Any = Function(
        node,
        m.frames[-1].source,
        name,
        m.frames[-1].within + name,
        m.frames[-1],
        expressions.defaults(m, node.params),
    )
    for decorator, written in zip(reversed(decorators), reversed(node.decorators), strict=True):
        made = calling.call(m, decorator, [made], {}, written.decorator)
    targets.bind_name(m, name, made)


def class_(m: Machine, node: cst.ClassDef) -> None:
    """`class …:`: its body is executed at once."""
    name = node.name.value
    decorators = [expressions.evaluate(m, one.decorator) for one in node.decorators]
    bases = tuple(expressions.evaluate(m, one.value) for one in node.bases if one.star == "")
    frame = Frame(
        m.frames[-1].module,
        {},
        m.frames[-1].function,
        m.frames[-1],
        is_class=True,
        qualname=f"{m.frames[-1].within}{name}.",
        running=m.frames[-1].running,
    )
    depth = len(m.frames)
    m.frames.append(frame)
    try:
        statements.block(m, node.body)
    finally:
        del m.frames[depth:]
    qualname = m.frames[-1].within + name
    made: Any = Class(name, m.frames[-1].source, node, bases, frame.names, qualname)
    made.metaclass = bool(node.keywords) or any(getattr(b, "metaclass", False) for b in bases)
    _own(made)
    if made.enumeration:
        enumerations.finish(made)
    for decorator, written in zip(reversed(decorators), reversed(node.decorators), strict=True):
        made = calling.call(m, decorator, [made], {}, written.decorator)
    targets.bind_name(m, name, made)


def _own(cls: Class) -> None:
    """Tell the functions of a class body to which class they belong, for `super()`."""
    for value in cls.names.values():
        inner = getattr(value, "function", getattr(value, "getter", value))
        for one in (inner, getattr(value, "setter", None)):
            while isinstance(one, Function) and one.owner is None:
                one.owner = cls
                one = one.wrapped
