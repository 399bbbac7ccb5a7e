"""Starting the worker in the handler's interpreter, and what to do where that cannot be done."""

import os
import secrets
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from handler_lint.calls import spell
from handler_lint.contract import Stack
from handler_lint.dynamic.environment import environment
from handler_lint.dynamic.errors import HostError
from handler_lint.dynamic.job import Limits, World, job
from handler_lint.dynamic.ledger import Ledger
from handler_lint.dynamic.plan import Node
from handler_lint.dynamic.process import Command, run_worker
from handler_lint.dynamic.wire import Begin, Hello, Message
from handler_lint.package.model import Package
from handler_lint.package.names import printable

OLDEST = (3, 8)
"""The oldest Python that the worker runs in."""

GRACE = 2.0
"""Seconds above a call's limit after which the worker itself is stopped; it enforces the limits where it can."""

QUIET = 30.0
"""Seconds that the worker may be silent between calls; a cold start needs a few."""

Progress = Callable[[int, int, str], None]
"""Called when a call begins: its number from 0, how many there are, the call as Python."""


@dataclass(frozen=True, slots=True)
class RunSettings:
    """How to run: `python` is the handler's interpreter as typed, None for this one; limits are in seconds."""

    python: str | None = None
    timeout: float = 10.0
    load_timeout: float = 60.0
    environ: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Starter:
    world: World
    package: Package
    stack: Stack
    settings: RunSettings
    limits: Limits
    trace: Mapping[str, frozenset[int]]
    progress: Progress | None

    def start(self, nodes: Sequence[Node], ledger: Ledger) -> bool:
        """Start the worker for some calls; whether it ended by itself."""
        world, token = self.world, secrets.token_hex(16)
        command = Command(
            python=_path_of(self.settings.python),
            environ=environment(world, self.package.handler, self.settings.environ),
            folder=world.ours,
            plan=world.ours / "plan",
            complaints=world.ours / "complaints",
        )
        line = job(
            token,
            world,
            self.package,
            self.stack,
            self.limits,
            self.trace,
            nodes,
            ledger.failed(),
        )
        command.plan.write_text(line + "\n", encoding="ascii")

        def take(message: Message) -> None:
            ledger.take(message)
            if isinstance(message, Begin):
                self._tell(message.node, ledger)

        def patience() -> float:
            ends = (way.since + self.limits.of(way.node) for way in ledger.under_way.values())
            return max((end + GRACE - monotonic() for end in ends), default=QUIET)

        try:
            by_itself = run_worker(command, token, take, patience)
        except (OSError, ValueError) as error:
            raise HostError(self._cannot_start(str(error))) from None
        self._check(ledger.hello, command.complaints)
        return by_itself

    def _tell(self, number: int, ledger: Ledger) -> None:
        new = number in ledger.under_way and number not in ledger.outcomes
        if new and self.progress is not None:
            nodes = ledger.plan.nodes
            self.progress(number, len(nodes), spell(nodes[number].call))

    def _check(self, hello: Hello | None, complaints: Path) -> None:
        if hello is None:
            said = complaints.read_text(errors="replace").strip().splitlines()
            raise HostError(self._cannot_start(said[-1] if said else "it says nothing"))
        version = tuple(int(part) for part in hello.python.split(".")[:2])
        if version < OLDEST:
            oldest = ".".join(map(str, OLDEST))
            raise HostError(
                f"{self._typed()} is Python {hello.python}, and handlers are run with {oldest} or newer;"
                " name another interpreter with --python"
            )

    def _cannot_start(self, why: str) -> str:
        return (
            f"{self._typed()} does not start as a Python interpreter: {printable(why)};"
            " name another one with --python"
        )

    def _typed(self) -> str:
        return printable(self.settings.python or sys.executable)


def _path_of(python: str | None) -> str:
    """The interpreter for another working folder; a plain name is looked up in PATH. Links stay: they make a venv."""
    if python is None or "/" not in python:
        return python or sys.executable
    return os.path.abspath(os.path.expanduser(python))
