"""HL802 upstream-output-incompatible."""

from collections.abc import Iterator

from handler_lint.rule import Case, Handler, PredictFn, Rule, Run, Severity, Violation, table_of


class UpstreamOutputIncompatible(Rule):
    """What a script before the handler wrote does not go through `input_fn` and `predict_fn`.

    **Why.** In the pipeline that file is what the handler gets; a script that renames a column or writes an index
    breaks it, and each of the two works by itself.
    **Fix.** Write in the script what the handler reads, or read in the handler what the script writes.
    **Evidence.** aws/sagemaker-python-sdk#2284, aws/amazon-sagemaker-examples#3463.
    """

    code, name, severity = "HL802", "upstream-output-incompatible", Severity.ERROR
    flags = ("script_writes_an_index", "script_renames_a_column")
    passes = ("script_writes_what_is_read", "answer_cannot_be_sent")
    sure = True
    needs = frozenset({"model", "sample"})

    def cases(self, handler: Handler) -> Iterator[Case]:
        for sample, requests in zip(handler.samples, handler.sample_requests(), strict=True):
            if sample.script:
                calls = requests[0].calls
                taken = next((i for i, one in enumerate(calls, 1) if isinstance(one, PredictFn)), 1)
                yield Case(calls[:taken])

    def asks(self, handler: Handler, *runs: Run) -> bool:
        return True

    def judge(self, handler: Handler, *runs: Run) -> Violation | None:
        (run,) = runs
        failed, sample = run.failure, handler.sample_of(run[0].call)
        if failed is None or sample is None:
            return None
        table = table_of(sample.body, sample.content_type)
        return Violation(
            failed.place or handler.place_of(failed.call),
            f"{sample.name} of {sample.script} does not go through:"
            f" {handler.function_of(failed.call)} {failed.how_failed}",
            note=f"it has {table}" if table is not None else "",
            related=handler.named_by(failed.error),
            outcome=failed,
            help=f"write in {sample.script} what the handler reads",
        )
