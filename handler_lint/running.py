"""What is run for one target, and what the runs say: plan, real runs of every rule, records of the calls."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from handler_lint.calls import Outcome
from handler_lint.core_rules import CallDied
from handler_lint.dynamic.plan import Plan
from handler_lint.dynamic.planner import make_plan
from handler_lint.handler import Handler
from handler_lint.judge import broken, verdict
from handler_lint.planning import (
    RunRequest,
    Wanted,
    concrete_groups,
    traced_lines,
    wanted_cases,
)
from handler_lint.report.deaths import deaths
from handler_lint.report.evidence import record_of
from handler_lint.report.model import CallRecord, Diagnostic, NotRun, RunInfo
from handler_lint.report.not_run import blocks
from handler_lint.report.refute import Lines, RealRun
from handler_lint.report.settle import Settled
from handler_lint.rule import Violation

if TYPE_CHECKING:
    from handler_lint.dynamic.host import Executed as Done

ENDPOINT = "/opt/ml/"
"""Where the package lies on an endpoint; here it lies elsewhere, and nothing is there."""


@dataclass(frozen=True, slots=True)
class Executed:
    """What was run: real runs by rule code, records, diagnostics of calls that died, how it was contained."""

    real: Mapping[str, tuple[RealRun, ...]] = field(default_factory=dict)
    calls: tuple[CallRecord, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    info: RunInfo | None = None
    outcomes: Mapping[int, Outcome] = field(default_factory=dict)
    parents: Mapping[int, int | None] = field(default_factory=dict)
    handler: Handler | None = None
    failures: tuple[str, ...] = ()
    """Rules that broke on a run: internal errors, one line each."""

    def not_run(self, settled: Sequence[Settled]) -> tuple[NotRun, ...]:
        """One block for each cause that kept planned calls from running."""
        if self.handler is None:
            return ()
        return blocks(self.handler, self.outcomes, self.parents, settled)


def run_cases(request: RunRequest) -> Executed:
    """Plan what reading flagged and rules ask for, run it, show every outcome to every rule with such a case."""
    wanted = wanted_cases(request)
    if wanted == Wanted():
        return Executed()
    from handler_lint.dynamic.host import RunSettings, execute

    handler, settings = request.handler, request.settings
    plan, _ = make_plan(wanted.cases, wanted.timed)
    progress = request.progress

    def tell(made: int, planned: int, call: str) -> None:
        if progress is not None:
            progress(request.named.target, made, planned, call)

    done = execute(
        plan,
        handler.package,
        handler.stack,
        RunSettings(
            request.named.python, settings.timeout, settings.load_timeout, settings.environ
        ),
        traced_lines(request),
        tell,
    )
    outcomes = {node.id: _here(done.outcomes[node.id], handler) for node in plan.nodes}
    done = replace(done, outcomes=outcomes)
    parents = {node.id: node.parent for node in plan.nodes}
    failures: list[str] = []
    real = _shown_to_all(request, plan, done, failures)
    shown = plan.shown()
    codes = _codes(real, outcomes, shown)
    records = []
    for node in plan.nodes:
        if shown[node.id] != node.id:
            continue
        before = outcomes[node.parent] if node.parent is not None else None
        records.append(record_of(outcomes[node.id], before, codes.get(node.id, ()), handler))
    return Executed(
        real,
        tuple(records),
        tuple(deaths(handler, outcomes, parents)),
        RunInfo(
            done.python,
            done.interpreter,
            done.tier,
            len(plan.nodes),
            sum(outcome.ended != "not_made" for outcome in outcomes.values()),
        ),
        outcomes,
        parents,
        handler,
        tuple(dict.fromkeys(failures)),
    )


def _here(outcome: Outcome, handler: Handler) -> Outcome:
    """The outcome, with what only this machine lacks, and with its place where that can only be one.

    What this machine lacks is a foreign module, or the endpoint's own folders.
    """
    error = outcome.error
    if outcome.ended == "returned" and outcome.spot is None:
        return replace(outcome, spot=handler.only_return(outcome.call.function))
    if error is not None and "FileNotFoundError" in error.bases and ENDPOINT in error.message:
        return replace(outcome, error=replace(error, world=f"the folder {ENDPOINT}, absent"))
    if error is None or not error.module or "ImportError" not in error.bases:
        return outcome
    name = error.module.partition(".")[0]
    roots = handler.package.import_roots
    own = any(
        path.startswith(
            (f"{root}/{name}.py", f"{root}/{name}/") if root else (f"{name}.py", f"{name}/")
        )
        for path in handler.package.sources
        for root in roots
    )
    if own or name in sys.stdlib_module_names:
        return outcome
    return replace(outcome, error=replace(error, world=f"the absent module {error.module}"))


def _shown_to_all(
    request: RunRequest, plan: Plan, done: "Done", failures: list[str]
) -> dict[str, tuple[RealRun, ...]]:
    from handler_lint.dynamic.host import run_of

    handler = request.handler
    found: dict[str, list[RealRun]] = {}
    for one in request.judged:
        rule = one.rule()
        for group in one.groups:
            concrete = concrete_groups(handler, group)
            for cases in concrete:
                ids = [plan.ids(case) for case in cases]
                known = [one for one in ids if one is not None]
                if len(known) < len(ids):
                    continue
                runs = tuple(
                    run_of(case, numbers, done) for case, numbers in zip(cases, known, strict=True)
                )
                lines = _union(
                    done.lines.get(number, {}) for numbers in known for number in numbers
                )
                try:
                    said = verdict(rule, handler, runs)
                except Exception as error:
                    failures.append(broken(rule.code, request.named.target, error))
                    continue
                real = RealRun(one.rule, group, runs, said, lines, len(concrete), tuple(known))
                found.setdefault(one.rule.code, []).append(real)
    return {code: tuple(runs) for code, runs in found.items()}


def _codes(
    real: Mapping[str, tuple[RealRun, ...]],
    outcomes: Mapping[int, Outcome],
    shown: Mapping[int, int],
) -> dict[int, tuple[str, ...]]:
    """Which rule a call that is shown is evidence for: the judged call of a violated run, and what followed it."""
    dead = [n for n, one in outcomes.items() if one.ended in ("died", "timed_out")]
    found: dict[int, dict[str, None]] = {number: {CallDied.code: None} for number in dead}
    for code, runs in real.items():
        for one in runs:
            if not isinstance(one.verdict, Violation):
                continue
            for run, ids in zip(one.runs, one.ids, strict=True):
                if one.verdict.outcome in run.all:
                    for number in ids[run.all.index(one.verdict.outcome) :]:
                        if outcomes[number].ended != "not_made":
                            found.setdefault(shown[number], {})[code] = None
    return {number: tuple(codes) for number, codes in found.items()}


def _union(many: Iterator[Lines]) -> dict[str, frozenset[int]]:
    found: dict[str, frozenset[int]] = {}
    for lines in many:
        for path, numbers in lines.items():
            found[path] = found.get(path, frozenset()) | numbers
    return found
