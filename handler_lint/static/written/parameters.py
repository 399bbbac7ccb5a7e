"""What becomes of the parameters of the five functions."""

import ast
from collections.abc import Iterator

from handler_lint.static.source import Source
from handler_lint.static.written.model import Definition, Written, dotted, parameters_of, place_of

HEADERS = {"input_fn": 1, "output_fn": 1, "transform_fn": (2, 3)}
"""The parameters of the five functions that are headers, by position."""

SHOWN_BY = (
    "print",
    "str",
    "repr",
    "len",
    "debug",
    "info",
    "warning",
    "error",
    "exception",
    "format",
)
"""Functions to which a header is given only to be shown."""


def parameters(source: Source, function: Definition) -> Iterator[Written]:
    """What becomes of the parameters of one of the five.

    `ignored`: one that is never read. `assert`: a header that is checked by it. `passed`: a header that another
    function gets.
    """
    names = parameters_of(function)
    inside = [one for part in function.body for one in ast.walk(part)]
    read = {one.id for one in inside if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load)}
    everything = {"locals", "vars"} & read
    for name in names:
        if name not in read and not everything:
            yield Written("ignored", name, place_of(source, function, function.name))
    wanted = HEADERS.get(function.name, ())
    headers = [
        names[i] for i in (wanted if isinstance(wanted, tuple) else (wanted,)) if i < len(names)
    ]
    for node in inside:
        if isinstance(node, ast.Assert):
            used = [one.id for one in ast.walk(node.test) if isinstance(one, ast.Name)]
            if set(used) & set(headers):
                text = next(one for one in used if one in headers)
                yield Written("assert", text, place_of(source, node, function.name))
        if isinstance(node, ast.Call) and dotted(node.func).rpartition(".")[2] not in SHOWN_BY:
            given = (*node.args, *(one.value for one in node.keywords))
            for one in given:
                if isinstance(one, ast.Name) and one.id in headers:
                    yield Written("passed", one.id, place_of(source, node, function.name))
