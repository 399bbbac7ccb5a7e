"""Where a way is in the midst of a call: the statements, loops, functions and calls that are under way."""

from typing import Any, NamedTuple

import libcst as cst

from handler_lint.static.source import Source
from handler_lint.static.values import Function


class Suite(NamedTuple):
    """A sequence of statements, and which of them comes next."""

    source: Source
    statements: tuple[cst.CSTNode, ...]
    next: int = 0


class Entered(NamedTuple):
    """A function whose body is executed; `taker` gets its value, None for the function that the stack called."""

    function: Function
    taker: "Taker"
    depth: int


class Calling(NamedTuple):
    """A call whose arguments are evaluated one by one: what is called and the arguments so far.

    `taker` gets its value.
    """

    node: cst.Call
    taker: "Taker"
    values: tuple[Any, ...]


class Trying(NamedTuple):
    """A `try` whose body is executed, and how deep the machine was before."""

    node: cst.Try
    frames: int
    tries: int
    handling: int


class Catching(NamedTuple):
    """An `except` clause whose body is executed."""

    handler: cst.ExceptHandler
    handling: int


class Looping(NamedTuple):
    """A `for` whose rounds are all known, which of them comes next, and how much was asked before the first."""

    node: cst.For
    rounds: tuple[Any, ...]
    next: int
    asked: int


ARGUMENT = "argument"
"""The value is an argument of the call around it."""

Taker = cst.BaseSmallStatement | str | None
Part = Suite | Entered | Calling | Trying | Catching | Looping
Position = tuple[Part, ...]
"""Where a way is, the outermost first."""


def order(position: Position) -> tuple[int, ...]:
    """Sorts positions in the order of the program: what lies deeper comes before what follows it."""
    places = (
        len(one.values) if isinstance(one, Calling) else one.next
        for one in position
        if isinstance(one, (Suite, Looping, Calling))
    )
    return (*places, 1 << 30)


def place_of(position: Position) -> tuple[Any, ...]:
    """A position without the values of the calls that are under way, and without what was asked on the way."""
    found: list[Any] = []
    for one in position:
        if isinstance(one, Calling):
            found.append((one.node, one.taker, len(one.values)))
        else:
            found.append(one[:3] if isinstance(one, Looping) else one)
    return tuple(found)


def values_in(position: Position) -> list[Any]:
    """The values of the calls that are under way."""
    return [value for one in position if isinstance(one, Calling) for value in one.values]
