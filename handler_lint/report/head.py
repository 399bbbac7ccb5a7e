"""What the head of a report says of a handler: bindings, content types, and what was not understood."""

from collections.abc import Sequence
from typing import Literal

from handler_lint.calls import (
    UNKNOWN_TYPE,
    AnyBody,
    Case,
    Invoke,
    ModelFn,
    Outcome,
    Place,
    Run,
    Spot,
)
from handler_lint.core_rules import NotUnderstood
from handler_lint.handler import Handler
from handler_lint.judge import Judged
from handler_lint.report.build import core_diagnostic
from handler_lint.report.model import Binding, ContentType, Diagnostic, LoadedFile

Ending = Literal["returned", "none", "raised", "unknown"]


def bindings_of(handler: Handler) -> tuple[Binding, ...]:
    rows = []
    whole = handler.is_bound("transform_fn")
    for name in handler.stack.parameters:
        bound = handler.bindings.get(name)
        if bound is not None and bound.kind != "none":
            rows.append(Binding(name, bound.place, bound.text, bound.parameters))
            continue
        part = name in handler.stack.serving["excluded_by_transform_fn"]
        text = handler.stack.default["chain" if whole and part else name]
        rows.append(Binding(name, None, text))
    return tuple(rows)


def content_types_of(handler: Handler) -> tuple[ContentType, ...]:
    """What reading says of each content type that the handler knows, and of an unknown one."""
    rows = []
    for content_type in (*handler.known_types(), UNKNOWN_TYPE):
        call = handler.request(content_type, AnyBody())[0]
        function = handler.whole_function if isinstance(call, Invoke) else call.function
        if not handler.is_bound(function):
            return ()
        ways = handler.abstract(Case((call,)))
        made = [_decisive(way.runs[0]) for way in ways.ways]
        ends = [(one, _end(one)) for one in made]
        reached = [end for one, end in ends if one.call == call] or [end for _, end in ends]
        outcome = _taken(reached) if ways.complete else "unknown"
        decisive = next((one.place for one, end in ends if end == outcome), None)
        line = decisive.line if decisive is not None and outcome != "unknown" else None
        rows.append(ContentType(function, content_type, outcome, line))
    return tuple(rows)


def _taken(ends: Sequence[Ending]) -> Ending:
    """What a function does with a content type: it returns a value if it does so for any body that it may get.

    That it then raises for other bodies, or where a file is absent, says nothing of the content type.
    """
    found = set(ends)
    if len(found) > 1 and found <= {"returned", "raised"}:
        return "returned"
    return found.pop() if len(found) == 1 else "unknown"


def _decisive(run: Run) -> Outcome:
    """The call that takes the content type, or the import or the load whose failure prevents it."""
    if run[0].ended != "not_made":
        return run[0]
    return next((one for one in run.all if one.ended == "raised"), run[0])


def _end(outcome: Outcome) -> Ending:
    if outcome.ended == "raised":
        return "raised"
    if outcome.ended != "returned" or outcome.result is None:
        return "unknown"
    if outcome.result.none is None:
        return "returned" if outcome.end == "return" else "unknown"
    return "none" if outcome.result.none else "returned"


def files_of(handler: Handler) -> tuple[LoadedFile, ...]:
    """The files of the package that the handler loads, by reading: at import, in `model_fn` or with a request."""
    cases = [Case((ModelFn(),))] if handler.is_bound("model_fn") else [Case()]
    cases += [Case((handler.request(kind, AnyBody())[0],)) for kind in handler.known_types()]
    found: dict[tuple[str, int | None], LoadedFile] = {}
    for case in cases:
        for way in handler.abstract(case).ways:
            for event in (one for outcome in way.runs[0].all for one in outcome.events):
                if event.kind in ("opened", "passed") and not event.subject.startswith("/"):
                    place = event.place
                    line = place.line if place is not None else None
                    function = place.function if place is not None else ""
                    there = _in_package(handler, event.subject)
                    one = LoadedFile(event.subject, function, line, there)
                    found.setdefault((event.subject, line), one)
    return tuple(sorted(found.values(), key=lambda one: (one.line or 0, one.path)))


def _in_package(handler: Handler, path: str) -> bool | None:
    listing = handler.listing
    if listing is None:
        return None
    return path == "." or path in listing.files or path in listing.folders


def not_understood(handler: Handler, judged: Sequence[Judged]) -> list[Diagnostic]:
    """One note for each construct that a case met, and one for cases that ran out of budget."""
    found: dict[str, Spot] = {}
    for one in judged:
        for group in one.groups:
            for way in handler.abstract(*group).ways:
                for what, spot in way.missed.items():
                    found.setdefault(what, spot)
    notes = [
        core_diagnostic(NotUnderstood, spot.place, f"reading does not follow {what}")
        for what, spot in found.items()
    ]
    incomplete = sum(one.incomplete for one in judged)
    if incomplete:
        text = f"reading ran out of budget in {incomplete} case{'' if incomplete == 1 else 's'}"
        notes.append(core_diagnostic(NotUnderstood, Place(handler.path, 1), text))
    return notes
