"""What one start of the worker is told: one line of JSON."""

import json
import posixpath
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from handler_lint.calls import Call, GivenBody, Import, InputFn, Invoke, OutputFn
from handler_lint.contract import Stack
from handler_lint.dynamic.plan import Node
from handler_lint.package.model import Package


@dataclass(frozen=True, slots=True)
class World:
    """The folders of a run: the package's private copy at an odd path, the handler's own, and ours."""

    root: Path
    home: Path
    tmp: Path
    ours: Path

    @classmethod
    def under(cls, folder: Path) -> "World":
        """Make the folders."""
        world = cls(
            folder / "odd place" / "model", folder / "home", folder / "tmp", folder / "worker"
        )
        for path in (world.root, world.home, world.tmp, world.ours):
            path.mkdir(parents=True)
        return world


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds for a request, and for the import and the load."""

    call: float
    load: float

    def of(self, node: Node) -> float:
        return self.load if node.call.function in ("", "model_fn") else self.call


def job(
    token: str,
    world: World,
    package: Package,
    stack: Stack,
    limits: Limits,
    trace: Mapping[str, frozenset[int]],
    nodes: Sequence[Node],
    failed: Iterable[int],
) -> str:
    """The line that the worker reads.

    Args:
        token: what each of its events has to start with.
        trace: for files of the package the lines of which is to be known whether they are executed.
        nodes: the calls to make, each after the call above it.
        failed: of these, the calls that are known not to return.
    """
    program = posixpath.basename(package.handler)
    bodies: dict[bytes, int] = {}
    return json.dumps(
        {
            "token": token,
            "root": str(world.root),
            "home": str(world.home),
            "tmp": str(world.tmp),
            "paths": package.import_roots,
            "program": program,
            "module": program.removesuffix(".py"),
            "stack": stack.serving,
            "limits": {"call": limits.call, "load": limits.load},
            "trace": {path: sorted(lines) for path, lines in trace.items()},
            "failed": list(failed),
            "nodes": [_node(node, bodies) for node in nodes],
            "bodies": [b64encode(body).decode() for body in bodies],
        }
    )


def _node(node: Node, bodies: dict[bytes, int]) -> dict[str, object]:
    told: dict[str, object] = {"id": node.id, "parent": node.parent, "kind": _kind(node.call)}
    match node.call:
        case InputFn(content_type, GivenBody(data=data)):
            told |= {"content_type": content_type, "body": bodies.setdefault(data, len(bodies))}
        case OutputFn(accept):
            told |= {"accept": accept}
        case Invoke(content_type, GivenBody(data=data), accept):
            body = bodies.setdefault(data, len(bodies))
            told |= {"content_type": content_type, "body": body, "accept": accept}
    return told


def _kind(call: Call) -> str:
    return "import" if isinstance(call, Import) else call.function
