"""Cases executed abstractly: each way through a case gives a run, in the words of both passes.

The calls of all cases of a handler form a tree: what cases have in common at their begin is executed once. Where the
import or the load ended in several ways after which everything is the same, one of them goes on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, NamedTuple

from handler_lint.calls import (
    Call,
    Case,
    Fork,
    Import,
    Invoke,
    ModelFn,
    Outcome,
    PredictFn,
    Run,
    Spot,
)
from handler_lint.static.joining import merged
from handler_lint.static.machine import World
from handler_lint.static.paths import MAX_STEPS_A_CASE, MAX_WAYS
from handler_lint.static.positions import place_of
from handler_lint.static.source import deep_recursion
from handler_lint.static.tree import Followed, Node, Tree


@dataclass(frozen=True, slots=True)
class Way:
    """One end of a case, or of a tuple of cases: a run for each, and how reading came there.

    `missed` are the constructs on the way that were not understood, `names` what the handler's module binds.
    """

    runs: tuple[Run, ...]
    forks: tuple[Fork, ...]
    assumed: tuple[tuple[str, Spot], ...]
    missed: Mapping[str, Spot]
    names: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Ways:
    """All ends of a case; `complete` False where the budget ran out before."""

    ways: tuple[Way, ...]
    complete: bool


FEW_WAYS = 3
"""With more ways than these it is worth while to look where they come together."""


class _End(NamedTuple):
    """One way through the calls so far: its last node, those of its import and load, the runs and outcomes before."""

    node: Node
    runs: tuple[Run, ...] = ()
    imported: Node | None = None
    loaded: Node | None = None
    outcomes: tuple[Outcome, ...] = ()

    def has(self, call: Call) -> bool:
        """Whether a call was made for good: an import and a load are those of all cases of a tuple."""
        return (isinstance(call, Import) and self.imported is not None) or (
            isinstance(call, ModelFn) and self.loaded is not None
        )


class Execution:
    """All that is executed of one handler in one world."""

    def __init__(self, world: World, handler: str) -> None:
        self.tree = Tree(world, handler)

    def ways(self, cases: Sequence[Case]) -> Ways:
        """All ways through a tuple of cases, explored as one with one log.

        Bodies that are not given are the same unknown in all of them; all have the import and the load of the first.
        """
        with deep_recursion():
            ends, complete = [_End(self.tree.root)], True
            for index, case in enumerate(cases):
                ends, whole = self._case(ends, index, case)
                complete = complete and whole
        return Ways(tuple(map(_way, ends)), complete)

    def _case(self, ends: list[_End], index: int, case: Case) -> tuple[list[_End], bool]:
        calls = [Import(), *([ModelFn()] if case.loads else []), *case.request]
        gets_model = any(isinstance(call, (PredictFn, Invoke)) for call in calls)
        if index:
            ends = [self._again(end, index, calls) for end in ends]
        complete = True
        for number, call in enumerate(calls):
            last = number == len(calls) - 1
            merges = not index and not last and isinstance(call, (Import, ModelFn))
            ends, whole = self._call(ends, call, not last, merges, gets_model)
            complete = complete and whole
        return [_with_run(end, case) for end in ends], complete

    def _again(self, end: _End, index: int, calls: Sequence[Call]) -> _End:
        """Where a further case begins: with what the one before chose, in the state after its import or load."""
        begin = end.loaded if end.loaded is not None and ModelFn() in calls else end.imported
        assert begin is not None
        path = end.node.path.onward(())
        path.during = index
        return end._replace(node=replace(begin, path=path, after={}, origin=begin), outcomes=())

    def _call(
        self, ends: list[_End], call: Call, keep: bool, merges: bool, gets_model: bool
    ) -> tuple[list[_End], bool]:
        found: list[_End] = []
        steps, complete = 0, True
        for end in ends:
            if end.has(call):
                found.append(end)
                continue
            if len(found) >= MAX_WAYS or steps > MAX_STEPS_A_CASE:
                return found, False
            followed = self.follow(end.node, call, end.outcomes, keep)
            steps += followed.steps
            complete = complete and followed.complete
            nodes = self._alike(end.node, call, followed, gets_model) if merges else followed.nodes
            found += [_onward(end, node, call) for node in nodes]
        return found[:MAX_WAYS], complete and len(found) <= MAX_WAYS

    def _alike(
        self, node: Node, call: Call, followed: Followed, gets_model: bool
    ) -> Sequence[Node]:
        """The ways of a call without those that are alike; `gets_model` False: the model does not count."""
        counts = gets_model or isinstance(call, Import)
        if counts not in followed.alike:
            assert node.kept is not None
            followed.alike[counts] = merged(self.tree, list(followed.nodes), node.kept, counts)
        return followed.alike[counts]

    def follow(self, node: Node, call: Call, before: Sequence[Outcome], keep: bool) -> Followed:
        """The ways of a call after a node; `keep`: it is known that something comes after it."""
        known = node.after.get(call)
        if known is not None and not (keep and known.nodes and known.nodes[0].kept is None):
            return known
        keep = keep or isinstance(call, (Import, ModelFn))
        again = node.origin is not None and not before
        made = self._made_again if again else self._made
        node.after[call] = made(node, call, before, keep)
        return node.after[call]

    def _made_again(
        self, node: Node, call: Call, before: Sequence[Outcome], keep: bool
    ) -> Followed:
        """The first call of a further case: where it asks nothing it is made once, whatever was answered before."""
        assert node.origin is not None
        quiet, key = node.origin.quiet, (call, node.path.during)
        known = quiet.get(key)
        if known is not None and (known.kept is not None or not keep):
            there = replace(known, path=node.path.also(known.path), after={})
            return Followed((there,), True, 0)
        bare = node.path.onward(())
        bare.assumed, bare.missed = {}, {}
        followed = self._made(replace(node, path=bare), call, before, keep)
        nodes = followed.nodes
        if followed.complete and len(nodes) == 1 and nodes[0].path.asked == bare.asked:
            quiet[key] = nodes[0]
        told = tuple(replace(one, path=one.path.also(node.path), after={}) for one in nodes)
        return Followed(told, followed.complete, followed.steps)

    def _made(self, node: Node, call: Call, before: Sequence[Outcome], keep: bool) -> Followed:
        """A call: what the stack does first, and then the code of the handler in parts, each up to a fork."""
        self.tree.story.take(node.story)
        impossible = self.tree.story.not_possible(call, before)
        if impossible is not None:
            return Followed((replace(node, outcome=impossible, after={}),), True, 0)
        arrived = self.tree.arrived(node, call, before)
        found = [one for one in arrived.nodes if one.outcome is not None]
        steps, complete = arrived.steps, arrived.complete
        for begin in arrived.nodes:
            waiting = [begin] if begin.outcome is None else []
            while waiting:
                if len(found) + len(waiting) > MAX_WAYS or steps > MAX_STEPS_A_CASE or not complete:
                    return Followed(tuple(found), False, steps)
                here, waiting = _foremost(waiting)
                assert begin.kept is not None
                here = merged(self.tree, here, begin.kept)
                joins = len(here) + len(waiting) > FEW_WAYS
                go = partial(self.tree.story.go, call, joins, not keep)
                for one in here:
                    left = MAX_STEPS_A_CASE - steps
                    part = self.tree.explored(one, go, keep, begin.kept, max(left, 0))
                    steps, complete = steps + part.steps, complete and part.complete
                    found += [end for end in part.nodes if end.outcome is not None]
                    waiting += [way for way in part.nodes if way.outcome is None]
        return Followed(tuple(found), complete, steps)


def _onward(end: _End, node: Node, call: Call) -> _End:
    assert node.outcome is not None
    if isinstance(call, Import):
        return _End(node, end.runs, node, end.loaded, end.outcomes)
    if isinstance(call, ModelFn):
        return _End(node, end.runs, end.imported, node, end.outcomes)
    return _End(node, end.runs, end.imported, end.loaded, (*end.outcomes, node.outcome))


def _with_run(end: _End, case: Case) -> _End:
    """The end of a case, with its run."""
    assert end.imported is not None
    assert end.imported.outcome is not None
    loaded = end.loaded.outcome if end.loaded is not None and case.loads else None
    requests = iter(end.outcomes)
    outcomes = [
        loaded if isinstance(call, ModelFn) and loaded is not None else next(requests)
        for call in case.calls
    ]
    bindings = end.imported.story.bindings
    run = Run(case, end.imported.outcome, loaded, tuple(outcomes), bindings)
    return _End(end.node, (*end.runs, run), end.imported, end.loaded, end.outcomes)


def _way(end: _End) -> Way:
    path = end.node.path
    assert end.imported is not None
    names = end.imported.story.names
    return Way(end.runs, tuple(path.log), tuple(path.assumed), path.missed, names)


def _foremost(nodes: list[Node]) -> tuple[list[Node], list[Node]]:
    """The nodes that are at the first place in the order of the program, and the others."""
    if len(nodes) == 1:
        return nodes, []
    first = min(nodes, key=lambda node: node.order)
    place = place_of(first.story.position)
    here: list[Node] = []
    others: list[Node] = []
    for node in nodes:
        there = node.order == first.order and place_of(node.story.position) == place
        (here if there else others).append(node)
    return here, others
