"""Ways through a case: one way is executed at a time, and a log of choices leads to the next.

Nothing else knows that there are several ways. The log of a way is its list of forks.
"""

import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, TypeVar

from handler_lint.calls import Fork, Spot
from handler_lint.static.values import (
    Key,
    Origin,
)

Result = TypeVar("Result")

MAX_WAYS = 120
MAX_STEPS = 10_000
MAX_STEPS_A_CASE = 20_000


class OutOfBudget(Exception):
    """The way used up its steps; the case is incomplete."""


@dataclass(slots=True)
class Path:
    """One way: what it was told to choose, what it chose, what it assumed, what it could not understand."""

    script: tuple[int, ...]
    log: list[Fork] = field(default_factory=list)
    choices: list[tuple[int, int]] = field(default_factory=list)
    answers: dict[Key, str] = field(default_factory=dict)
    assumed: dict[tuple[str, Spot], None] = field(default_factory=dict)
    """In order, each once."""
    missed: dict[str, Spot] = field(default_factory=dict)
    steps: int = 0
    during: int = 0
    asked: int = 0
    """How often it was asked, also what was answered before."""

    def onward(self, script: tuple[int, ...]) -> "Path":
        """A way that goes on from here; its choices and steps are counted anew."""
        return Path(
            script,
            self.log.copy(),
            [],
            self.answers.copy(),
            self.assumed.copy(),
            self.missed.copy(),
            during=self.during,
            asked=self.asked,
        )

    def also(self, other: "Path") -> "Path":
        """A way that goes on from here, on which also what another one assumed and did not understand counts."""
        path = self.onward(())
        path.assumed.update(other.assumed)
        path.missed = {**other.missed, **path.missed}
        return path

    def choose(
        self, question: str, options: Sequence[str], by: Origin, spot: Spot, key: Key | None = None
    ) -> str:
        """The option that this way takes; an equal key is asked once."""
        self.asked += 1
        if key is not None and key in self.answers:
            return self.answers[key]
        return self.fork(self.perhaps(), question, options, by, spot, key)

    def perhaps(self) -> int:
        """A choice that may turn out to make no difference, and then has no other option; its index."""
        index = len(self.choices)
        self.choices.append((self.script[index] if index < len(self.script) else 0, 1))
        return index

    def fork(
        self,
        index: int,
        question: str,
        options: Sequence[str],
        by: Origin,
        spot: Spot,
        key: Key | None = None,
    ) -> str:
        """A choice makes a difference: the option that this way takes."""
        taken, _ = self.choices[index]
        self.choices[index] = taken, len(options)
        self.log.append(Fork(question, options[taken], by, spot, self.during))
        if key is not None:
            self.answers[key] = options[taken]
        return options[taken]

    def step(self) -> None:
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise OutOfBudget


class Exploration(NamedTuple, Generic[Result]):
    """All ways of a case, whether that is all of them, and the steps of those that ended."""

    ways: tuple[Result, ...]
    complete: bool
    steps: int


def explore(
    execute: Callable[[Path], Result],
    before: Path | None = None,
    most_steps: int = MAX_STEPS_A_CASE,
) -> Exploration[Result]:
    """Execute again for each option that was not taken, until there is none or the budget is used up.

    Args:
        before: what was chosen before; it is not executed again.
        most_steps: how many steps are made in all.
    """
    collects = gc.isenabled()
    # A collection looks at the whole tree of the source, again and again.
    gc.disable()
    try:
        return _explore(execute, before or Path(()), most_steps)
    finally:
        if collects:
            gc.enable()


def _explore(
    execute: Callable[[Path], Result], before: Path, most_steps: int
) -> Exploration[Result]:
    scripts: list[tuple[int, ...]] = [()]
    ways: list[Result] = []
    steps = 0
    while scripts:
        if len(ways) >= MAX_WAYS or steps > most_steps:
            return Exploration(tuple(ways), False, steps)
        path = before.onward(scripts.pop())
        try:
            ways.append(execute(path))
        except (OutOfBudget, RecursionError, MemoryError):
            return Exploration(tuple(ways), False, steps)
        steps += path.steps
        if len(path.choices) > len(path.script):
            taken = tuple([choice for choice, _ in path.choices])
            for index in range(len(path.script), len(taken)):
                for option in range(path.choices[index][1] - 1, 0, -1):
                    scripts.append((*taken[:index], option))
    return Exploration(tuple(ways), True, steps)
