"""From settled findings to diagnostics: frames, fingerprints, and one cause in one block."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from handler_lint.calls import Outcome, Place
from handler_lint.core_rules import ReadingAndRunDisagree
from handler_lint.handler import Handler
from handler_lint.report.evidence import evidence_of
from handler_lint.report.model import Diagnostic, Related, Sources
from handler_lint.report.settle import Settled
from handler_lint.rule import Rule, Violation, docs_url


def diagnostics_of(
    settled: Sequence[Settled], handler: Handler, sources: Sources
) -> tuple[Diagnostic, ...]:
    """All findings of a target, in the order of places, with fingerprints."""
    kept = [one for one in settled if not _explained(one, settled)]
    made = [diagnostic_of(one, handler, sources) for one in kept]
    made += [_disagreement(one, handler) for one in kept if one.disagrees]
    return fingerprinted(made, sources)


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
        notes=(settled.note,) if settled.note else (),
        why_open=settled.why_open,
        next=settled.next,
        help=violation.help,
        docs_url=docs_url(settled.rule.code),
    )


def core_diagnostic(
    rule: type[Rule], place: Place, message: str, status: str = "static", **more: object
) -> Diagnostic:
    """A finding of the core that no case led to."""
    made = Diagnostic(rule.code, rule.name, rule.severity.value, "static", one_line(message), place)
    return replace(made, status=status, docs_url=docs_url(rule.code), **more)  # type: ignore[arg-type]


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


def _explained(one: Settled, settled: Sequence[Settled]) -> bool:
    """Whether another finding already explains the exception of this one.

    It does if it is at the same place, is about the signature of the function that raised, or was judged on an earlier
    call of the same run.
    """
    failed = one.violation.outcome
    if not one.rule.yields or failed is None:
        return False
    if failed.ended in ("died", "timed_out") and one.shown is not None:
        return True
    others = [o for o in settled if o is not one and o.status in ("confirmed", "static", "dynamic")]
    return any(
        _explains(other, failed, one)
        for other in others
        if not other.rule.yields and other.rule.severity.rank <= one.rule.severity.rank
    )


def _explains(other: Settled, failed: Outcome, one: Settled) -> bool:
    place, raised = other.violation.place, failed.place
    if place is not None and raised is not None and _holds(place, raised):
        return True
    if other.finding is not None and not other.finding.groups and place is not None:
        return place.function == failed.call.function
    judged = other.violation.outcome
    if judged is None or one.shown is None:
        return False
    for run in one.shown.runs:
        calls = [outcome.call for outcome in run.all]
        if judged.call in calls and failed.call in calls:
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
