"""Cases executed abstractly: each way through a case gives a run, in the words of both passes.

The calls of all cases of a handler form a tree: what cases have in common at their begin is executed once. Where the
import or the load ended in several ways after which everything is the same, one of them goes on.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

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
from handler_lint.static.fingerprint import fingerprint
from handler_lint.static.machine import Machine, World
from handler_lint.static.paths import MAX_STEPS_A_CASE, MAX_WAYS, Path, explore
from handler_lint.static.source import deep_recursion
from handler_lint.static.state import Kept
from handler_lint.static.story import Begun, Story
from handler_lint.static.values import Raised


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


@dataclass(slots=True, eq=False)
class Node:
    """One way to a point between two calls, with what is needed to go on from there."""

    path: Path
    outcome: Outcome | None
    story: Begun
    kept: Kept | None
    statement: int = 0
    """In the midst of the import: the statement of the module that comes next."""

    first: "Node | None" = None
    """Of a node that stands for several: the one whose state it has."""

    after: dict[Call, "Followed"] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Followed:
    """The ways of one call after a node."""

    nodes: tuple[Node, ...]
    complete: bool
    steps: int


@dataclass(frozen=True, slots=True)
class _End:
    """One way through the calls so far: its last node, those of its import and load, the runs and outcomes before."""

    node: Node
    runs: tuple[Run, ...] = ()
    imported: Node | None = None
    loaded: Node | None = None
    outcomes: tuple[Outcome, ...] = ()


class Execution:
    """All that is executed of one handler in one world."""

    def __init__(self, world: World, handler: str) -> None:
        self.m = Machine(world, Path(()))
        self.story = Story(self.m, handler)
        self.merged: dict[tuple[tuple[int, ...], bool], list[Node]] = {}
        self.length = len(world.sources[handler].tree.body)
        self.root = self._node(None, keep=True)

    def ways(self, cases: Sequence[Case]) -> Ways:
        """All ways through a tuple of cases, explored as one with one log.

        Bodies that are not given are the same unknown in all of them; all have the import and the load of the first.
        """
        with deep_recursion():
            ends, complete = [_End(self.root)], True
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
            ends, whole = self._call(ends, call, keep=not last)
            complete = complete and whole
            if not index and not last and isinstance(call, (Import, ModelFn)):
                ends = self._like(ends, gets_model)
        return [_with_run(end, case) for end in ends], complete

    def _again(self, end: _End, index: int, calls: Sequence[Call]) -> _End:
        """Where a further case begins: with what the one before chose, in the state after its import or load."""
        begin = end.loaded if end.loaded is not None and ModelFn() in calls else end.imported
        assert begin is not None
        path = end.node.path.onward(())
        path.during = index
        return replace(end, node=replace(begin, path=path, after={}), outcomes=())

    def _call(self, ends: list[_End], call: Call, keep: bool) -> tuple[list[_End], bool]:
        found: list[_End] = []
        steps, complete = 0, True
        for end in ends:
            if (
                isinstance(call, Import)
                and end.imported
                or isinstance(call, ModelFn)
                and end.loaded
            ):
                found.append(end)
                continue
            if len(found) >= MAX_WAYS or steps > MAX_STEPS_A_CASE:
                return found, False
            followed = self.follow(end.node, call, end.outcomes, keep)
            steps += followed.steps
            complete = complete and followed.complete
            found += [_onward(end, node, call) for node in followed.nodes]
        return found[:MAX_WAYS], complete and len(found) <= MAX_WAYS

    def _like(self, ends: list[_End], gets_model: bool) -> list[_End]:
        of = {id(end.node): end for end in ends}
        merged = self._merged([end.node for end in ends], gets_model)
        found = []
        for node in merged:
            end = of[id(node.first or node)]
            imported = node if end.imported is end.node else end.imported
            loaded = node if end.loaded is end.node else end.loaded
            found.append(replace(end, node=node, imported=imported, loaded=loaded))
        return found

    def follow(self, node: Node, call: Call, before: Sequence[Outcome], keep: bool) -> Followed:
        """The ways of a call after a node; `keep`: it is known that something comes after it."""
        known = node.after.get(call)
        if known is not None and not (keep and known.nodes and known.nodes[0].kept is None):
            return known
        keep = keep or isinstance(call, (Import, ModelFn))
        if isinstance(call, Import):
            found = self._import(node)
        else:
            found = self._made(node, call, before, keep)
        node.after[call] = found
        return found

    def _made(self, node: Node, call: Call, before: Sequence[Outcome], keep: bool) -> Followed:
        """A call in two parts, because what comes before the handler's function seldom forks."""
        self.story.take(node.story)
        impossible = self.story.not_possible(call, before)
        if impossible is not None:
            return Followed((replace(node, outcome=impossible, after={}),), True, 0)
        if isinstance(call, Invoke):
            return self._explored(node, partial(self.story.make, call), keep)
        base = None if isinstance(call, ModelFn) else node.kept
        arrived = self._explored(node, partial(self.story.arrive, call, before), True, base)
        found = [one for one in arrived.nodes if one.outcome is not None]
        steps, complete = arrived.steps, arrived.complete
        for one in arrived.nodes:
            if one.outcome is None:
                made = self._explored(one, partial(self.story.make, call), keep)
                found += made.nodes
                steps, complete = steps + made.steps, complete and made.complete
        return Followed(tuple(found), complete, steps)

    def _import(self, node: Node) -> Followed:
        """The import, in parts: each ends with a statement of the module that forks."""
        self._at(node, node.path)
        self.story.begin_import()
        waiting = [self._node(None, keep=True)]
        found: list[Node] = []
        steps, complete = 0, True
        while waiting and complete:
            begin = waiting.pop()
            part = self._explored(begin, partial(self._part, begin.statement), keep=True)
            steps += part.steps
            complete = part.complete and steps <= MAX_STEPS_A_CASE
            found += [one for one in part.nodes if one.outcome is not None]
            going = [one for one in part.nodes if one.outcome is None]
            waiting += self._merged(going, gets_model=True)
        return Followed(tuple(found), complete and not waiting, steps)

    def _part(self, index: int) -> Outcome | int:
        try:
            index = self.story.import_from(index)
        except Raised as raised:
            return self.story.import_failed(raised.failure)
        return index if index < self.length else self.story.imported()

    def _explored(
        self,
        node: Node,
        make: Callable[[], Outcome | int | None],
        keep: bool,
        base: Kept | None = None,
    ) -> Followed:
        """The ways from a node on; `base`: nothing of the handler is executed on them."""

        def once(path: Path) -> Node:
            self._at(node, path)
            return self._node(make(), keep, base)

        found = explore(once, node.path)
        steps = sum(path.steps for path, _ in found.ways)
        return Followed(tuple(one for _, one in found.ways), found.complete, steps)

    def _at(self, node: Node, path: Path) -> None:
        """Bring the machine to a node."""
        assert node.kept is not None
        node.kept.put_back(self.m)
        self.m.path = path
        self.story.take(node.story)

    def _node(self, end: Outcome | int | None, keep: bool, base: Kept | None = None) -> Node:
        """The point where the machine is: a call has ended, or the import has come to a statement."""
        story = self.story.told()
        outcome = end if isinstance(end, Outcome) else None
        roots = (self.story.service, story.value)
        kept = Kept(self.m, roots, self.story.still, base) if keep else None
        return Node(self.m.path, outcome, story, kept, end if isinstance(end, int) else 0)

    def _merged(self, nodes: Sequence[Node], gets_model: bool) -> Sequence[Node]:
        """One of the nodes for each state, of all nodes after which everything is the same.

        `gets_model` False: the model does not count, because nothing that comes next gets it.
        """
        key = (tuple(map(id, nodes)), gets_model)
        if len(nodes) > 1 and key not in self.merged:
            states: dict[Any, list[Node]] = {}
            for node in nodes:
                states.setdefault(self._state(node, gets_model), []).append(node)
            self.merged[key] = [_one_of(same) for same in states.values()]
        return self.merged.get(key, nodes)

    def _state(self, node: Node, gets_model: bool) -> Any:
        story = node.story
        if story.no_import is not None or story.no_model is not None:
            return node
        self._at(node, node.path)
        service = self.story.service.names
        roots = [service["bound"], service["context"], *([service["model"]] * gets_model)]
        return fingerprint(self.m, roots)


def execute(world: World, handler: str, cases: Sequence[Case]) -> Ways:
    """All ways through a tuple of cases of the handler whose source has that path, explored as one."""
    return Execution(world, handler).ways(cases)


def _onward(end: _End, node: Node, call: Call) -> _End:
    assert node.outcome is not None
    if isinstance(call, Import):
        return replace(end, node=node, imported=node)
    if isinstance(call, ModelFn):
        return replace(end, node=node, loaded=node)
    return replace(end, node=node, outcomes=(*end.outcomes, node.outcome))


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
    return replace(end, runs=(*end.runs, run))


def _way(end: _End) -> Way:
    path = end.node.path
    assert end.imported is not None
    names = end.imported.story.names
    return Way(end.runs, tuple(path.log), tuple(path.assumed), path.missed, names)


def _one_of(same: Sequence[Node]) -> Node:
    """A node that stands for others in the same state: what they were asked and answered differently is open again."""
    first = same[0]
    if len(same) == 1:
        return first
    path = first.path.onward(())
    for node in same[1:]:
        answers = node.path.answers
        for key in [key for key in path.answers if path.answers[key] != answers.get(key)]:
            del path.answers[key]
        path.missed.update({**node.path.missed, **path.missed})
        path.assumed += [one for one in node.path.assumed if one not in path.assumed]
    return replace(first, path=path, first=first, after={})
