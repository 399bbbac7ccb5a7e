"""HL215 one-row-shape."""

from collections.abc import Iterator

from handler_lint.rule import Case, Handler, Rule, Run, Severity, Violation


class OneRowShape(Rule):
    """A request with many rows goes through, and one with a single row does not.

    **Why.** `squeeze`, `genfromtxt` and `loadtxt` give a single row one dimension less, and the model refuses it:
    "Expected 2D array, got 1D array instead".
    **Fix.** `np.atleast_2d(...)`, or `reshape(1, -1)` where there is one row.
    **Evidence.** aws/sagemaker-scikit-learn-container#15, #145; aws/sagemaker-containers#273.
    """

    code, name, severity = "HL215", "one-row-shape", Severity.ERROR
    flags = ("one_line_is_no_table",)
    passes = ("one_line_is_a_table", "two_rows_are_needed_and_said")
    needs = frozenset({"model", "sample"})

    def cases(self, handler: Handler) -> Iterator[tuple[Case, ...]]:
        for every, first, _ in handler.row_requests():
            yield every, first

    def asks(self, handler: Handler, *runs: Run) -> bool:
        return bool(handler.written("squeezes", "first")) or not handler.is_bound("input_fn")

    def judge(self, handler: Handler, *runs: Run) -> Violation | None:
        every, first = runs
        failed = next((one for one in first if one.raised), None)
        if failed is None or not all(one.returned for one in every):
            return None
        error = failed.error
        if error is None or error.explicit:
            return None
        return Violation(
            failed.place or handler.place_of(failed.call),
            f"one row does not go through where many do: {error.type}",
            label=error.message,
            help="keep two dimensions: np.atleast_2d(...)",
            outcome=failed,
        )
