"""From settled findings to diagnostics: frames, fingerprints, and one cause in one block."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from handler_lint.calls import Place
from handler_lint.core_rules import ReadingAndRunDisagree
from handler_lint.fix.edit import Fix
from handler_lint.handler import Handler
from handler_lint.report.evidence import evidence_of
from handler_lint.report.model import SURE, Diagnostic, Evidence, Related, Sources, Status
from handler_lint.report.settle import Settled
from handler_lint.rule import Rule, Violation, docs_url


def diagnostics_of(
    settled: Sequence[Settled], handler: Handler, sources: Sources
) -> list[Diagnostic]:
    """All findings of a target that no other finding explains, and notes where reading and a run disagree."""
    told = [one for one in settled if not _is_a_death(one)]
    explaining = [next((o for o in told if _explains(o, one)), None) for one in told]
    kept = [one for one, by in zip(told, explaining, strict=True) if by is None]
    made = []
    for one in kept:
        explained = next((o for o, by in zip(told, explaining, strict=True) if by is one), None)
        made.append(diagnostic_of(_with_run(one, explained), handler, sources))
    return made + [_disagreement(one, handler) for one in kept if one.disagrees]


def _with_run(one: Settled, explained: Settled | None) -> Settled:
    """A finding that no run was for takes the run of what it explains as its evidence."""
    if one.shown is not None or explained is None:
        return one
    violation = replace(one.violation, outcome=explained.violation.outcome)
    return replace(one, violation=violation, shown=explained.shown)


def diagnostic_of(settled: Settled, handler: Handler, sources: Sources) -> Diagnostic:
    """One finding as it is reported."""
    violation = settled.violation
    place = widened(_place(violation, handler), sources)
    runs = settled.shown.runs if settled.shown is not None else ()
    related = [Related(one) for one in violation.related if one is not None and one != place]
    return Diagnostic(
        code=settled.rule.code,
        name=settled.rule.name,
        severity=settled.rule.severity.value,
        status=settled.status,
        message=one_line(violation.message),
        place=place,
        label=one_line(violation.label),
        related=tuple(dict.fromkeys(related)),
        evidence=evidence_of(violation, runs, handler),
        notes=tuple(note for note in (violation.note, settled.note) if note),
        listing=violation.listing,
        moves=violation.moves,
        why_open=settled.why_open,
        next=settled.next,
        help=violation.help,
        fix=_fix(settled, handler),
        docs_url=docs_url(settled.rule.code),
    )


def _fix(settled: Settled, handler: Handler) -> Fix | None:
    """What mends a finding that is sure; None where a change is not possible in this source."""
    sure = settled.status in SURE
    at_home = _place(settled.violation, handler).path == handler.path
    if not (sure and at_home and settled.rule.fix) or handler.source.magic:
        return None
    made = [change.edits(handler.source) for change in settled.violation.changes]
    edits = tuple(edit for some in made for edit in some)
    return Fix(settled.rule.fix == "safe", edits) if edits and all(made) else None


def core_diagnostic(
    rule: type[Rule],
    place: Place,
    message: str,
    status: Status = "static",
    evidence: Evidence | None = None,
) -> Diagnostic:
    """A finding of the core that no case led to."""
    return Diagnostic(
        rule.code,
        rule.name,
        rule.severity.value,
        status,
        one_line(message),
        place,
        evidence=evidence,
        docs_url=docs_url(rule.code),
    )


def _place(violation: Violation, handler: Handler) -> Place:
    return violation.place if violation.place is not None else Place(handler.path, 1)


def widened(place: Place, sources: Sources) -> Place:
    """A place of a run is a line; what is shown of it is the whole statement on that line."""
    text = sources.line(place.path, place.line)
    if place.end_line or text is None or not text.strip():
        return place
    start, end = len(text) - len(text.lstrip()) + 1, len(text.rstrip()) + 1
    return replace(place, column=start, end_line=place.line, end_column=end)


def one_line(text: str) -> str:
    return " ".join(text.split())


def _is_a_death(one: Settled) -> bool:
    """Whether HL903 says it already: the call ended its process or ran out of time."""
    failed = one.violation.outcome
    died = failed is not None and failed.ended in ("died", "timed_out")
    return one.rule.yields and died and one.shown is not None


def _explains(other: Settled, one: Settled) -> bool:
    """Whether a finding already explains the exception of another one.

    It does if it is at the same place, is about the signature of the function that raised, or was judged on an earlier
    call of the same run.
    """
    failed = one.violation.outcome
    if not one.rule.yields or other.rule.yields or failed is None:
        return False
    if other.status not in SURE:
        return False
    if other.rule.severity.rank > one.rule.severity.rank:
        return False
    place, raised = other.violation.place, failed.place
    if place is not None and raised is not None and _holds(place, raised):
        return True
    if other.finding is not None and not other.finding.hits and place is not None:
        return place.function == failed.call.function
    judged = other.violation.outcome
    for run in one.shown.runs if one.shown is not None else ():
        calls = [outcome.call for outcome in run.all]
        if judged is not None and judged.call in calls and failed.call in calls:
            return calls.index(judged.call) <= calls.index(failed.call)
    return False


def _holds(place: Place, line: Place) -> bool:
    return place.path == line.path and place.line <= line.line <= max(place.line, place.end_line)


def _disagreement(settled: Settled, handler: Handler) -> Diagnostic:
    message = f"reading was certain of {settled.rule.code}, and the run ended otherwise"
    return core_diagnostic(ReadingAndRunDisagree, _place(settled.violation, handler), message)


def fingerprinted(made: Sequence[Diagnostic], sources: Sources) -> tuple[Diagnostic, ...]:
    """Each with a fingerprint of code, path, function, normalised line and occurrence; never of line or message."""
    seen: Counter[tuple[str, ...]] = Counter()
    found = []
    for one in made:
        line = " ".join((sources.line(one.place.path, one.place.line) or "").split())
        parts = (one.code, one.place.path, one.place.function, line)
        seen[parts] += 1
        text = "\0".join((*parts, str(seen[parts])))
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
        found.append(replace(one, fingerprint=digest))
    return tuple(found)
