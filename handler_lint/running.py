"""What is run for one target, and what the runs say: plan, real runs of every rule, records of the calls."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from handler_lint.calls import (
    Case,
    GivenBody,
    Import,
    ModelFn,
    Outcome,
    Place,
)
from handler_lint.config.settings import Settings, TargetSettings
from handler_lint.core_rules import CallDied, CallTimedOut
from handler_lint.handler import Handler
from handler_lint.judge import Finding, Group, Judged, verdict
from handler_lint.package.model import Package
from handler_lint.report.build import core_diagnostic
from handler_lint.report.evidence import client_sees, input_of, record_of, spelled, step_of
from handler_lint.report.model import CallRecord, Diagnostic, Evidence, NotRun, RunInfo
from handler_lint.report.not_run import blocks
from handler_lint.report.settle import NoRun, RealRun, Settled
from handler_lint.rule import Violation

ENDPOINT = "/opt/ml/"
"""Where the package lies on an endpoint; here it lies elsewhere, and nothing is there."""

Progress = Callable[[str, int, int, str], None]
Lines = Mapping[str, frozenset[int]]


@dataclass(frozen=True, slots=True)
class RunRequest:
    """A handler, what reading says of it, and how it is to be run."""

    handler: Handler
    judged: Sequence[Judged]
    settings: Settings
    named: TargetSettings
    progress: Progress | None = None


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

    def not_run(self, settled: Sequence[Settled]) -> tuple[NotRun, ...]:
        """One block for each cause that kept planned calls from running."""
        if self.handler is None:
            return ()
        return blocks(self.handler, self.outcomes, self.parents, settled)


def run_cases(request: RunRequest) -> Executed:
    """Plan what reading flagged and rules ask for, run it, show every outcome to every rule with such a case."""
    wanted = list(_wanted(request))
    if not wanted:
        return Executed()
    from handler_lint.dynamic.host import RunSettings, execute
    from handler_lint.dynamic.planner import make_plan

    handler, settings = request.handler, request.settings
    plan, _ = make_plan(wanted)
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
        _traced(request),
        tell,
    )
    outcomes = {node.id: _here(done.outcomes[node.id], handler) for node in plan.nodes}
    done = replace(done, outcomes=outcomes)
    parents = {node.id: node.parent for node in plan.nodes}
    real = _shown_to_all(request, plan, done)
    codes = _codes(real)
    records = []
    for node in plan.nodes:
        before = outcomes[node.parent] if node.parent is not None else None
        records.append(record_of(outcomes[node.id], before, codes.get(node.id, ()), handler))
    return Executed(
        real,
        tuple(records),
        tuple(_died(handler, outcomes, parents, settings)),
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
    )


def nothing_run(request: RunRequest, executed: Executed) -> NoRun:
    """Why a finding whose cases were not run is open, and what would settle it."""
    package, settings = request.handler.package, request.settings
    if not package.can_run and package.kind == "file":
        return NoRun(
            "no package, so nothing of it was run",
            "check the package that it is in, or name it with --package DIR",
        )
    if settings.dynamic == "off":
        return NoRun(f"nothing was run ({settings.why_off})", "run again with --dynamic flagged")
    if executed.info is None:
        return NoRun("no finding needed a run", "run again with --dynamic all")
    return NoRun("its calls could not be made", 'see "not run"')


def why_nothing(request: RunRequest) -> str:
    """Why no call was planned, for the head of the report."""
    if not request.handler.package.can_run:
        return "the target is a file; --package DIR names its package"
    if request.settings.dynamic == "off":
        return request.settings.why_off
    return "no finding needed a run"


def _wanted(request: RunRequest) -> Iterator[tuple[Case, str]]:
    """The cases to run with given bodies, in the order of the rules."""
    handler, settings = request.handler, request.settings
    if settings.dynamic == "off" or not handler.package.can_run:
        return
    if settings.tested:
        yield from ((case, "") for case in tested_cases(handler, settings))
    everything = settings.dynamic == "all" or settings.tested
    for one in request.judged:
        flagged = [group for finding in one.findings for group in _smallest(finding, handler)]
        groups = [*flagged, *(one.groups if everything else one.asked)]
        for group in dict.fromkeys(groups):
            if _has(handler.package, one.rule.needs):
                for cases in concrete_groups(handler, group):
                    yield from ((case, one.rule.code) for case in cases)


def _smallest(finding: Finding, handler: Handler) -> tuple[Group, ...]:
    """The groups to run for a finding: one shows what is certain, with a payload sample where there is one."""
    if finding.certainty != "certain" or len(finding.groups) < 2:
        return finding.groups
    with_sample = [g for g in finding.groups if not _made_up(concrete_groups(handler, g)[0])]
    return tuple(with_sample or finding.groups)[:1]


def _made_up(group: Group) -> bool:
    bodies = [getattr(call, "body", None) for case in group for call in case.calls]
    return any(isinstance(body, GivenBody) and body.made for body in bodies)


def _has(package: Package, needs: frozenset[str]) -> bool:
    there = {"model": package.holds_a_model(), "sample": bool(package.samples)}
    return all(there[need] for need in needs)


def concrete_groups(handler: Handler, group: Group) -> tuple[Group, ...]:
    """A group with given bodies, once for each body that serves."""
    from handler_lint.dynamic.planner import concrete_together

    return concrete_together(group, handler.samples, handler.known_types())


def tested_cases(handler: Handler, settings: Settings) -> Iterator[Case]:
    """Each sample as each declared type, or its own, through each function and the chain."""
    if settings.function == "model_fn" or not handler.samples:
        if handler.is_bound("model_fn"):
            yield Case((ModelFn(),))
        return
    for sample in handler.samples:
        body = GivenBody(sample.name, sample.body)
        for content_type in settings.content_types or (sample.content_type,):
            for accept in settings.accepts or (None,):
                calls = handler.request(content_type, body, accept)
                names = [call.function for call in calls]
                last = names.index(settings.function) + 1 if settings.function in names else None
                yield Case(calls[:last])


def _traced(request: RunRequest) -> Lines:
    """The lines whose functions are traced: flagged places and the forks on the way to them."""
    lines: dict[str, set[int]] = {}

    def add(place: Place | None) -> None:
        if place is not None:
            lines.setdefault(place.path, set()).add(place.line)

    for one in request.judged:
        for finding in one.findings:
            if finding.groups:
                add(finding.violation.place)
                for way in finding.ways:
                    for fork in way.forks:
                        add(fork.spot.place)
    return {path: frozenset(found) for path, found in lines.items()}


def _here(outcome: Outcome, handler: Handler) -> Outcome:
    """The outcome, with what only this machine lacks: a foreign module, or the endpoint's own folders."""
    error = outcome.error
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
    request: RunRequest, plan: object, done: object
) -> dict[str, tuple[RealRun, ...]]:
    from handler_lint.dynamic.host import Executed as Done
    from handler_lint.dynamic.host import run_of
    from handler_lint.dynamic.plan import Plan

    assert isinstance(plan, Plan)
    assert isinstance(done, Done)
    handler = request.handler
    found: dict[str, list[RealRun]] = {}
    for one in request.judged:
        rule = one.rule()
        for group in one.groups:
            concrete = concrete_groups(handler, group)
            for cases in concrete:
                ids = [_ids(plan, case) for case in cases]
                known = [one for one in ids if one is not None]
                if len(known) < len(ids):
                    continue
                runs = tuple(
                    run_of(case, numbers, done) for case, numbers in zip(cases, known, strict=True)
                )
                lines = _union(
                    done.lines.get(number, {}) for numbers in known for number in numbers
                )
                said = verdict(rule, handler, runs)
                real = RealRun(one.rule, group, runs, said, lines, len(concrete), tuple(known))
                found.setdefault(one.rule.code, []).append(real)
    return {code: tuple(runs) for code, runs in found.items()}


def _codes(real: Mapping[str, tuple[RealRun, ...]]) -> dict[int, tuple[str, ...]]:
    """Which rule a call is evidence for: the judged call of a violated run, and what followed it."""
    found: dict[int, dict[str, None]] = {}
    for code, runs in real.items():
        for one in runs:
            if not isinstance(one.verdict, Violation):
                continue
            for run, ids in zip(one.runs, one.ids, strict=True):
                if one.verdict.outcome in run.all:
                    for number in ids[run.all.index(one.verdict.outcome) :]:
                        found.setdefault(number, {})[code] = None
    return {number: tuple(codes) for number, codes in found.items()}


def _ids(plan: object, case: Case) -> tuple[int, ...] | None:
    """The nodes of a case in a plan, or None where the plan does not hold it."""
    from handler_lint.dynamic.plan import Plan

    assert isinstance(plan, Plan)
    below: dict[tuple[int | None, object], int] = {(n.parent, n.call): n.id for n in plan.nodes}
    number = below[(None, Import())]
    ids = [number]
    load = below.get((number, ModelFn()))
    if case.loads and load is None:
        return None
    if load is not None:
        number = load
        ids += [load] if case.loads else []
    for call in case.request:
        step = below.get((number, call))
        if step is None:
            return None
        number = step
        ids.append(step)
    return tuple(ids)


def _union(many: Iterator[Lines]) -> dict[str, frozenset[int]]:
    found: dict[str, frozenset[int]] = {}
    for lines in many:
        for path, numbers in lines.items():
            found[path] = found.get(path, frozenset()) | numbers
    return found


def _died(
    handler: Handler,
    outcomes: Mapping[int, Outcome],
    parents: Mapping[int, int | None],
    settings: Settings,
) -> Iterator[Diagnostic]:
    """One finding for each function that ended its process or ran out of time."""
    seen = set()
    for number, outcome in outcomes.items():
        if outcome.ended not in ("died", "timed_out"):
            continue
        name = outcome.call.function
        if (name, outcome.why_not) in seen:
            continue
        seen.add((name, outcome.why_not))
        rule = CallDied if outcome.ended == "died" else CallTimedOut
        bound = handler.bindings.get(name)
        place = (
            bound.place if bound is not None and bound.place is not None else Place(handler.path, 1)
        )
        before = parents[number]
        above = outcomes[before] if before is not None else None
        client = client_sees(outcome, handler.stack)
        evidence = Evidence(
            step_of(outcome, above, handler), _sent(number, outcomes, parents, handler), (), client
        )
        text = f"{name or spelled(outcome.call, None, handler)} {outcome.why_not}"
        yield core_diagnostic(rule, place, text, "dynamic", evidence=evidence)


def _sent(
    number: int,
    outcomes: Mapping[int, Outcome],
    parents: Mapping[int, int | None],
    handler: Handler,
) -> str:
    from handler_lint.calls import Run

    story: list[Outcome] = []
    step: int | None = number
    while step is not None:
        story.insert(0, outcomes[step])
        step = parents[step]
    run = Run(Case(), story[0], None, tuple(story[1:]))
    return input_of(run, len(run.all) - 1, handler)
