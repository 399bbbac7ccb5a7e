"""Comprehensions: filters and lengths do not fork."""

from collections.abc import Callable, Iterator
from typing import Any

import libcst as cst

from handler_lint.static import (
    expressions,
    objects,
    streams,
    targets,
)
from handler_lint.static.kinds import content_of
from handler_lint.static.machine import Frame, Machine
from handler_lint.static.values import (
    Raised,
    Stream,
    Unknown,
)

YES_NO = ("yes", "no")


def a_list(m: Machine, node: cst.ListComp) -> Any:
    """`[… for …]`"""
    values, complete = _comprehend(m, node.for_in, lambda: expressions.evaluate(m, node.elt), node)
    return values if complete else m.blur(values)


def a_generator(m: Machine, node: cst.GeneratorExp) -> Any:
    """`(… for …)`: only its first iterable is evaluated at once."""
    around = m.frames[-1]
    first = expressions.evaluate(m, node.for_in.iter)

    def run(hook: Callable[[Any], None], throws: bool) -> None:
        m.frames.append(around)
        try:
            values, complete = _drawn(
                m, node.for_in, first, lambda: expressions.evaluate(m, node.elt), node
            )
        finally:
            m.frames.pop()
        with streams.unknown_rounds(m, not complete):
            for one in values:
                hook(one)

    return Stream("generator", loops=m.loops, run=run)


def a_set(m: Machine, node: cst.SetComp) -> Any:
    """`{… for …}`"""
    values, complete = _comprehend(m, node.for_in, lambda: expressions.evaluate(m, node.elt), node)
    return objects.make_set(m, set, values, complete, node)


def a_dict(m: Machine, node: cst.DictComp) -> Any:
    """`{…: … for …}`"""

    def pair() -> Any:
        return expressions.evaluate(m, node.key), expressions.evaluate(m, node.value)

    pairs, complete = _comprehend(m, node.for_in, pair, node)
    made: dict[Any, Any] = {}
    for key, value in pairs:
        objects.put(m, made, key, value, node)
    return made if complete else m.blur(made)


def _comprehend(
    m: Machine, loop: cst.CompFor, element: Callable[[], Any], node: cst.CSTNode
) -> tuple[list[Any], bool]:
    return _drawn(m, loop, expressions.evaluate(m, loop.iter), element, node)


def _drawn(
    m: Machine, loop: cst.CompFor, first: Any, element: Callable[[], Any], node: cst.CSTNode
) -> tuple[list[Any], bool]:
    """The elements of a comprehension, and whether they are all: filters and lengths do not fork."""
    around = m.frames[-1]
    inner = Frame(
        around.module,
        {},
        around.function,
        around,
        inner=True,
        qualname=around.qualname,
        running=around.running,
        last=around.last,
    )
    state = [True]
    m.frames.append(inner)
    depth, loops = len(m.frames), m.loops
    try:
        made = list(_rounds(m, loop, first, element, state))
    except Raised:
        m.loops = loops
        del m.frames[depth:]
        # It raises for an element; there may be none.
        if state[0] or m.ask("there is an element", YES_NO, content_of(first), node) == "yes":
            raise
        return [], False
    finally:
        m.loops = loops
        del m.frames[depth - 1 :]
    return made, state[0]


def _rounds(
    m: Machine, loop: cst.CompFor, iterable: Any, element: Callable[[], Any], state: list[bool]
) -> Iterator[Any]:
    values, complete = objects.elements(m, iterable, loop)
    state[0] = state[0] and complete
    m.loops += not complete
    for one in values:
        targets.assign(m, loop.target, one)
        if not _passes(m, loop, state):
            continue
        if loop.inner_for_in is None:
            yield element()
        else:
            below = loop.inner_for_in
            yield from _rounds(m, below, expressions.evaluate(m, below.iter), element, state)
    m.loops -= not complete


def _passes(m: Machine, loop: cst.CompFor, state: list[bool]) -> bool:
    for one in loop.ifs:
        answer = _filter(m, one.test)
        if answer is False:
            return False
        state[0] = state[0] and answer is True
    return True


def _filter(m: Machine, node: cst.BaseExpression) -> bool | None:
    """The truth of a filter, None where it is not known: it does not fork."""
    if isinstance(node, cst.BooleanOperation):
        decisive = isinstance(node.operator, cst.Or)
        left = _filter(m, node.left)
        if left is decisive:
            return left
        right = _filter(m, node.right)
        return right if left is not None or right is decisive else None
    if isinstance(node, cst.UnaryOperation) and isinstance(node.operator, cst.Not):
        answer = _filter(m, node.expression)
        return answer if answer is None else not answer
    test = expressions.evaluate(m, node)
    if (isinstance(test, Unknown) and test.kind != "NoneType") or m.is_fuzzy(test):
        return None
    return objects.truth(m, test, node)
