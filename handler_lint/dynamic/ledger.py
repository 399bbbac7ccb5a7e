"""What became of each call of a plan, over all the times that the worker had to be started."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from time import monotonic

from handler_lint.calls import NEEDS_MODEL, Bound, Event, Import, Invoke, ModelFn, Outcome
from handler_lint.contract import Stack
from handler_lint.dynamic import outcomes as make
from handler_lint.dynamic.ends import too_long
from handler_lint.dynamic.plan import Node, Plan
from handler_lint.dynamic.wire import Begin, Gone, Hello, Message, Opened, Raised, Returned


@dataclass(slots=True)
class UnderWay:
    """A call that has begun and not ended, in the process that was forked for the call `process`."""

    node: Node
    process: int | None
    shared: bool
    since: float
    events: list[Event] = field(default_factory=list)


class Ledger:
    """Keeps the first outcome of each call; a call made again on the way to another changes nothing.

    A call that failed after unrelated ones in the same process does not count; it is made again alone.
    """

    def __init__(
        self,
        plan: Plan,
        stack: Stack,
        sources: Mapping[str, bytes],
        limit: Callable[[Node], float],
    ) -> None:
        self.plan = plan
        self.stack = stack
        self.sources = sources
        self.limit = limit
        self.outcomes: dict[int, Outcome] = {}
        self.lines: dict[int, Mapping[str, frozenset[int]]] = {}
        self.bindings: tuple[Bound, ...] = ()
        self.hello: Hello | None = None
        self.under_way: dict[int, UnderWay] = {}
        self._alone: list[int] = []
        self._broken: dict[int, str] = {}
        self._last_words = ""
        self._mark = 0

    def next_calls(self) -> tuple[Node, ...]:
        """The calls to make next and those on the way to them; none when each has its outcome."""
        self._prevent()
        self._alone = [node for node in self._alone if node not in self.outcomes]
        wanted: set[int] = set()
        for node in self.plan.nodes:
            first = self._alone[0] if self._alone else 0
            if node.id not in self.outcomes and self.plan.is_below(node.id, first):
                wanted.update(above.id for above in self.plan.path(node.id))
        self._mark = self._known()
        return tuple(node for node in self.plan.nodes if node.id in wanted)

    def failed(self) -> tuple[int, ...]:
        """Calls that are known not to return."""
        return tuple(n for n, outcome in self.outcomes.items() if outcome.ended != "returned")

    def take(self, message: Message) -> None:
        """Enter what the worker told; what makes no sense is ignored."""
        match message:
            case Hello():
                self.hello = self.hello or message
            case Begin(node=number) if number in range(len(self.plan.nodes)):
                self._begin(self.plan.nodes[number], message)
            case Opened(node=number) if number in self.under_way:
                self.under_way[number].events.append(make.event_of(message))
            case Returned(node=number) if number in self.under_way:
                way = self.under_way.pop(number)
                self._returned(way, message)
            case Raised(node=number) if number in self.under_way:
                way = self.under_way.pop(number)
                self._enter(way, make.raised(way.node.call, message, way.events, self.sources))
                self._executed(number, message.lines)
            case Gone():
                self._gone(message)
            case _:
                pass

    def close(self, by_itself: bool) -> None:
        """The worker ended or was stopped: what was under way is lost; a start that brought nothing costs a call."""
        for way in list(self.under_way.values()):
            late = too_long(self.limit(way.node))
            self._lost(way, "ended the worker that ran it" if by_itself else late, by_itself)
        pending = [node.id for node in self.plan.nodes if node.id not in self.outcomes]
        if pending and self._known() == self._mark:
            node = self.plan.nodes[self._alone[0] if self._alone else pending[0]]
            self._not_made(node, f"the worker {self._last_words or 'ended'} before this call")

    def give_up(self, why: str) -> None:
        """Make no more calls."""
        for node in self.plan.nodes:
            if node.id not in self.outcomes:
                self._not_made(node, why)

    def _known(self) -> int:
        return len(self.outcomes) + len(self._alone) + len(self._broken)

    def _not_made(self, node: Node, why: str) -> None:
        reply = None
        if isinstance(node.call, Invoke):
            path = self.plan.path(node.id)[:-1]
            above = (self.outcomes.get(one.id) for one in path)
            failed = next((one for one in above if one and one.ended != "returned"), None)
            reply = make.failed_before(failed) if failed else make.no_reply("", why)
        self.outcomes[node.id] = Outcome(node.call, "not_made", why_not=why, reply=reply)

    def _begin(self, node: Node, begin: Begin) -> None:
        """A call begins, or one of the same requests that it makes in a row."""
        way = UnderWay(node, begin.process, begin.shared, monotonic())
        known = self.under_way.get(node.id)
        if known is not None and known.process == way.process:
            way.events = known.events
        self.under_way[node.id] = way

    def _returned(self, way: UnderWay, told: Returned) -> None:
        number = way.node.id
        self.outcomes.setdefault(number, make.returned(way.node.call, told, way.events))
        self._executed(number, told.lines)
        if told.bound and not self.bindings:
            self.bindings = tuple(make.bound(one, self.stack, self.sources) for one in told.bound)

    def _executed(self, number: int, lines: Mapping[str, tuple[int, ...]]) -> None:
        if number in self.outcomes:
            found = {path: frozenset(numbers) for path, numbers in lines.items()}
            self.lines.setdefault(number, found)

    def _gone(self, gone: Gone) -> None:
        culprits = [
            way for way in self.under_way.values() if self.plan.is_below(way.node.id, gone.node)
        ]
        for way in culprits:
            how = make.how_gone(gone, self.limit(way.node), way.process == gone.node)
            self._lost(way, how, gone.how != "time")
        if not culprits:
            self._last_words = make.how_gone(gone, 0, True)

    def _lost(self, way: UnderWay, how: str, in_time: bool) -> None:
        del self.under_way[way.node.id]
        seconds = monotonic() - way.since
        outcome = make.lost(way.node.call, how, in_time, seconds, way.events)
        if isinstance(way.node.call, Invoke):
            outcome = replace(outcome, reply=make.no_reply(self._stage(), how))
        self._enter(way, outcome)

    def _stage(self) -> str:
        """How far a request came whose process is lost, as far as that is known."""
        whole = any(one.name == "transform_fn" and one.kind != "none" for one in self.bindings)
        return "transform_fn" if whole else "request"

    def _enter(self, way: UnderWay, outcome: Outcome) -> None:
        """Enter a call that failed."""
        number = way.node.id
        if number in self.outcomes:
            if self.outcomes[number].ended == "returned":
                self._broken[number] = make.failure_of(outcome)
        elif not way.shared:
            self.outcomes[number] = outcome
        elif number not in self._alone:
            self._alone.append(number)

    def _prevent(self) -> None:
        """Enter the calls that cannot be made, as far as that is known."""
        for node in self.plan.nodes:
            why = self._prevented(node) if node.id not in self.outcomes else ""
            if why:
                self._not_made(node, why)

    def _prevented(self, node: Node) -> str:
        whole = isinstance(node.call, Invoke)
        for above in self.plan.path(node.id)[:-1]:
            if isinstance(above.call, ModelFn) and not isinstance(node.call, NEEDS_MODEL):
                continue
            if whole and isinstance(above.call, Import | ModelFn) and self._loads_again():
                continue
            if above.id in self._broken:
                return f"{self._broken[above.id]} when it was made again"
            outcome = self.outcomes.get(above.id)
            if outcome is not None and outcome.ended != "returned" and not _answered(outcome):
                return make.failure_of(outcome)
        return ""

    def _loads_again(self) -> bool:
        """Whether each request that comes after a failed load loads once more."""
        return bool(self.stack.serving["load_errors"] == "swallowed")


def _answered(outcome: Outcome) -> bool:
    """Whether a server answered the request, and so takes the next one."""
    return outcome.reply is not None and outcome.reply.status is not None
