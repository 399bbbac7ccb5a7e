"""Displays: tuples, lists, sets and dicts that are written out."""

from typing import Any

import libcst as cst

from handler_lint.static import expressions, objects
from handler_lint.static.machine import Code, Machine
from handler_lint.static.source import Source


def Tuple(source: Source, node: cst.Tuple) -> Code:
    members = _members(source, node.elements)

    def run(m: Machine) -> Any:
        values, complete = _elements(m, members)
        return tuple(values) if complete else m.blur(tuple(values))

    return run


def List(source: Source, node: cst.List) -> Code:
    members = _members(source, node.elements)

    def run(m: Machine) -> Any:
        values, complete = _elements(m, members)
        return values if complete else m.blur(values)

    return run


def Set(source: Source, node: cst.Set) -> Code:
    members = _members(source, node.elements)

    def run(m: Machine) -> Any:
        values, complete = _elements(m, members)
        return objects.make_set(m, set, values, complete, node)

    return run


def _members(source: Source, nodes: Any) -> list[tuple[Code, cst.CSTNode | None]]:
    """The elements of a display, those with a star with their node."""
    starred = cst.StarredElement
    return [
        (expressions.code_of(source, one.value), one if type(one) is starred else None)
        for one in nodes
    ]


def _elements(m: Machine, members: list[tuple[Code, cst.CSTNode | None]]) -> tuple[list[Any], bool]:
    values: list[Any] = []
    complete = True
    for code, starred in members:
        if starred is None:
            values.append(code(m))
        else:
            more, all_of_them = objects.elements(m, code(m), starred)
            values += more
            complete = complete and all_of_them
    return values, complete


def Dict(source: Source, node: cst.Dict) -> Code:
    members = [
        (
            expressions.code_of(source, element.key)
            if isinstance(element, cst.DictElement)
            else None,
            expressions.code_of(source, element.value),
            element,
        )
        for element in node.elements
    ]

    def run(m: Machine) -> Any:
        made: dict[Any, Any] = {}
        for key, value, element in members:
            if key is None:
                _spread_into(m, made, value(m))
            else:
                objects.put(m, made, key(m), value(m), element)
        return made

    return run


def _spread_into(m: Machine, made: dict[Any, Any], value: Any) -> None:
    """`{**value}`"""
    if isinstance(value, dict):
        made.update(value)
    if not isinstance(value, dict) or m.is_fuzzy(value):
        m.spoil(made)
