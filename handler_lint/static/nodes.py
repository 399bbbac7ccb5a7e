"""The nodes of a tree without its layout, fast."""

from dataclasses import fields
from functools import cache
from typing import Any

import libcst as cst


def parts(node: cst.CSTNode) -> "list[cst.CSTNode]":
    """The nodes that a node consists of, without its layout; libcst's own `children` visits that, too."""
    found: list[cst.CSTNode] = []
    for name in _meaningful(type(node)):
        value = getattr(node, name)
        kind: Any = type(value)
        if kind is tuple or kind is list:
            found += value
        elif _is_node(kind):
            found.append(value)
    return found


@cache
def _is_node(kind: Any) -> bool:
    """Whether values of a type are nodes; to ask a value for its class is slow."""
    return issubclass(kind, cst.CSTNode)


@cache
def _meaningful(kind: type[cst.CSTNode]) -> tuple[str, ...]:
    """The fields of a kind of nodes that hold more than layout or a text."""
    names = (one.name for one in fields(kind))
    return tuple(
        name
        for name in names
        if not name.startswith(
            ("whitespace", "lpar", "rpar", "comma", "semicolon", "leading_lines")
        )
        and name not in LAYOUT
    )


LEAVES = frozenset({cst.Name, cst.SimpleString, cst.Integer, cst.Float, cst.Pass})
"""The kinds that have no parts and are many."""

LAYOUT = frozenset(
    {
        "value_text",
        "header",
        "footer",
        "indent",
        "newline",
        "trailing_whitespace",
        "lines_after_decorators",
    }
    | {
        "lbracket",
        "rbracket",
        "lbrace",
        "rbrace",
        "equal",
        "star",
        "operator",
        "quote",
        "start",
        "end",
    }
)
