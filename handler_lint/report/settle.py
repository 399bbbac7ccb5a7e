"""Merging: what a rule's findings are worth after the runs of its cases."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from handler_lint.calls import Place, Undecided
from handler_lint.judge import Finding, Hit, place_key
from handler_lint.report.model import Status
from handler_lint.report.refute import RealRun, is_exact, unsettled
from handler_lint.rule import Rule, Violation


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
    hits: dict[int, Settled] = {}
    new: dict[tuple[str, int], Settled] = {}
    elsewhere: list[RealRun] = []
    for one in real:
        seen = one.verdict
        if isinstance(seen, Violation):
            index = _owner(findings, one, seen)
            if index is not None:
                hits.setdefault(index, _confirmed(findings[index], one, seen))
                elsewhere.append(one)
            else:
                path, line, _ = place_key(seen.place)
                new.setdefault((path, line), Settled(one.rule, seen, "dynamic", one))
    settled = [
        hits[index] if index in hits else _judged(finding, real, elsewhere, no_run)
        for index, finding in enumerate(findings)
    ]
    return (*settled, *new.values())


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


def _confirmed(finding: Finding, shown: RealRun, seen: Violation) -> Settled:
    """A finding that a run showed: place and label are the reader's, all else is of the call that was made."""
    read = finding.violation
    place = read.place if read.place is not None else seen.place
    violation = replace(seen, place=place, label=read.label, related=read.related)
    return Settled(finding.rule, violation, "confirmed", shown, finding=finding)


def _judged(
    finding: Finding, real: Sequence[RealRun], elsewhere: Sequence[RealRun], no_run: NoRun
) -> Settled:
    """A finding that no run showed; `elsewhere` are the runs that showed other findings of the rule."""
    if not finding.hits:
        why, what = finding.violation.unsettled
        status: Status = "open" if why else "static"
        return Settled(
            finding.rule, finding.violation, status, why_open=why, next=what, finding=finding
        )
    own = [one for one in real if one.origin in finding.groups]
    if finding.certain and not any(one in elsewhere for one in own):
        return _certain(finding, own)
    clean = [one for one in own if one.verdict is None or one in elsewhere]
    shown = clean[0] if clean else None
    for hit in finding.hits:
        reason, next_step = _open_still(hit, finding.violation.place, own, clean, no_run)
        if reason:
            return Settled(
                finding.rule,
                finding.violation,
                "open",
                shown,
                reason,
                next_step,
                finding=finding,
            )
    return Settled(finding.rule, finding.violation, "refuted", shown, finding=finding)


def _certain(finding: Finding, own: Sequence[RealRun]) -> Settled:
    """Reading was certain: it stays so, unless a run that took the same way contradicts it."""
    contradicting = False
    note = ""
    for hit in finding.hits:
        runs = [one for one in own if one.origin == hit.group]
        clean = [one for one in runs if one.verdict is None]
        if hit.certain and clean:
            reason, _ = _first_unsettled(hit, finding.violation.place, clean)
            contradicting = contradicting or not reason
            note = note or (reason and f"certain by reading; the run did not settle it: {reason}")
        for one in runs:
            if isinstance(one.verdict, Undecided):
                why = f"the run that would show it was not possible: {one.verdict}"
                note = note or f"certain by reading; {why}"
    if not contradicting:
        return Settled(finding.rule, finding.violation, "static", note=note, finding=finding)
    return Settled(
        finding.rule,
        finding.violation,
        "open",
        next(one for one in own if one.verdict is None),
        "reading and run disagree",
        "report this handler: one of the two is wrong, and it is not yours",
        disagrees=True,
        finding=finding,
    )


def _open_still(
    hit: Hit,
    place: Place | None,
    own: Sequence[RealRun],
    clean: Sequence[RealRun],
    no_run: NoRun,
) -> tuple[str, str]:
    """Why the runs of a hit leave it open, and what would settle it; empty where they refute it."""
    runs = [one for one in clean if one.origin == hit.group]
    if not runs:
        ours = [one.verdict for one in own if one.origin == hit.group]
        undecided = [str(one) for one in ours if isinstance(one, Undecided)]
        return (undecided[0] if undecided else no_run.why), no_run.next
    # A case that names its own bodies was run as it is: nothing of it is left to the client.
    return ("", "") if is_exact(hit.group) else _first_unsettled(hit, place, runs)


def _first_unsettled(hit: Hit, place: Place | None, runs: Sequence[RealRun]) -> tuple[str, str]:
    """The first violated end that none of the runs settles."""
    for way in hit.ways:
        tried = [unsettled(way, place, one) for one in runs]
        if all(reason for reason, _ in tried):
            return tried[0]
    return "", ""
