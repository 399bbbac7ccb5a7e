"""What the head of a report says of a handler: bindings, content types, and what was not understood."""

from collections.abc import Sequence
from typing import Literal

from handler_lint.calls import UNKNOWN_TYPE, AnyBody, Case, Invoke, Outcome, Place, Spot
from handler_lint.core_rules import NotUnderstood
from handler_lint.handler import Handler
from handler_lint.judge import Judged
from handler_lint.report.build import core_diagnostic
from handler_lint.report.model import Binding, ContentType, Diagnostic

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
        ends = {_end(way.runs[0][0]) for way in ways.ways}
        outcome: Ending = ends.pop() if len(ends) == 1 and ways.complete else "unknown"
        place = ways.ways[0].runs[0][0].place if ways.ways and outcome != "unknown" else None
        line = place.line if place is not None else None
        rows.append(ContentType(function, content_type, outcome, line))
    return tuple(rows)


def _end(outcome: Outcome) -> Ending:
    if outcome.ended == "raised":
        return "raised"
    if outcome.ended != "returned" or outcome.result is None or outcome.result.none is None:
        return "unknown"
    return "none" if outcome.result.none else "returned"


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
