"""HL505 accept-not-honoured."""

import json
from collections.abc import Iterator

from handler_lint.rule import Case, Handler, OutputFn, Reply, Rule, Run, Severity, Violation


class AcceptNotHonoured(Rule):
    """The reply is labelled with one type and holds another.

    **Why.** Where `output_fn` returns a body without a type, the stack labels it with what the client accepts. JSON
    under `text/csv`, or text that is no JSON under `application/json`, fails in the client's parser.
    **Fix.** Encode as `accept` says, refuse what is not supported, or return the type with the body.
    **Evidence.** aws/amazon-sagemaker-examples#3463, aws/sagemaker-python-sdk#993.
    """

    code, name, severity = "HL505", "accept-not-honoured", Severity.WARNING
    flags = ("json_labelled_as_csv", "text_labelled_as_json", "branches_are_swapped")
    passes = ("encodes_what_is_accepted", "returns_the_type", "one_number_is_csv_and_json")

    def cases(self, handler: Handler) -> Iterator[Case]:
        if handler.is_bound("output_fn"):
            for accept in handler.served_accepts():
                yield Case((OutputFn(accept),))
        for requests in handler.sample_requests():
            yield from requests

    def judge(self, handler: Handler, *runs: Run) -> Violation | None:
        answered = runs[0].last
        reply = answered.reply
        if reply is None or reply.stage or answered.ended != "returned" or answered.value.none:
            return None
        label = (reply.content_type or "").partition(";")[0].strip().lower()
        if "content_type" in reply.unknown or label not in OTHER:
            return None
        holds = "JSON" if reply.made_by == "json.dumps" else _held(reply)
        if holds != OTHER[label]:
            return None
        return Violation(
            answered.place,
            f"a reply labelled {label} holds {holds}",
            label=answered.value.text,
            help="encode as accept says, or return (body, content_type)",
            related=(handler.place_of(answered.call),),
            outcome=answered,
        )


OTHER = {"application/json": "no JSON", "text/csv": "JSON"}


def _held(reply: Reply) -> str:
    """What a body is: JSON only where it is an object or an array of more than scalars."""
    if "body" in reply.unknown:
        return ""
    try:
        value = json.loads(reply.body)
    except ValueError:
        return "no JSON"
    return "JSON" if isinstance(value, (dict, list)) else ""
