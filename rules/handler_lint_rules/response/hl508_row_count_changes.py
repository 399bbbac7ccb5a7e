"""HL508 row-count-changes."""

import json
from collections.abc import Iterator
from typing import Any

from handler_lint.rule import Case, Handler, Rule, Run, Severity, Violation


class RowCountChanges(Rule):
    """Many rows go in, one comes out.

    **Why.** `predictions[0]`, `.item()` or a wrong axis answers the first row alone. A client that sends one row never
    sees it; a batch of rows loses all others, with status 200.
    **Fix.** Answer all rows, or refuse a request with more than one.
    **Evidence.** aws/amazon-sagemaker-examples#3783, aws/sagemaker-inference-toolkit#108.
    """

    code, name, severity = "HL508", "row-count-changes", Severity.ERROR
    flags = ("first_row_alone", "one_item")
    passes = ("a_row_for_each", "one_answer_for_a_text", "a_summary")

    def cases(self, handler: Handler) -> Iterator[Case]:
        for requests in handler.sample_requests():
            yield from requests

    def judge(self, handler: Handler, *runs: Run) -> Violation | None:
        answered, sent = runs[0].last, runs[0][0].call
        reply, body = answered.reply, getattr(getattr(sent, "body", None), "data", b"")
        if reply is None or reply.stage or "body" in reply.unknown:
            return None
        given, back = rows_of(body), answers_of(reply.body)
        if given is None or back is None or given < 3 or back != 1:
            return None
        return Violation(
            answered.place or handler.place_of(answered.call),
            f"{given} rows go in, one comes out",
            help="answer all rows, or refuse a request with more than one",
            related=(handler.place_of(answered.call),),
            outcome=answered,
        )


def rows_of(body: bytes) -> int | None:
    """The rows of a request: records or arrays in an array, or lines of numbers; None where it may be one record."""
    value = _inside(body)
    if isinstance(value, list):
        same = {type(one) for one in value}
        return len(value) if same in ({list}, {dict}) else None
    lines = [line for line in body.splitlines() if line.strip()]
    return len(lines) if lines and all(b"," in line for line in lines) else None


def answers_of(body: bytes) -> int | None:
    """The answers of a reply that holds a number, or an array of one, and nothing else."""
    value = _inside(body)
    if isinstance(value, list):
        return len(value)
    return 1 if isinstance(value, (int, float)) else None


def _inside(body: bytes) -> Any:
    """A JSON value; of an object with one member, that."""
    try:
        value = json.loads(body)
    except ValueError:
        return None
    return next(iter(value.values())) if isinstance(value, dict) and len(value) == 1 else value
