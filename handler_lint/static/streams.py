"""What can be iterated once: generators, whose bodies run with what is done with each value, and iterators."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import libcst as cst

from handler_lint.static import objects, statements
from handler_lint.static.kinds import content_of
from handler_lint.static.machine import Frame, Machine
from handler_lint.static.values import Broke, Continued, Function, Raised, Returned, Stream

MAX_VALUES = 200
"""Values that are drawn from a generator at once; what comes later is not known."""


class Left(Exception):
    """What is done with a value ends the drawing: the generator is closed, and sees nothing of the reason."""

    def __init__(self, why: Exception) -> None:
        self.why = why


class Enough(Exception):
    """A generator gives more values than are followed."""


@contextmanager
def unknown_rounds(m: Machine, unknown: bool) -> Iterator[None]:
    """While this is under way, what is executed once stands for any number of rounds."""
    m.loops += unknown
    try:
        yield
    finally:
        m.loops -= unknown


def has_element(m: Machine, values: list[Any], node: cst.CSTNode) -> bool:
    return m.ask("there is an element", ("yes", "no"), content_of(*values), node) == "yes"


def generator(m: Machine, function: Function, frame: Frame) -> Stream:
    """What calling a generator function returns: nothing of its body is executed yet.

    Its `run` takes what each value is given to, and whether an exception from there is raised at the `yield`.
    """
    node = function.node
    assert isinstance(node, cst.FunctionDef)

    def run(hook: Callable[[Any], None], throws: bool) -> None:
        base = len(m.frames)
        tries = len(m.tries)

        def outside(value: Any) -> None:
            # What is done with the value happens in the frame that draws it.
            own, own_tries = m.frames[base:], m.tries[tries:]
            del m.frames[base:]
            if not throws:
                del m.tries[tries:]
            try:
                hook(value)
            except (Raised, Returned, Broke, Continued) as why:
                if throws and isinstance(why, Raised):
                    raise
                raise Left(why) from None
            finally:
                m.frames[base:] = own
                m.tries[tries:] = own_tries

        frame.hook = outside
        m.frames.append(frame)
        try:
            statements.block(m, node.body)
        except Returned:
            pass
        except Left as left:
            raise left.why from None
        finally:
            del m.frames[base:]

    return Stream("generator", loops=m.loops, run=run)


def drawn(m: Machine, stream: Stream) -> tuple[list[Any], bool]:
    """All values that are left, and whether they are all; afterwards there are none."""
    _begin(m, stream)
    if m.loops > stream.loops:
        # Drawn in any round of a loop: only the first finds them.
        return [_any_of(m, stream)], False
    values, complete, failure = stream.values, stream.complete, stream.failure
    stream.values, stream.complete, stream.failure = [], True, None
    if failure is not None:
        raise Raised(failure)
    return values, complete


def _begin(m: Machine, stream: Stream) -> None:
    if stream.run is None:
        return
    run, stream.run = stream.run, None
    loops = m.loops

    def take(value: Any) -> None:
        stream.values.append(value)
        stream.complete = stream.complete and m.loops == loops
        if len(stream.values) > MAX_VALUES:
            raise Enough

    try:
        run(take, False)
    except Enough:
        stream.complete = False
    except Raised as raised:
        stream.failure = raised.failure


def _any_of(m: Machine, stream: Stream) -> Any:
    return objects.member(m, m.blur(list(stream.values)))


def drawn_one(m: Machine, stream: Stream, default: tuple[Any, ...], node: cst.CSTNode) -> Any:
    """`next(stream)`, with the default where one is given."""
    _begin(m, stream)
    if m.loops == stream.loops and stream.complete:
        if stream.values:
            return stream.values.pop(0)
        if stream.failure is not None:
            failure, stream.failure = stream.failure, None
            raise Raised(failure)
        if default:
            return default[0]
        raise m.fail(StopIteration, "", node)
    there = "yes"
    if default:
        there = m.ask("there is a next element", ("yes", "no"), content_of(stream), node)
    else:
        m.may_raise("next", (StopIteration,), content_of(stream), node)
    return _any_of(m, stream) if there == "yes" else default[0]
