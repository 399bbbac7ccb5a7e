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
from handler_lint.static import objects
from handler_lint.static.fingerprint import fingerprint
from handler_lint.static.machine import Machine, World
from handler_lint.static.paths import MAX_STEPS_A_CASE, MAX_WAYS, Path, explore
from handler_lint.static.source import deep_recursion
from handler_lint.static.state import LEAVES, Kept
from handler_lint.static.stepping import order
from handler_lint.static.story import Begun, Story
from handler_lint.static.values import Class, Function, Unknown


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


FEW_WAYS = 4
"""With more ways than these it is worth while to look where they come together."""


MANY_STATES = 4
"""With more states than these at one place, reading knows less rather than follow each."""


@dataclass(slots=True, eq=False)
class Node:
    """One way to a point between two calls, with what is needed to go on from there."""

    path: Path
    outcome: Outcome | None
    story: Begun
    kept: Kept | None
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

    def has(self, call: Call) -> bool:
        """Whether a call was made for good: an import and a load are those of all cases of a tuple."""
        return (isinstance(call, Import) and self.imported is not None) or (
            isinstance(call, ModelFn) and self.loaded is not None
        )


@dataclass(frozen=True, slots=True)
class _Open:
    """What of a node may differ from others that are joined with it."""

    node: Node
    names: list[dict[str, Any]]
    model: Any


class Execution:
    """All that is executed of one handler in one world."""

    def __init__(self, world: World, handler: str) -> None:
        self.m = Machine(world, Path(()))
        self.story = Story(self.m, handler)
        self.merged: dict[tuple[int, bool], Sequence[Node]] = {}
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
        return replace(end, node=replace(begin, path=path, after={}), outcomes=())

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
        key = (id(followed), gets_model or isinstance(call, Import))
        if key not in self.merged:
            assert node.kept is not None
            self.merged[key] = self._merged(list(followed.nodes), node.kept, gets_model)
        return self.merged[key]

    def follow(self, node: Node, call: Call, before: Sequence[Outcome], keep: bool) -> Followed:
        """The ways of a call after a node; `keep`: it is known that something comes after it."""
        known = node.after.get(call)
        if known is not None and not (keep and known.nodes and known.nodes[0].kept is None):
            return known
        keep = keep or isinstance(call, (Import, ModelFn))
        node.after[call] = self._made(node, call, before, keep)
        return node.after[call]

    def _made(self, node: Node, call: Call, before: Sequence[Outcome], keep: bool) -> Followed:
        """A call: what the stack does first, and then the code of the handler in parts, each up to a fork."""
        self.story.take(node.story)
        impossible = self.story.not_possible(call, before)
        if impossible is not None:
            return Followed((replace(node, outcome=impossible, after={}),), True, 0)
        arrived = self._explored(node, partial(self.story.arrive, call, before), True, node.kept)
        found = [one for one in arrived.nodes if one.outcome is not None]
        steps, complete = arrived.steps, arrived.complete
        for begin in arrived.nodes:
            waiting = [begin] if begin.outcome is None else []
            while waiting:
                if len(found) + len(waiting) > MAX_WAYS or steps > MAX_STEPS_A_CASE or not complete:
                    return Followed(tuple(found), False, steps)
                here, waiting = _foremost(waiting)
                assert begin.kept is not None
                here = self._merged(here, begin.kept, gets_model=True)
                joins = len(here) + len(waiting) > FEW_WAYS
                for one in here:
                    part = self._explored(
                        one, partial(self.story.go, call, joins), keep, begin.kept
                    )
                    steps, complete = steps + part.steps, complete and part.complete
                    found += [end for end in part.nodes if end.outcome is not None]
                    waiting += [way for way in part.nodes if way.outcome is None]
        return Followed(tuple(found), complete, steps)

    def _explored(
        self,
        node: Node,
        make: Callable[[], Outcome | None],
        keep: bool,
        base: Kept | None = None,
    ) -> Followed:
        """The ways from a node on; `base` is an earlier state of them."""

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

    def _node(self, outcome: Outcome | None, keep: bool, base: Kept | None = None) -> Node:
        """The point where the machine is: a call has ended, or is under way."""
        story, kept = self.story.told(), None
        if keep or outcome is None:
            kept = Kept(self.m, self._roots(), self.story.still, base)
        return Node(self.m.path, outcome, story, kept)

    def _merged(self, nodes: list[Node], base: Kept, gets_model: bool) -> list[Node]:
        """One of the nodes for each state, of all nodes after which everything is the same."""
        if len(nodes) < 2:
            return nodes
        states: dict[Any, list[Node]] = {}
        for node in nodes:
            states.setdefault(self._state(node, base, gets_model), []).append(node)
        found = [_one_of(same) for same in states.values()]
        return self._joined(found, base) if len(found) > MANY_STATES else found

    def _joined(self, nodes: list[Node], base: Kept) -> list[Node]:
        """Fewer nodes: those that differ in names of what is under way, or in the model, become one that knows less."""
        groups: dict[Any, list[_Open]] = {}
        for node in nodes:
            if node.story.no_import is not None or node.story.no_model is not None:
                groups[node] = [_Open(node, [], None)]
                continue
            self._at(node, node.path)
            service, places = self.story.service.names, self._names()
            one = _Open(node, [place.copy() for place in places], service["model"])
            for place in places:
                place.clear()
            if not self.m.frames:
                service["model"] = self.story.value = None
            rest = fingerprint(self.m, [self.story.value], base, events=False)
            groups.setdefault((node.story.position, rest), []).append(one)
        return [self._one_for(group) for group in groups.values()]

    def _names(self) -> list[dict[str, Any]]:
        """The names of what is under way: of functions of the handler, or of its module; else of its module alone."""
        frames = [frame.names for frame in self.m.frames if not frame.source.ours]
        return frames or [self.story.module.names]

    def _one_for(self, group: "list[_Open]") -> Node:
        first = group[0].node
        if len(group) == 1:
            return first
        joined = _one_of([one.node for one in group])
        m = self.m
        self._at(first, joined.path)
        events = dict.fromkeys(m.events)
        for one in group[1:]:
            assert one.node.kept is not None
            events |= dict.fromkeys(one.node.kept.events)
        m.events[:] = events
        for index, place in enumerate(self._names()):
            every = [one.names[index] for one in group]
            for name in dict.fromkeys(name for names in every for name in names):
                # Where a way has not bound it, it is assumed not to be used.
                place[name] = self._any_of([names[name] for names in every if name in names])
        if not m.frames:
            model = self._any_of([one.model for one in group])
            self.story.service.names["model"] = self.story.value = model
        kept = Kept(m, self._roots(), self.story.still)
        return Node(joined.path, joined.outcome, self.story.told(), kept)

    def _any_of(self, values: list[Any]) -> Any:
        like = all(_is_like(one, values[0]) for one in values)
        return values[0] if like else objects.one_of(self.m, values, values)

    def _roots(self) -> tuple[Any, ...]:
        return (self.story.service, self.story.value, self.story.position)

    def _state(self, node: Node, base: Kept, gets_model: bool) -> Any:
        story = node.story
        if story.no_import is not None or story.no_model is not None:
            return node
        self._at(node, node.path)
        service = self.story.service.names
        roots = [service["bound"], service["context"], *([service["model"]] * gets_model)]
        if story.position:
            roots.append(story.value)
        return fingerprint(self.m, roots, base)


def _is_like(one: Any, other: Any) -> bool:
    """Whether two values of different ways are the same for all that comes next, as far as that is seen at once."""
    if one is other:
        return True
    if type(one) is not type(other):
        return False
    if isinstance(one, Unknown):
        return bool(one.key == other.key and one.kind == other.kind)
    if isinstance(one, (Function, Class)):
        return one.node is other.node
    return type(one) in LEAVES and bool(one == other)


def _foremost(nodes: list[Node]) -> tuple[list[Node], list[Node]]:
    """The nodes that are at the first place in the order of the program, and the others."""
    first = min((node.story.position for node in nodes), key=order)
    here = [node for node in nodes if node.story.position == first]
    return here, [node for node in nodes if node.story.position != first]


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
        path.assumed.update(node.path.assumed)
    return replace(first, path=path, after={})
