"""What a run showed, in the report's words: calls as Python, values described, exceptions on one line."""

from handler_lint.calls import (
    Call,
    GivenBody,
    Import,
    InputFn,
    Invoke,
    ModelFn,
    Outcome,
    OutputFn,
    Run,
    quoted,
    spell,
    spell_body,
)
from handler_lint.contract import Stack
from handler_lint.handler import Handler
from handler_lint.report.model import CallRecord, Evidence, Failure, Step
from handler_lint.rule import Violation


def failure_of(outcome: Outcome) -> Failure | None:
    """The exception of an outcome."""
    error = outcome.error
    if error is None:
        return None
    return Failure(error.type, error.message, error.place, error.deeper)


def spelled(call: Call, before: Outcome | None, handler: Handler) -> str:
    """The call as Python, uncut."""
    if isinstance(call, Import):
        return f"import {handler.path}"
    if isinstance(call, Invoke) and handler.whole_function != "transform_fn":
        name = handler.whole_function or "invoke"
        sent = f"{spell_body(call.body)}, {quoted(call.content_type)}"
        return f"{name}({sent}, accept={quoted(call.accept)})"
    return spell(call, before)


def step_of(outcome: Outcome, before: Outcome | None, handler: Handler) -> Step:
    """One call of the evidence."""
    return Step(
        spelled(outcome.call, before, handler),
        outcome.ended,
        outcome.result.text if outcome.result is not None else None,
        failure_of(outcome),
        outcome.why_not,
    )


def evidence_of(violation: Violation, runs: tuple[Run, ...], handler: Handler) -> Evidence | None:
    """The judged call, what was sent, what followed, and what the client gets."""
    found = [
        (run, run.all.index(violation.outcome)) for run in runs if violation.outcome in run.all
    ]
    if not found or violation.outcome is None:
        return None
    run, index = found[0]
    outcomes = run.all
    judged = outcomes[index]
    before = outcomes[index - 1] if index else None
    after = [
        step_of(outcome, outcomes[index + 1 + offset - 1], handler)
        for offset, outcome in enumerate(outcomes[index + 1 :])
        if outcome.ended != "not_made"
    ]
    worst = next(
        (o for o in reversed(outcomes[index:]) if o.ended not in ("returned", "not_made")), None
    )
    client = client_sees(worst if worst is not None else judged, handler.stack)
    if client and violation.client:
        client = f"{client}: {violation.client}"
    return Evidence(
        step_of(judged, before, handler), input_of(run, index, handler), tuple(after), client
    )


def client_sees(outcome: Outcome, stack: Stack) -> str:
    """What the client gets by the stack's contract where a call of a request failed, or a whole one gave None."""
    if isinstance(outcome.call, (Import, ModelFn)):
        return ""
    if outcome.ended == "returned":
        whole = isinstance(outcome.call, Invoke) and outcome.result is not None
        return stack.client["none"] if whole and outcome.value.none else ""
    text = stack.client.get(outcome.ended, "")
    return text.format(type=outcome.error.type if outcome.error is not None else "exception")


def input_of(run: Run, index: int, handler: Handler) -> str:
    """The request body that led to a call: its name, size and type, never its content."""
    for outcome in reversed(run.all[: index + 1]):
        if isinstance(outcome.call, (InputFn, Invoke)) and isinstance(outcome.call.body, GivenBody):
            body, sent = outcome.call.body, outcome.call.content_type
            own = next((s.content_type for s in handler.samples if s.name == body.name), None)
            word = "" if own == sent else "sent as "
            size = f"{len(body.data)} byte{'' if len(body.data) == 1 else 's'}"
            return f"{body.name} ({size}, {word}{sent or 'no content type'})"
    return ""


def record_of(
    outcome: Outcome, before: Outcome | None, codes: tuple[str, ...], handler: Handler
) -> CallRecord:
    """One planned call for the table and for JSON."""
    call = outcome.call
    body = getattr(call, "body", None)
    name = body.name if isinstance(body, GivenBody) and not body.made else None
    accept = call.accept if isinstance(call, (OutputFn, Invoke)) else None
    value = outcome.result.text if outcome.result is not None else None
    return CallRecord(
        call=spelled(call, before, handler),
        short=shortened(call, before, handler),
        sample=name,
        content_type=getattr(call, "content_type", None),
        accept=accept,
        ended=outcome.ended,
        value="ok" if isinstance(call, Import) and value is not None else value,
        failure=failure_of(outcome),
        seconds=outcome.seconds if outcome.ended != "not_made" else None,
        codes=codes,
        why_not=outcome.why_not,
        reply=outcome.reply,
    )


def shortened(call: Call, before: Outcome | None, handler: Handler) -> str:
    """The call for the table: content types as their subtype without blanks."""
    text = spelled(call, before, handler)
    for header in {getattr(call, "content_type", None), getattr(call, "accept", None)} - {None}:
        text = text.replace(f'"{header}"', subtype(str(header)))
    return text


def subtype(header: str) -> str:
    """The subtype and the names of its parameters: `text/csv; charset=utf-8` is `csv;charset`."""
    parts = (header.partition("/")[2] or header).split(";")
    return ";".join(part.partition("=")[0].strip() for part in parts)
