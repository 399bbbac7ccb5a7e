"""The calls of a plan as the worker is told them."""

from collections.abc import Sequence
from dataclasses import dataclass

from handler_lint.calls import Call, GivenBody, Import, InputFn, Invoke, OutputFn
from handler_lint.dynamic.plan import Node


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds for a request, and for the import and the load."""

    call: float
    load: float

    def of(self, node: Node) -> float:
        return self.load if node.call.function in ("", "model_fn") else self.call


def plain(nodes: Sequence[Node]) -> tuple[list[dict[str, object]], list[bytes]]:
    """The nodes as plain data, and the bodies that they name by their index."""
    bodies: dict[bytes, int] = {}
    return [_node(node, bodies) for node in nodes], list(bodies)


def _node(node: Node, bodies: dict[bytes, int]) -> dict[str, object]:
    told: dict[str, object] = {"id": node.id, "parent": node.parent, "kind": _kind(node.call)}
    if node.timed:
        told["timed"] = True
    match node.call:
        case InputFn(content_type, GivenBody(data=data)):
            told |= {"content_type": content_type, "body": bodies.setdefault(data, len(bodies))}
        case OutputFn(accept):
            told |= {"accept": accept}
        case Invoke(content_type, GivenBody(data=data), accept, headers):
            body = bodies.setdefault(data, len(bodies))
            told |= {"content_type": content_type, "body": body, "accept": accept}
            told |= {"headers": [list(header) for header in headers]}
    return told


def _kind(call: Call) -> str:
    match call:
        case Import():
            return "import"
        case Invoke():
            return "invoke"
    return call.function
