"""`with`: context managers of the package, of the standard library and of others."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import libcst as cst

from handler_lint.static import (
    attributes,
    calling,
    exceptions,
    library,
    objects,
    targets,
)
from handler_lint.static.kinds import EXEMPLARS, content_of, kind_of
from handler_lint.static.machine import Machine, Try
from handler_lint.static.values import (
    CONTAINERS,
    IGNORANCE,
    LIBRARY,
    PLAIN,
    Broke,
    Continued,
    Failure,
    Instance,
    Raised,
    Returned,
    Stream,
    Unknown,
)


@dataclass(frozen=True, slots=True)
class Suppress:
    """`contextlib.suppress` of some classes; `entered` is what `with` gives."""

    kinds: tuple[Any, ...]
    entered: Any = None


@dataclass(slots=True, eq=False)
class OwnManager:
    """What a function under `contextlib.contextmanager` returns."""

    body: Stream


def own_manager(
    m: Machine, function: Any, args: list[Any], keywords: dict[str, Any], node: cst.CSTNode
) -> Any:
    """Call a function that `contextlib.contextmanager` decorates."""
    made = calling.call(m, function, args, keywords, node)
    if isinstance(made, Stream) and made.run is not None:
        return OwnManager(made)
    return m.unknown("any", IGNORANCE, IGNORANCE)


def entered(m: Machine, manager: Any, item: cst.WithItem) -> bool:
    """Enter a manager of which nothing is to be done when it is left; False where that is not so."""
    if isinstance(manager, (OwnManager, Suppress)):
        return False
    if isinstance(manager, Instance) and attributes.find(manager.cls, "__enter__") is not None:
        return False
    _bind(m, item, _entered(m, manager, item))
    return True


def within(m: Machine, manager: Any, item: cst.WithItem, body: Callable[[], None]) -> None:
    """`with manager as target: body`."""
    if isinstance(manager, OwnManager):
        _within_generator(m, manager, item, body)
        return
    own = isinstance(manager, Instance) and attributes.find(manager.cls, "__enter__") is not None
    entered = _entered(m, manager, item)
    _bind(m, item, entered)
    frames, tries, handling = len(m.frames), len(m.tries), len(m.handling)
    if own or isinstance(manager, Suppress):
        m.tries.append(Try())
    try:
        body()
    except Raised as raised:
        del m.frames[frames:], m.tries[tries:], m.handling[handling:]
        if not _swallows(m, manager, raised.failure, item):
            raise
    except (Returned, Broke, Continued):
        del m.tries[tries:]
        if own:
            attributes.call_special(m, manager, "__exit__", [None, None, None], item)
        raise
    else:
        del m.tries[tries:]
        if own:
            attributes.call_special(m, manager, "__exit__", [None, None, None], item)


def _bind(m: Machine, item: cst.WithItem, entered: Any) -> None:
    if item.asname is not None:
        targets.assign(m, item.asname.name, entered)


def _within_generator(
    m: Machine, manager: OwnManager, item: cst.WithItem, body: Callable[[], None]
) -> None:
    """The body runs where the generator yields; it sees an exception there, and nothing of a `return`."""
    leaving: list[BaseException] = []
    run, manager.body.run = manager.body.run, None
    entered = False

    def inside(value: Any) -> None:
        nonlocal entered
        entered = True
        _bind(m, item, value)
        try:
            body()
        except (Returned, Broke, Continued) as left:
            leaving.append(left)

    if run is not None:
        run(inside, True)
    if not entered:
        raise m.fail(RuntimeError, "generator didn't yield", item)
    if leaving:
        raise leaving[0]


def _entered(m: Machine, manager: Any, item: cst.WithItem) -> Any:
    if isinstance(manager, Suppress):
        return manager.entered
    if isinstance(manager, Instance):
        if attributes.find(manager.cls, "__enter__") is not None:
            return attributes.call_special(m, manager, "__enter__", [], item)
        if not manager.cls.open and not manager.cls.python:
            raise _no_manager(m, manager, item)
    if isinstance(manager, Unknown):
        if manager.kind in EXEMPLARS:
            raise _no_manager(m, manager, item)
        word = library.kind(manager.kind).enters
        return manager if word == "self" else m.unknown(word, manager.content, LIBRARY)
    if isinstance(manager, (*PLAIN, *CONTAINERS)):
        raise _no_manager(m, manager, item)
    return m.library(content_of(manager))


def _no_manager(m: Machine, manager: Any, item: cst.WithItem) -> Raised:
    text = f"'{kind_of(manager)}' object does not support the context manager protocol"
    return m.fail(TypeError, text, item)


def _swallows(m: Machine, manager: Any, failure: Failure, item: cst.WithItem) -> bool:
    if isinstance(manager, Suppress):
        answers = [exceptions.catches(failure, kind) for kind in manager.kinds]
        if True in answers:
            return True
        if None in answers:
            return m.ask("it is suppressed", ("no", "yes"), LIBRARY, item) == "yes"
        return False
    if isinstance(manager, Instance) and attributes.find(manager.cls, "__exit__") is not None:
        kind = failure.kind if failure.kind is not None else m.library()
        given = [kind, failure.instance or failure, m.library()]
        answer = attributes.call_special(m, manager, "__exit__", given, item)
        return objects.truth(m, answer, item)
    return False
