"""HL508 row-count-changes."""

from collections.abc import Iterator

from handler_lint.rule import Case, Handler, Rule, Run, Severity, Violation


class RowCountChanges(Rule):
    """Many rows go in, and the first one alone is answered.

    **Why.** `predictions[0]`, `.item()` or a wrong axis answers one row. A client that sends one row never sees it; a
    request with many loses all others, with status 200.
    **Fix.** Answer all rows, or refuse a request with more than one.
    **Evidence.** aws/amazon-sagemaker-examples#3783, aws/sagemaker-inference-toolkit#108.
    """

    code, name, severity = "HL508", "row-count-changes", Severity.ERROR
    flags = ("first_row_alone", "one_item")
    passes = ("a_row_for_each", "one_answer_for_a_text", "a_summary", "an_image_has_rows")
    needs = frozenset({"model", "sample"})

    def cases(self, handler: Handler) -> Iterator[tuple[Case, ...]]:
        yield from handler.row_requests()

    def asks(self, handler: Handler, *runs: Run) -> bool:
        found = handler.written("first", "squeezes")
        return any(one.place.function != "model_fn" for one in found)

    def judge(self, handler: Handler, *runs: Run) -> Violation | None:
        replies = [run.last.reply for run in runs]
        for one in replies:
            if one is None or one.stage or "body" in one.unknown:
                return None
        every, first, reverse = (one.body for one in replies if one is not None)
        if every != first or reverse == every:
            return None
        answered = runs[0].last
        return Violation(
            answered.place or handler.place_of(answered.call),
            "many rows go in, the first one alone is answered",
            help="answer all rows, or refuse a request with more than one",
            related=(handler.place_of(answered.call),),
            outcome=answered,
        )
