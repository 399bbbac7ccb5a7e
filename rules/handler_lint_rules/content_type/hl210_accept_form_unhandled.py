"""HL210 accept-form-unhandled."""

from collections.abc import Iterator

from handler_lint.rule import UNKNOWN_TYPE, Case, Handler, OutputFn, Rule, Run, Severity, Violation


class AcceptFormUnhandled(Rule):
    """`output_fn` refuses what a request without an Accept header becomes.

    **Why.** Most clients send no Accept, or `*/*`: the stack then passes its default to `output_fn`. Where that is
    refused, each of these requests fails after `predict_fn` has done its work.
    **Fix.** Take the default, or set `SAGEMAKER_DEFAULT_INVOCATIONS_ACCEPT` to a type that is taken.
    **Evidence.** aws/amazon-sagemaker-examples#3463, aws/amazon-sagemaker-examples#4839.
    """

    code, name, severity = "HL210", "accept-form-unhandled", Severity.NOTE
    flags = ("csv_only", "misses_the_default")
    passes = ("takes_the_default", "ignores_accept")
    sure = True

    def cases(self, handler: Handler) -> Iterator[Case]:
        if not handler.is_bound("output_fn") or not handler.accepts or handler.declared_accepts:
            return
        default = handler.stack.default_accept
        named = any(one.value == default for one in handler.accepts)
        if not named or handler.always_raises(OutputFn(default)):
            yield Case((OutputFn(None),))

    def judge(self, handler: Handler, *runs: Run) -> Violation | None:
        encoded = runs[0][0]
        error = encoded.error
        if not encoded.raised or error is None or error.place is None:
            return None
        others = (*(one.value for one in handler.accepts), UNKNOWN_TYPE)
        if all(handler.always_raises(OutputFn(one)) for one in others):
            return None
        default = handler.stack.default_accept
        taken = ", ".join(handler.served_accepts())
        return Violation(
            error.place,
            f"a request without Accept is refused: it becomes {default}",
            label=f"taken: {taken}",
            help=f"take {default}, or set SAGEMAKER_DEFAULT_INVOCATIONS_ACCEPT",
            related=(handler.place_of(encoded.call),),
            outcome=encoded,
        )
