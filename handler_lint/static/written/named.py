"""Where a file writes what the message of an exception names."""

import ast
import re

from handler_lint.calls import Place
from handler_lint.static.source import Source
from handler_lint.static.written.model import DEFINITIONS, place_of

MOST_NAMED = 3


def named(source: Source, message: str) -> tuple[Place, ...]:
    """Where a file defines the function or the class that an exception's message names, or writes the key.

    Python names them as `score() takes 1 positional argument`, `'Forest' object has no attribute 'predict'`, and a
    KeyError is the key alone.
    """
    function = re.match(r"(?:\w+\.)*?(?:(\w+)\.__init__|(\w+))\(\) ", message)
    owner = re.match(r"'(\w+)' object has no attribute", message)
    key = re.fullmatch(r"'([^']*)'", message)
    name = next((one for found in (function, owner) if found for one in found.groups() if one), "")
    tree = source.parsed if name or key else None
    found = []
    for node in ast.walk(tree) if tree is not None else ():
        if isinstance(node, (*DEFINITIONS, ast.ClassDef)) and node.name == name:
            found.append(place_of(source, node, node.name))
        elif key and isinstance(node, ast.Constant) and node.value == key[1]:
            found.append(place_of(source, node, ""))
    return tuple(found[:MOST_NAMED])
