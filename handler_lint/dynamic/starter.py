"""Starting the worker in the handler's interpreter, and what to do where that cannot be done."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from time import monotonic

from handler_lint.calls import spell
from handler_lint.contract import Stack
from handler_lint.dynamic.environment import environment
from handler_lint.dynamic.errors import HostError
from handler_lint.dynamic.interpreter import cannot_start, check_hello, path_of
from handler_lint.dynamic.job import job, surroundings
from handler_lint.dynamic.ledger import Ledger
from handler_lint.dynamic.nodes import Limits, plain
from handler_lint.dynamic.plan import Node
from handler_lint.dynamic.process import GRACE, LEAVE, QUIET, Worker
from handler_lint.dynamic.wire import Begin, Done, Hello, message
from handler_lint.dynamic.world import World
from handler_lint.package.model import Package

Progress = Callable[[int, int, str], None]
"""Called when a call begins: its number from 0, how many there are, the call as Python."""


@dataclass(frozen=True, slots=True)
class RunSettings:
    """How to run: `python` is the handler's interpreter as typed, None for this one; limits are in seconds."""

    python: str | None = None
    timeout: float = 10.0
    load_timeout: float = 60.0
    environ: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Starter:
    """Starts the worker as often as a plan needs it; the first time before there is something to run."""

    world: World
    package: Package
    stack: Stack
    settings: RunSettings
    limits: Limits
    trace: Mapping[str, frozenset[int]]
    progress: Progress | None
    _ready: Worker | None = None

    def get_ready(self) -> None:
        """Start the worker for what is run next.

        Raises:
            HostError: the interpreter cannot be started.
        """
        settings = self.settings
        try:
            environ = environment(self.world, settings.environ)
            self._ready = Worker(path_of(settings.python), environ, self.world.complaints)
        except (OSError, ValueError) as error:
            raise HostError(cannot_start(settings.python, str(error))) from None

    def let_go(self) -> None:
        """Stop a worker that has nothing to run."""
        if self._ready is not None:
            self._ready.stop(0.0)

    def start(self, nodes: Sequence[Node], ledger: Ledger) -> bool:
        """Have the worker run some calls; whether it ended by itself."""
        if self._ready is None:
            self.get_ready()
        worker, self._ready = self._ready, None
        assert worker is not None
        token = secrets.token_hex(16)

        def take(text: bytes) -> bool:
            told = message(text)
            if told is not None:
                ledger.take(told)
            if isinstance(told, Begin):
                self._tell(told.node, ledger)
            return not isinstance(told, Done)

        def patience() -> float:
            ends = (way.since + self.limits.of(way.node) for way in ledger.under_way.values())
            return max((end + GRACE - monotonic() for end in ends), default=QUIET)

        by_itself = False
        try:
            worker.tell(self._job(token, nodes, ledger.failed()))
            by_itself = worker.listen(token, take, patience)
        finally:
            worker.stop(LEAVE if by_itself else 0.0)
        self._check(ledger.hello)
        return by_itself

    def _job(self, token: str, nodes: Sequence[Node], failed: Sequence[int]) -> str:
        package, given = self.package, self.settings.environ
        world = surroundings(
            self.world, package.handler, package.import_roots, self.stack.data, given
        )
        limits = {"call": self.limits.call, "load": self.limits.load}
        return job(token, world, limits, *plain(nodes), self.trace, failed)

    def _tell(self, number: int, ledger: Ledger) -> None:
        new = number in ledger.under_way and number not in ledger.outcomes
        if new and self.progress is not None:
            nodes = ledger.plan.nodes
            self.progress(number, len(nodes), spell(nodes[number].call))

    def _check(self, hello: Hello | None) -> None:
        check_hello(self.settings.python, hello.python if hello else None, self.world.complaints)
