"""HL511 nothing-but-null."""

import json
from collections.abc import Iterator

from handler_lint.rule import Case, Handler, Rule, Run, Severity, Violation


class NothingButNull(Rule):
    """The predictions of a JSON reply are null, all of them.

    **Why.** A helper without a `return` gives `None` for each row; JSON has a word for it, so that nothing fails, and
    the client gets as many nulls as rows with status 200.
    **Fix.** Return the value in the helper.
    **Evidence.** pytorch/serve#1839.
    """

    code, name, severity = "HL511", "nothing-but-null", Severity.WARNING
    flags = ("helper_without_return",)
    passes = ("some_are_null", "empty_is_empty")

    def cases(self, handler: Handler) -> Iterator[Case]:
        for requests in handler.sample_requests():
            yield from requests

    def judge(self, handler: Handler, *runs: Run) -> Violation | None:
        answered = runs[0].last
        reply = answered.reply
        if reply is None or reply.stage or "body" in reply.unknown:
            return None
        try:
            value = json.loads(reply.body)
        except ValueError:
            return None
        if isinstance(value, dict) and len(value) == 1:
            value = next(iter(value.values()))
        if not isinstance(value, list) or not value or any(one is not None for one in value):
            return None
        return Violation(
            answered.place or handler.place_of(answered.call),
            f"all {len(value)} predictions of the reply are null",
            help="return a value for each row",
            related=(handler.place_of(answered.call),),
            outcome=answered,
        )
