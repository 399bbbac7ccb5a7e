"""A diagnostic as a SARIF result: what is wrong, what the run showed, and the calls in order."""

from collections import Counter
from collections.abc import Sequence

from handler_lint.fix.edit import Fix
from handler_lint.report.formats.parts.block import PREDICATES, raised
from handler_lint.report.formats.parts.characters import clean, shortened
from handler_lint.report.formats.parts.document import Object
from handler_lint.report.formats.parts.places import uri
from handler_lint.report.formats.parts.sarif_places import (
    PLAIN,
    location,
    sarif_region,
    text,
    unlinked,
)
from handler_lint.report.model import Diagnostic, Failure, Step, TargetReport


def result(
    target: TargetReport, diagnostic: Diagnostic, rule: int, seen: Counter[tuple[str, str, str]]
) -> Object:
    """The result of kind `fail`; `seen` counts fingerprints, so that each is there once a file and rule."""
    steps = _steps(diagnostic)
    found: Object = {
        "ruleId": diagnostic.code,
        "ruleIndex": rule,
        "kind": "fail",
        "level": diagnostic.severity,
        "message": {"text": message(target, diagnostic)},
        "locations": [location(target, diagnostic.place, diagnostic.label)],
        "partialFingerprints": _fingerprints(target, diagnostic, seen),
        "properties": {"handlerLint": {"status": diagnostic.status}},
    }
    related = [
        location(target, step.failure.place, f"{step.failure.type} is raised here")
        for step in steps
        if step.failure is not None and step.failure.place is not None
    ]
    related += [
        location(target, place.place, place.label or "see also") for place in diagnostic.related
    ]
    if related:
        found["relatedLocations"] = [{"id": i, **place} for i, place in enumerate(related, 1)]
    stacks = [_stack(target, step.failure) for step in steps if step.failure is not None]
    if stacks:
        found["stacks"] = stacks
    if diagnostic.fix is not None:
        found["fixes"] = [_fix(target, diagnostic, diagnostic.fix)]
    if steps:
        found["codeFlows"] = [_flow(target, diagnostic, steps)]
    return found


def _fix(target: TargetReport, diagnostic: Diagnostic, fix: Fix) -> Object:
    """The edits as replacements (section 3.55); all are in the file of the finding."""
    replacements = [
        {
            "deletedRegion": sarif_region(edit.place),
            "insertedContent": {"text": edit.text},
        }
        for edit in fix.edits
    ]
    file = {"uri": uri(target.joined(diagnostic.place.path))}
    return {
        "description": text(clean(diagnostic.help or diagnostic.message, PLAIN)),
        "artifactChanges": [{"artifactLocation": file, "replacements": replacements}],
    }


def _steps(diagnostic: Diagnostic) -> tuple[Step, ...]:
    evidence = diagnostic.evidence
    return () if evidence is None else (evidence.run, *evidence.then)


def message(target: TargetReport, diagnostic: Diagnostic) -> str:
    """Message, status with its evidence, client; places link to the related locations, which come in the same order."""
    told = []
    links = 0
    for step in _steps(diagnostic):
        place = step.failure.place if step.failure is not None else None
        at = ""
        if place is not None:
            links += 1
            shown = clean(f"{target.shown(place.path)}:{place.line}", PLAIN)
            at = f" at [{_bracketed(shown)}]({links})"
        told.append(unlinked(_told(step)) + at)
    status = f"{diagnostic.status.capitalize()}: {'; then '.join(told) or 'certain by reading'}"
    sentences = [unlinked(clean(diagnostic.message, PLAIN)), status]
    if diagnostic.evidence is not None and diagnostic.evidence.client:
        client = clean(diagnostic.evidence.client.partition(",")[0], PLAIN)
        sentences.append(f"The client gets {unlinked(client)}")
    return " ".join(f"{sentence.rstrip('.')}." for sentence in sentences)


def _told(step: Step) -> str:
    call = shortened(step.call, PLAIN)
    if step.failure is not None:
        return f"{call} raised {shortened(step.failure.type, PLAIN)}"
    if step.value is not None:
        return f"{call} returned {shortened(step.value, PLAIN)}"
    return f"{call} {shortened(step.died or PREDICATES[step.ended], PLAIN)}"


def _bracketed(shown: str) -> str:
    """The text of a link (section 3.11.6)."""
    for char in "\\[]":
        shown = shown.replace(char, f"\\{char}")
    return shown


def _fingerprints(
    target: TargetReport, diagnostic: Diagnostic, seen: Counter[tuple[str, str, str]]
) -> Object:
    key = (target.joined(diagnostic.place.path), diagnostic.code, diagnostic.fingerprint)
    seen[key] += 1
    unique = f"{diagnostic.fingerprint}:{seen[key]}"
    return {"primaryLocationLineHash": unique, "handlerLint/v1": unique}


def _stack(target: TargetReport, failure: Failure) -> Object:
    frames = []
    if failure.place is not None:
        frames.append({"location": location(target, failure.place, failure.place.function)})
    return {"message": text(raised(failure, PLAIN)), "frames": frames}


def _flow(target: TargetReport, diagnostic: Diagnostic, steps: Sequence[Step]) -> Object:
    """The calls in order, each at the place that it failed at, else at the finding's."""
    locations = []
    for order, step in enumerate(steps, 1):
        failed = step.failure.place if step.failure is not None else None
        locations.append(
            {
                "location": location(target, failed or diagnostic.place, _told(step)),
                "executionOrder": order,
                "importance": "essential",
            }
        )
    return {"threadFlows": [{"locations": locations}]}
