"""Merging: what a rule's findings are worth after the runs of its cases."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from handler_lint.calls import AnyBody, Place, Run, Undecided
from handler_lint.judge import Finding, Group, place_key
from handler_lint.report.model import Status
from handler_lint.rule import Rule, Violation
from handler_lint.static.execute import Way

Lines = Mapping[str, frozenset[int]]


@dataclass(frozen=True, slots=True)
class RealRun:
    """The runs of one group of cases with concrete bodies, and what the rule says of them.

    `origin` is the group as the rule named it, `lines` the lines that traced functions executed, by path.
    """

    rule: type[Rule]
    origin: Group
    runs: tuple[Run, ...]
    verdict: Violation | Undecided | None
    lines: Lines
    payloads: int = 1
    ids: tuple[tuple[int, ...], ...] = ()
    """The nodes of the plan of each run: import, load where there was one, requests."""


@dataclass(frozen=True, slots=True)
class Settled:
    """A finding with its status. `shown` is the run that is its evidence."""

    rule: type[Rule]
    violation: Violation
    status: Status
    shown: RealRun | None = None
    why_open: str = ""
    next: str = ""
    note: str = ""
    disagrees: bool = False
    finding: Finding | None = None


@dataclass(frozen=True, slots=True)
class NoRun:
    """Why nothing was run, and what would change that."""

    why: str
    next: str


def settle(
    findings: Sequence[Finding], real: Sequence[RealRun], no_run: NoRun
) -> tuple[Settled, ...]:
    """The statuses of the findings of one rule, and what only a run could see.

    Args:
        findings: of one rule, by reading.
        real: all runs that the rule has a case for.
        no_run: what is said of a finding whose cases were not run.
    """
    hits: dict[int, list[RealRun]] = {}
    new: dict[tuple[str, int], list[RealRun]] = {}
    for one in real:
        if isinstance(one.verdict, Violation):
            index = _owner(findings, one, one.verdict)
            if index is not None:
                hits.setdefault(index, []).append(one)
            else:
                key = place_key(one.verdict.place)
                new.setdefault((key[0], key[1]), []).append(one)
    settled = [
        _confirmed(finding, hits[index]) if index in hits else _judged(finding, real, no_run)
        for index, finding in enumerate(findings)
    ]
    for runs in new.values():
        first = runs[0]
        if isinstance(first.verdict, Violation):
            settled.append(Settled(first.rule, first.verdict, "dynamic", first))
    return tuple(settled)


def _owner(findings: Sequence[Finding], real: RealRun, seen: Violation) -> int | None:
    """The finding that a real place belongs to: whose statement holds the line, or the only one of the function.

    A call that died has no place of its own; it belongs to the only finding of its cases.
    """
    runnable = [(i, f.violation.place) for i, f in enumerate(findings) if f.groups]
    place = seen.place
    if seen.outcome is not None and seen.outcome.ended in ("died", "timed_out"):
        place = None
        runnable = [(i, where) for i, where in runnable if real.origin in findings[i].groups]
    if place is None:
        return runnable[0][0] if len(runnable) == 1 else None
    for index, where in runnable:
        if where is None and real.origin in findings[index].groups:
            return index
        if where is not None and _holds(where, place.path, place.line):
            return index
    near = [i for i, where in runnable if where is not None and _same_function(where, place)]
    return near[0] if len(near) == 1 else None


def _same_function(one: Place, other: Place) -> bool:
    return one.path == other.path and one.function == other.function


def _holds(place: Place, path: str, line: int) -> bool:
    return place.path == path and place.line <= line <= max(place.line, place.end_line)


def _confirmed(finding: Finding, runs: list[RealRun]) -> Settled:
    shown = runs[0]
    seen = shown.verdict
    violation = finding.violation
    if isinstance(seen, Violation):
        # The place and label are the reader's, the judged call is the run's.
        violation = replace(violation, outcome=seen.outcome, client=seen.client, help=seen.help)
        if violation.place is None:
            violation = replace(violation, place=seen.place)
    return Settled(finding.rule, violation, "confirmed", shown, finding=finding)


def _judged(finding: Finding, real: Sequence[RealRun], no_run: NoRun) -> Settled:
    if not finding.groups:
        return Settled(finding.rule, finding.violation, "static", finding=finding)
    own = [one for one in real if one.origin in finding.groups]
    clean = [one for one in own if one.verdict is None]
    certain = finding.certainty == "certain"
    if clean:
        return _after_clean(finding, clean)
    undecided = [str(one.verdict) for one in own if isinstance(one.verdict, Undecided)]
    if certain:
        note = "certain by reading; the run that would show it was not possible"
        note = f"{note}: {undecided[0]}" if undecided else ""
        return Settled(finding.rule, finding.violation, "static", note=note, finding=finding)
    why = undecided[0] if undecided else no_run.why
    return Settled(
        finding.rule, finding.violation, "open", why_open=why, next=no_run.next, finding=finding
    )


def _after_clean(finding: Finding, clean: list[RealRun]) -> Settled:
    """No run violated the rule: a refutation, a disagreement, or still open."""
    place = finding.violation.place
    reason = next_step = ""
    # A case that names its own bodies was run as it is: nothing of it is left to the client.
    exact = all(_is_exact(one.origin) for one in clean)
    for way in () if exact and finding.certainty == "suspect" else finding.ways:
        tried = [_unsettled(way, place, one) for one in clean]
        if not all(tried):
            continue
        reason, next_step = next(one for one in tried if one)
        break
    if reason:
        if finding.certainty == "certain":
            note = f"certain by reading; the run did not settle it: {reason}"
            return Settled(finding.rule, finding.violation, "static", note=note, finding=finding)
        return Settled(
            finding.rule, finding.violation, "open", clean[0], reason, next_step, finding=finding
        )
    if finding.certainty == "certain":
        return Settled(
            finding.rule,
            finding.violation,
            "open",
            clean[0],
            "reading and run disagree",
            "report this handler: one of the two is wrong, and it is not yours",
            disagrees=True,
            finding=finding,
        )
    return Settled(finding.rule, finding.violation, "refuted", clean[0], finding=finding)


def _is_exact(group: Group) -> bool:
    bodies = [getattr(call, "body", None) for case in group for call in case.calls]
    return any(bodies) and not any(isinstance(body, AnyBody) for body in bodies)


def _unsettled(way: Way, place: Place | None, real: RealRun) -> tuple[str, str]:
    """Why a clean run does not settle an abstract way, and what would; empty where it does."""
    failed = _failed_assumption(way, real)
    if failed:
        return failed, "give a payload sample or a package with which the call succeeds"
    client = [fork for fork in way.forks if "client" in fork.by]
    if client:
        times = f"{real.payloads} payload{'' if real.payloads == 1 else 's'}"
        line = client[0].spot.place.line
        return f"not seen with {times}", f"add a payload sample that decides line {line} otherwise"
    if place is None:
        return "its place is not known", "look at the function that is named"
    forks = [fork.spot.place for fork in way.forks]
    passed = real.lines.get(place.path, frozenset())
    ends = range(place.line, max(place.line, place.end_line) + 1)
    shared = [fork for fork in forks if fork.path == place.path and fork.line in ends]
    if any(line in passed for line in ends) and not shared:
        return "", ""
    decided = all(fork.by <= {"package", "ignorance"} for fork in way.forks)
    came_by = forks and all(f.line in real.lines.get(f.path, frozenset()) for f in forks)
    if came_by and decided and not shared:
        return "", ""
    where = f"{place.path}:{place.line}"
    return f"{where} was not reached in the run", f"make a run come to line {place.line}"


def _failed_assumption(way: Way, real: RealRun) -> str:
    """Reading assumed that library calls succeed; where one of them did not, the run settles nothing."""
    assumed = {(spot.place.path, spot.place.line) for _, spot in way.assumed}
    for abstract, run in zip(way.runs, real.runs, strict=False):
        for expected, seen in zip(abstract.all, run.all, strict=False):
            if expected.ended != "returned" or seen.ended in ("returned", "not_made"):
                continue
            where = seen.error.place if seen.error is not None else None
            if where is not None and (where.path, where.line) in assumed:
                how = seen.error.type if seen.error is not None else seen.ended
                return f"{seen.call.function or 'the import'} raised {how} before it came so far"
    return ""
