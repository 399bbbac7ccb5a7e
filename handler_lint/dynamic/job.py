"""What one start of the worker is told: one line of JSON."""

import json
from binascii import b2a_base64

from handler_lint.dynamic.environment import of_server

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from handler_lint.dynamic.world import World


def surroundings(
    world: "World",
    handler: str,
    found: "Sequence[str]",
    stack: "Mapping[str, Any]",
    given: "Mapping[str, str]",
) -> "dict[str, Any]":
    """The world of a handler as its stack's server makes it.

    Args:
        handler: the handler's path in the package; empty where the stack's own functions stand for all.
        found: the folders of the package to import from, for a handler where no server looks for one.
        stack: the stack's contract data.
        given: variables of the user, which win.
    """
    place = stack["world"]
    usual = not handler or handler in place["handlers"]
    program = handler.rpartition("/")[2]
    return {
        "root": world.root,
        "home": world.home,
        "tmp": world.tmp,
        "folder": world.root if place["working_folder"] == "model" else world.elsewhere,
        "paths": list(place["import_paths"] if usual else found),
        "shadowed": list(place["shadowed"]),
        "environ": of_server(world, handler, place.get("environ", {}), given),
        "program": program,
        "module": program.removesuffix(".py"),
        "stack": stack["serving"],
    }


def job(
    token: str,
    world: "Mapping[str, Any]",
    limits: "Mapping[str, float]",
    nodes: "Sequence[Mapping[str, Any]]",
    bodies: "Iterable[bytes]",
    trace: "Mapping[str, Iterable[int]] | None" = None,
    failed: "Iterable[int]" = (),
) -> str:
    """The line that the worker reads.

    Args:
        token: what each of its events has to start with.
        world: the surroundings of the handler.
        limits: seconds for a `call`, and for the import and the `load`.
        nodes: the calls to make, each after the call above it; a body is its index in `bodies`.
        trace: for files of the package the lines of which is to be known whether they are executed.
        failed: of these, the calls that are known not to return.
    """
    return json.dumps(
        {
            **world,
            "token": token,
            "limits": limits,
            "trace": {path: sorted(lines) for path, lines in (trace or {}).items()},
            "failed": list(failed),
            "nodes": nodes,
            "bodies": [b2a_base64(body, newline=False).decode() for body in bodies],
        }
    )
