"""Calls of libraries that are right for some values, or on some machines, alone."""

import ast
import re
from collections.abc import Iterator, Mapping

from handler_lint.static.source import Source
from handler_lint.static.written.model import Definition, Written, nodes_of, place_of


def library_calls(source: Source, functions: Mapping[str, Definition]) -> Iterator[Written]:
    """Names that are encoded as JSON as they are, CSV readers that take the first row for a header, and tensors that
    are made arrays where they lie, and GPUs by their number."""
    text = source.text
    as_saved = bool(re.search(r"torch\.(jit\.)?load\(", text)) and "map_location" not in text
    gpu = "torch" in text and ("cuda" in text or as_saved)
    for name, function in functions.items():
        calls = [one for one in nodes_of(function) if isinstance(one, ast.Call)]
        for call in calls:
            match call:
                case ast.Call(func=ast.Attribute(attr="dumps") | ast.Name(id="dumps")):
                    for one in _names(call.args[0]) if call.args else ():
                        yield Written("encoded", one.id, place_of(source, one, name))
                case ast.Call(func=ast.Attribute(attr="read_csv")):
                    given = {one.arg for one in call.keywords}
                    if not given & {"header", "names", None}:
                        yield Written("takes_header", "read_csv", place_of(source, call.func, name))
                case ast.Call(func=ast.Attribute(attr="device" | "to" | "cuda"), args=[first, *_]):
                    if re.fullmatch(r"'cuda:\d+'|\d+", ast.unparse(first)):
                        number = ast.unparse(first).strip("'")
                        yield Written("gpu_number", number, place_of(source, call, name))
                case ast.Call(
                    func=ast.Attribute(attr="numpy", value=value), args=[], keywords=[]
                ) if gpu:
                    if ".cpu()" not in ast.unparse(function):
                        tensor = ast.unparse(value)
                        yield Written("on_gpu", tensor, place_of(source, call, name))


def _names(node: ast.expr) -> Iterator[ast.Name]:
    """The names that are members of what is encoded, not those that are given to something else first."""
    match node:
        case ast.Name():
            yield node
        case ast.Dict(values=parts) | ast.List(elts=parts) | ast.Tuple(elts=parts):
            for part in parts:
                yield from _names(part)
