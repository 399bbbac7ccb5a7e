"""Calls that ended their process or ran out of time, as findings."""

from collections.abc import Iterator, Mapping

from handler_lint.calls import Case, Outcome, Place, Run
from handler_lint.core_rules import CallDied, CallTimedOut
from handler_lint.handler import Handler
from handler_lint.report.build import core_diagnostic
from handler_lint.report.evidence import client_sees, input_of, spelled, step_of
from handler_lint.report.model import Diagnostic, Evidence


def deaths(
    handler: Handler,
    outcomes: Mapping[int, Outcome],
    parents: Mapping[int, int | None],
) -> Iterator[Diagnostic]:
    """One finding for each way in which a function ended its process or ran out of time."""
    seen = set()
    for number, outcome in outcomes.items():
        if outcome.ended not in ("died", "timed_out"):
            continue
        name = handler.function_of(outcome.call)
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
    story: list[Outcome] = []
    step: int | None = number
    while step is not None:
        story.insert(0, outcomes[step])
        step = parents[step]
    run = Run(Case(), story[0], None, tuple(story[1:]))
    return input_of(run, len(run.all) - 1, handler)
