"""HL406 shared-state-mutation."""

from collections.abc import Iterator

from handler_lint.rule import Case, Handler, Rule, Run, Severity, Violation


class SharedStateMutation(Rule):
    """The same request is answered otherwise the second time.

    **Why.** The model and the globals of the module outlive a request, and threads and workers share them. What one
    request leaves there, the next one finds.
    **Fix.** Keep what belongs to a request in local variables; what all share is set in `model_fn` and then only read.
    **Evidence.** aws/amazon-sagemaker-examples#1073, aws/sagemaker-inference-toolkit#108.
    """

    code, name, severity = "HL406", "shared-state-mutation", Severity.WARNING
    flags = ("counter_in_the_model",)
    passes = ("cache_of_the_model",)
    needs = frozenset({"model", "sample"})

    def cases(self, handler: Handler) -> Iterator[Case]:
        if handler.written("kept"):
            for requests in handler.sample_requests():
                yield Case(requests[0].calls * 2)

    def asks(self, handler: Handler, *runs: Run) -> bool:
        return True

    def judge(self, handler: Handler, *runs: Run) -> Violation | None:
        outcomes = tuple(runs[0])
        first, second = outcomes[len(outcomes) // 2 - 1], outcomes[-1]
        if first.reply is None or first.reply.stage or second.ended == "not_made":
            return None
        if second.reply is not None and second.reply.body == first.reply.body:
            return None
        kept = handler.written("kept")[0]
        return Violation(
            kept.place,
            f"the same request is answered otherwise the second time: {kept.text} is kept",
            label="outlives the request",
            help="keep what belongs to a request in local variables",
            outcome=second,
        )
