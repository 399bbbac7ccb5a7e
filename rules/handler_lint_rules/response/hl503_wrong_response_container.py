"""HL503 wrong-response-container."""

from collections.abc import Iterator

from handler_lint.rule import (
    Case,
    Change,
    Handler,
    OutputFn,
    Place,
    ReturnBody,
    ReturnMembers,
    Rule,
    Run,
    Severity,
    Undecided,
    Violation,
)


class WrongResponseContainer(Rule):
    """The stack labels the reply otherwise than the client asked, because of what it is wrapped in.

    **Why.** The scikit-learn and XGBoost containers label a text without a type `text/html`; they want
    `(body, accept)`. The Hugging Face toolkit takes no tuple apart: `(body, accept)` is sent as a JSON array of two.
    **Fix.** On the former return `(body, accept)`, on the latter the body alone.
    **Evidence.** aws/sagemaker-containers#122, aws/sagemaker-huggingface-inference-toolkit#114.
    """

    code, name, severity = "HL503", "wrong-response-container", Severity.WARNING
    fix = "safe"
    flags = ("text_is_labelled_html", "tuple_is_sent_as_array")
    passes = ("tuple_is_taken_apart", "html_on_purpose")

    def cases(self, handler: Handler) -> Iterator[Case]:
        if handler.is_bound("output_fn"):
            for accept in handler.served_accepts():
                yield Case((OutputFn(accept),))
        for requests in handler.sample_requests():
            yield from requests

    def judge(self, handler: Handler, *runs: Run) -> Violation | None:
        answered = runs[0].last
        reply = answered.reply
        if reply is None or reply.stage or answered.ended != "returned":
            return None
        if "content_type" in reply.unknown:
            raise Undecided("the label of the reply is not known by reading")
        accept = getattr(answered.call, "accept", None) or handler.stack.default_accept
        is_tuple = answered.value.text.startswith(("tuple", "("))
        kept = is_tuple and handler.stack.serving["tuple_reply"] != "split"
        label = (reply.content_type or "").partition(";")[0]
        if not kept and (is_tuple or label != "text/html" or "html" in accept):
            return None
        name = handler.function_of(answered.call)
        return Violation(
            answered.place,
            f"{name}: {'the tuple is sent as a JSON array' if kept else 'the reply is labelled text/html'}",
            label=f"the client asked for {accept}",
            help="return the body alone" if kept else "return (body, accept)",
            changes=self._changes(handler, name, answered.place, kept),
            related=(handler.place_of(answered.call),),
            outcome=answered,
        )

    def _changes(
        self, handler: Handler, name: str, place: Place | None, kept: bool
    ) -> tuple[Change, ...]:
        header = handler.parameter(name, 3 if name == "transform_fn" else 1)
        if place is None or not header:
            return ()
        return (ReturnMembers(place, (0,)) if kept else ReturnBody(place, f"{{}}, {header}"),)
