"""HL806 chained-container-types."""

from collections.abc import Iterator

from handler_lint.rule import Case, Handler, Rule, Run, Severity, Violation


class ChainedContainerTypes(Rule):
    """What the handler before this one answers does not go through.

    **Why.** In an inference pipeline the next container gets the body and the content type of the answer as the server
    sent them: Flask adds `; charset=utf-8` to a text type, and that is no longer the type that was compared with.
    **Fix.** Compare with the part before the semicolon, and read what the handler before writes.
    **Evidence.** aws/sagemaker-python-sdk#5006, aws/sagemaker-inference-toolkit#90.
    """

    code, name, severity = "HL806", "chained-container-types", Severity.ERROR
    flags = ("charset_of_flask",)
    passes = ("takes_the_charset",)
    sure = True
    needs = frozenset({"model", "sample"})

    def cases(self, handler: Handler) -> Iterator[Case]:
        for sample, requests in zip(handler.samples, handler.sample_requests(), strict=True):
            if sample.handler:
                yield requests[0]

    def asks(self, handler: Handler, *runs: Run) -> bool:
        return True

    def judge(self, handler: Handler, *runs: Run) -> Violation | None:
        (run,) = runs
        failed, sample = run.failure, handler.sample_of(run[0].call)
        if failed is None or sample is None:
            return None
        return Violation(
            failed.place or handler.place_of(failed.call),
            f"{sample.name} of {sample.handler} does not go through:"
            f" {handler.function_of(failed.call)} {failed.how_failed}",
            note=f"it comes as {sample.content_type}",
            related=handler.named_by(failed.error),
            outcome=failed,
            help=f"take {sample.content_type} as {sample.handler} sends it",
        )
