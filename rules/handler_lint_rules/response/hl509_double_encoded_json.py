"""HL509 double-encoded-json."""

import json
from collections.abc import Iterator

from handler_lint.rule import Case, Handler, Rule, Run, Severity, Violation


class DoubleEncodedJson(Rule):
    """The reply is a JSON text within a JSON text.

    **Why.** `predict_fn` returns `json.dumps(...)` and `output_fn` does it once more: the client gets one string, with
    all quotes escaped, and has to parse twice.
    **Fix.** Encode once, in `output_fn`.
    **Evidence.** aws/sagemaker-python-sdk#2686.
    """

    code, name, severity = "HL509", "double-encoded-json", Severity.WARNING
    flags = ("both_functions_encode",)
    passes = ("encodes_once", "a_text_is_the_answer")

    def cases(self, handler: Handler) -> Iterator[Case]:
        for requests in handler.sample_requests():
            yield from requests

    def judge(self, handler: Handler, *runs: Run) -> Violation | None:
        answered = runs[0].last
        reply = answered.reply
        if reply is None or reply.stage or "body" in reply.unknown:
            return None
        inner = _parsed(reply.body)
        if not isinstance(inner, str) or not isinstance(_parsed(inner), (dict, list)):
            return None
        return Violation(
            answered.place or handler.place_of(answered.call),
            "the reply is JSON within JSON",
            label="already encoded before",
            help="encode once, in output_fn",
            related=(handler.place_of(answered.call),),
            outcome=answered,
        )


def _parsed(text: str | bytes) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return None
