"""One request, made in a worker that gets ready while the package is copied."""

import os

from handler_lint.dynamic.environment import environment
from handler_lint.dynamic.errors import NOT_POSIX, HostError
from handler_lint.dynamic.interpreter import cannot_start, check_hello, path_of
from handler_lint.dynamic.process import LEAVE, Worker
from handler_lint.dynamic.world import World
from handler_lint.invoking.settings import Settings
from handler_lint.package.private import make, remove

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from handler_lint.invoking.answer import Answer


def invoke(options: "Mapping[str, Any]", meanwhile: "Callable[[], None]") -> "Answer":
    """What the client would get; whatever happens, no process and no file stays behind.

    Args:
        options: those of the command line, by their names.
        meanwhile: called as soon as the worker gets ready.

    Raises:
        TargetError, UsageError: an option is wrong, the target, the package or the stack is not there.
        HostError: the interpreter cannot be started or is too old.
        WorkspaceError: there is no room for a copy of the package.
    """
    if os.name != "posix":
        raise HostError(NOT_POSIX)
    settings = Settings(options)
    folder = make()
    try:
        world = World(os.path.realpath(folder))
        worker = _started(settings, world)
        by_itself = False
        try:
            # from here on the worker imports what it needs, and so does this process
            meanwhile()
            from handler_lint.invoking.answer import answer_of
            from handler_lint.invoking.prepare import prepared

            ready = prepared(settings, options, world)
            worker.tell(ready.job)
            by_itself = worker.listen(ready.token, ready.watch.take, ready.watch.patience)
            if by_itself and ready.watch.python is not None:
                # while the worker's processes end; what they still write is removed below
                remove(folder)
        finally:
            worker.stop(LEAVE if by_itself else 0.0)
        ready.watch.close(by_itself)
        check_hello(settings.python, ready.watch.python, world.complaints)
        return answer_of(ready.watch, world, ready.stack, ready.warnings)
    finally:
        remove(folder)


def _started(settings: Settings, world: World) -> Worker:
    try:
        environ = environment(world, settings.environ)
        return Worker(path_of(settings.python), environ, world.complaints)
    except (OSError, ValueError) as error:
        raise HostError(cannot_start(settings.python, str(error))) from None
