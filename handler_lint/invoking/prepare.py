"""What a worker is told of one request: the package is copied, the stack and its handler are found."""

import os

from handler_lint.dynamic.job import job, surroundings
from handler_lint.invoking.request import Request
from handler_lint.invoking.stack import handler_of, stack_of
from handler_lint.invoking.watch import IMPORT, LOAD, REQUEST, Watch
from handler_lint.package.copy import copy_package
from handler_lint.package.layout import HANDLER, PROGRAM, import_roots

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from handler_lint.dynamic.world import World
    from handler_lint.invoking.settings import Settings


class Prepared:
    """A line for the worker, the token that its answers begin with, and who takes them.

    `stack` is the data of the stack, `warnings` are lines for stderr.
    """

    __slots__ = ("job", "stack", "token", "warnings", "watch")

    def __init__(
        self,
        job: str,
        token: str,
        watch: Watch,
        stack: "Mapping[str, Any]",
        warnings: list[str],
    ) -> None:
        self.job = job
        self.token = token
        self.watch = watch
        self.stack = stack
        self.warnings = warnings


def prepared(settings: "Settings", options: "Mapping[str, Any]", world: "World") -> Prepared:
    """Copy the package and spell out the request; errors as in `invoke`."""
    request = Request(options)
    copied = copy_package(settings.target, settings.package, world.root)
    stack, several = stack_of(settings.framework, copied, world.root)
    handler, missing = handler_of(copied, stack, settings.environ.get(PROGRAM, ""))
    found = found_in(handler, copied.files, stack)
    token = os.urandom(16).hex()
    line = job(
        token,
        surroundings(world, handler, found, stack, settings.environ),
        {"call": settings.timeout, "load": settings.load_timeout},
        _nodes(settings, request),
        [request.body],
    )
    too_large = _too_large(len(request.body), stack)
    warnings = [one for one in (*copied.warnings, several, missing, too_large) if one]
    watch = Watch(settings.timeout, settings.load_timeout)
    return Prepared(line, token, watch, stack, warnings)


def _too_large(size: int, stack: "Mapping[str, Any]") -> str:
    """What is to be said of a body that the stack's server does not take."""
    most = stack["limits"]["request_bytes"]
    if not most or size <= most:
        return ""
    return f"the body has {size:,} bytes, and {stack['name']} takes at most {most:,}"


def found_in(
    handler: str, files: "Mapping[str, int]", stack: "Mapping[str, Any]"
) -> "Sequence[str]":
    """The folders that are imported from, where the handler does not lie where this server looks.

    A handler at the root is where other servers look, so this one does not find it; elsewhere the user named it.
    """
    if handler == HANDLER:
        return list(stack["world"]["import_paths"])
    return import_roots(handler, files)


def _nodes(settings: "Settings", request: Request) -> "list[dict[str, Any]]":
    """The import, the load and the request, each after the one before."""
    asked: dict[str, Any] = {
        "content_type": request.content_type,
        "accept": request.accept,
        "headers": request.headers,
        "body": 0,
    }
    if settings.repeat > 1:
        asked |= {"repeat": settings.repeat, "threads": settings.threads}
    return [
        {"id": IMPORT, "parent": None, "kind": "import"},
        {"id": LOAD, "parent": IMPORT, "kind": "model_fn"},
        {"id": REQUEST, "parent": LOAD, "kind": "invoke", **asked},
    ]
