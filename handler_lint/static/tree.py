"""The points that the ways of a handler come to: calls that ended, or places in the midst of one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from handler_lint.calls import Call, Outcome
from handler_lint.static.machine import Machine, World
from handler_lint.static.paths import MAX_STEPS_A_CASE, Path, explore
from handler_lint.static.positions import order, values_in
from handler_lint.static.state import Kept
from handler_lint.static.story import Begun, Story


@dataclass(slots=True, eq=False)
class Node:
    """One way to a point between two calls, with what is needed to go on from there."""

    path: Path
    outcome: Outcome | None
    story: Begun
    kept: Kept | None
    order: tuple[int, ...] = ()
    """Where in the program it is, in the midst of a call."""

    after: dict[Call, "Followed"] = field(default_factory=dict)
    origin: "Node | None" = None
    """Of the begin of a further case: the node whose state it has."""

    quiet: dict[tuple[Call, int], "Node"] = field(default_factory=dict)
    """The ends of calls of further cases that asked nothing, so that they are the same whatever was answered before."""


@dataclass(slots=True, eq=False)
class Followed:
    """The ways of one call after a node; `alike` are those that go on, by whether the model counts."""

    nodes: tuple[Node, ...]
    complete: bool
    steps: int
    alike: dict[bool, Sequence[Node]] = field(default_factory=dict)


class Tree:
    """One machine, brought to any node of the ways that were followed on it."""

    def __init__(self, world: World, handler: str) -> None:
        self.m = Machine(world, Path(()))
        self.story = Story(self.m, handler)
        self._here: Node | None = None
        """The node that the machine is at, with nothing done since."""

        self.root = self.node(None, keep=True)

    def explored(
        self,
        node: Node,
        make: Callable[[], Outcome | None],
        keep: bool,
        base: Kept | None = None,
        most_steps: int = MAX_STEPS_A_CASE,
        touched: Callable[[], list[Any] | None] = lambda: None,
    ) -> Followed:
        """The ways from a node on.

        Args:
            base: an earlier state of them.
            touched: the values that differ from it on a way, where that is known.
        """

        def once(path: Path) -> Node:
            self.at(node, path)
            outcome = make()
            return self.node(outcome, keep, base, touched())

        found = explore(once, node.path, most_steps=most_steps)
        return Followed(found.ways, found.complete, found.steps)

    def at(self, node: Node, path: Path) -> None:
        """Bring the machine to a node, if it is not there."""
        assert node.kept is not None
        if node is not self._here:
            node.kept.put_back(self.m)
        self._here = None
        self.m.path = path
        self.story.take(node.story)

    def arrived(self, node: Node, call: Call, before: Sequence[Outcome]) -> Followed:
        """The ways from a node to where the code of the handler begins."""
        arrive, touched = self.story.arrive, self.story.touched
        return self.explored(
            node,
            partial(arrive, call, before),
            True,
            node.kept,
            touched=partial(touched, call),
        )

    def node(
        self,
        outcome: Outcome | None,
        keep: bool,
        base: Kept | None = None,
        changed: list[Any] | None = None,
    ) -> Node:
        """The point where the machine is: a call has ended, or is under way.

        Args:
            base: an earlier state of the way.
            changed: the values that differ from it, where that is known.
        """
        story, kept = self.story.begun(), None
        if keep or outcome is None:
            kept = Kept(self.m, self.roots(), self.story.still, base, changed)
        place = order(story.position) if outcome is None else ()
        made = Node(self.m.path, outcome, story, kept, place)
        self._here = made if kept is not None else None
        return made

    def roots(self) -> tuple[Any, ...]:
        """What can be reached beside what the machine holds."""
        return (self.story.service, self.story.value, *values_in(self.story.position))
