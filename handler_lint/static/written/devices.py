"""Where tensors lie: a model that is moved to a device, and inputs that nothing moves."""

import ast
import re
from collections.abc import Iterator, Mapping

from handler_lint.calls import FUNCTIONS
from handler_lint.static.source import Source
from handler_lint.static.written.model import Definition, Written, dotted, nodes_of, place_of
from handler_lint.static.written.names import NAMES

MAKERS = NAMES["tensor_makers"]
MOVED = re.compile(r"\.(to|cuda|type)\(|\bdevice\b|\bpipeline\(|map_location")
"""A sign in the code of requests that somebody thinks of a device."""


def device_facts(
    source: Source, loading: Mapping[str, Definition], requests: Mapping[str, Definition]
) -> Iterator[Written]:
    """`moved_model`: where loading moves a module; `stays_behind`: a tensor of a request, if nothing moves any."""
    if "torch" not in source.text or MOVED.search(" ".join(map(ast.unparse, requests.values()))):
        return
    moves = [
        Written("moved_model", ast.unparse(node.func), place_of(source, node, name))
        for name, function in loading.items()
        for node in nodes_of(function)
        if isinstance(node, ast.Call) and _moves(node)
    ]
    yield from moves[:1]
    # a helper may make tensors that no model gets
    own = {name: one for name, one in requests.items() if name in FUNCTIONS}
    for name, function in own.items() if moves else ():
        for node in nodes_of(function):
            if isinstance(node, ast.Call) and dotted(node.func) in MAKERS:
                yield Written("stays_behind", dotted(node.func), place_of(source, node, name))


def _moves(call: ast.Call) -> bool:
    """Whether a call moves a module to another device: `.cuda()`, `.to("cuda")`, `.to(device)`."""
    match call:
        case ast.Call(func=ast.Attribute(attr="cuda"), args=[]):
            return True
        case ast.Call(func=ast.Attribute(attr="to"), args=[ast.Constant(value=str() as where)]):
            return where.startswith("cuda")
        case ast.Call(func=ast.Attribute(attr="to"), args=[ast.Name(id=name)]):
            return "device" in name.lower()
    return False
