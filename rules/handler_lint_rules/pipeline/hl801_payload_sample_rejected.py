"""HL801 payload-sample-rejected."""

from collections.abc import Iterator

from handler_lint.rule import (
    Case,
    Handler,
    Rule,
    Run,
    Severity,
    Violation,
)


class PayloadSampleRejected(Rule):
    """A payload sample does not go through the handler.

    **Why.** A sample is a request that the endpoint will get; if the chain of the handler's functions fails on it here,
    it fails there, too.
    **Fix.** Read the exception: it is the first one, with the line of the handler that it came from.
    **Evidence.** aws/amazon-sagemaker-examples#3463, aws/sagemaker-python-sdk#2284.
    """

    code, name, severity = "HL801", "payload-sample-rejected", Severity.ERROR
    flags = ("rejected_by_predict_fn", "rejected_by_output_fn")
    passes = ("goes_through", "second_accept_goes_through")
    yields = True
    sure = True
    needs = frozenset({"model", "sample"})

    def cases(self, handler: Handler) -> Iterator[tuple[Case, ...]]:
        default_is_known = handler.stack.default_accept in handler.served_accepts()
        for sample, requests in zip(handler.samples, handler.sample_requests(), strict=True):
            if sample.script or sample.handler:
                continue
            if not handler.declared_accepts and not default_is_known:
                # What becomes of a request without an Accept is for another rule to say.
                yield requests
                requests = requests[1:]
            yield from ((one,) for one in requests)

    def asks(self, handler: Handler, *runs: Run) -> bool:
        return True

    def judge(self, handler: Handler, *runs: Run) -> Violation | None:
        failures = [run.failure for run in runs]
        first = failures[0]
        if first is None or None in failures:
            return None
        sent = runs[0][0].call
        name = getattr(getattr(sent, "body", None), "name", "the sample")
        return Violation(
            first.place or handler.place_of(first.call),
            f"{name} does not go through: {handler.function_of(first.call)} {first.how_failed}",
            related=handler.named_by(first.error),
            outcome=first,
            help="make the handler accept it, or remove it from the samples",
        )
