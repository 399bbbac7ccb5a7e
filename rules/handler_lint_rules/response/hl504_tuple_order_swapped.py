"""HL504 tuple-order-swapped."""

from collections.abc import Iterator

from handler_lint.rule import (
    Case,
    Handler,
    OutputFn,
    ReturnMembers,
    Rule,
    Run,
    Severity,
    Undecided,
    Violation,
)


class TupleOrderSwapped(Rule):
    """`output_fn` returns the content type first and the body second.

    **Why.** The stacks that take a tuple apart want `(body, content_type)`. The other way round the client gets the
    name of the type as the body, with status 200.
    **Fix.** Return `body, accept`.
    **Evidence.** `sagemaker_inference/transformer.py` and `sagemaker_containers/_transformer.py`.
    """

    code, name, severity = "HL504", "tuple-order-swapped", Severity.ERROR
    fix = "safe"
    flags = ("accept_first", "literal_first")
    passes = ("body_first", "echoes_the_type")

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
        if "body" in reply.unknown:
            raise Undecided("the body of the reply is not known by reading")
        accept = getattr(answered.call, "accept", None) or handler.stack.default_accept
        if not answered.value.text.startswith(("tuple", "(")) or reply.body != accept.encode():
            return None
        name = handler.function_of(answered.call)
        return Violation(
            answered.place,
            f"{name} returns the content type as the body",
            label=f'the client gets "{accept}"',
            help="return body, content_type",
            changes=(ReturnMembers(answered.place, (1, 0)),) if answered.place else (),
            related=(handler.place_of(answered.call),),
            outcome=answered,
        )
