"""Running a plan: a private copy of the package, a worker in the handler's interpreter, an outcome for each call."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from handler_lint.calls import Bound, Case, Import, ModelFn, Outcome, Run
from handler_lint.contract import Stack
from handler_lint.dynamic import outcomes as make
from handler_lint.dynamic.errors import NOT_POSIX, HostError
from handler_lint.dynamic.ledger import Ledger
from handler_lint.dynamic.nodes import Limits
from handler_lint.dynamic.plan import Plan
from handler_lint.dynamic.starter import Progress, RunSettings, Starter
from handler_lint.dynamic.world import World
from handler_lint.package.model import Package
from handler_lint.package.workspace import WorkspaceError, cannot_write, workspace

__all__ = ["Executed", "HostError", "Progress", "RunSettings", "execute", "run_of"]

STARTS = 50
"""Starts of the worker for one plan."""


@dataclass(frozen=True, slots=True)
class Executed:
    """What a run gave: for each node of the plan an outcome, and if it ended by itself path to the lines executed.

    `python` is a version, `interpreter` says which it was, `tier` what containment held.
    """

    outcomes: Mapping[int, Outcome]
    bindings: tuple[Bound, ...]
    lines: Mapping[int, Mapping[str, frozenset[int]]]
    python: str
    interpreter: str
    tier: str


def execute(
    plan: Plan,
    package: Package,
    stack: Stack,
    settings: RunSettings,
    trace: Mapping[str, frozenset[int]],
    progress: Progress | None = None,
) -> Executed:
    """Run a plan; whatever happens, no process and no file stays behind.

    Args:
        trace: for files of the package the lines of which is to be known whether they are executed.
        progress: told of each call that begins.

    Raises:
        HostError: the interpreter cannot be started or is too old, or there is no room for a copy of the package.
    """
    if os.name != "posix":
        raise HostError(NOT_POSIX)
    limits = Limits(settings.timeout, settings.load_timeout)
    ledger = Ledger(plan, stack, package.sources, limits.of)
    try:
        with workspace() as folder:
            world = World(str(folder.resolve()))
            loads = any(isinstance(node.call, ModelFn) for node in plan.nodes)
            starter = Starter(world, package, stack, settings, limits, trace, progress)
            try:
                if plan.nodes:
                    starter.get_ready()
                package.write(Path(world.root), loads)
                _run(starter, ledger)
            finally:
                starter.let_go()
    except WorkspaceError as error:
        raise HostError(str(error)) from None
    except OSError as error:
        raise HostError(str(cannot_write("a run", folder, error))) from None
    hello = ledger.hello
    return Executed(
        outcomes={node.id: ledger.outcomes[node.id] for node in plan.nodes},
        bindings=ledger.bindings,
        lines=ledger.lines,
        python=hello.python if hello else "",
        interpreter=settings.python or "this interpreter",
        tier=make.tier(hello.held, hello.why) if hello else "",
    )


def run_of(case: Case, ids: Sequence[int], executed: Executed) -> Run:
    """The run of a case, from the ids that the planner gave for it."""
    imported, *others = (executed.outcomes[number] for number in ids)
    loaded = others.pop(0) if case.loads else None
    outcomes = []
    for call in case.calls:
        if isinstance(call, Import):
            outcomes.append(imported)
        elif isinstance(call, ModelFn) and loaded is not None:
            outcomes.append(loaded)
        else:
            outcomes.append(others.pop(0))
    return Run(case, imported, loaded, tuple(outcomes), executed.bindings)


def _run(starter: Starter, ledger: Ledger) -> None:
    for _ in range(STARTS):
        nodes = ledger.next_calls()
        if not nodes:
            return
        ledger.close(starter.start(nodes, ledger))
    ledger.give_up(f"the worker had to be started {STARTS} times")
