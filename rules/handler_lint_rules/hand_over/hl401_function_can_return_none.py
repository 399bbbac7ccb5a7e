"""HL401 function-can-return-none."""

from collections.abc import Iterator

from handler_lint.rule import (
    Case,
    Handler,
    ModelFn,
    Outcome,
    OutputFn,
    PredictFn,
    Rule,
    Run,
    Severity,
    Violation,
)


class FunctionCanReturnNone(Rule):
    """A function returns `None` where the next one, or the client, needs a value.

    **Why.** No stack looks at what a function returned: `None` travels on to the next function, which fails with an
    error about `NoneType`, and `None` from the last one is answered as `null` with status 200, or as an error.
    **Fix.** Return a value on every path, or raise an exception that says what is wrong.
    **Evidence.** pytorch/serve#1839, aws/sagemaker-mxnet-inference-toolkit#79.
    """

    code, name, severity = "HL401", "function-can-return-none", Severity.ERROR
    flags = (
        "model_fn_without_return",
        "input_fn_without_return",
        "predict_fn_without_return",
        "output_fn_prints",
        "predict_fn_without_else",
        "known_type_of_transform_fn",
    )
    passes = ("all_paths_return", "model_is_not_needed", "json_null_is_passed_on")

    def cases(self, handler: Handler) -> Iterator[Case]:
        body = handler.any_body()
        if handler.is_bound("predict_fn"):
            yield Case((PredictFn(),))
        for known in handler.known_types():
            yield Case(handler.request(known, body)[:1])
        if handler.is_bound("output_fn"):
            for accept in handler.served_accepts():
                yield Case((OutputFn(accept),))
        for requests in handler.sample_requests():
            yield from requests

    def judge(self, handler: Handler, *runs: Run) -> Violation | None:
        outcomes = runs[0].all
        # Where HL405 speaks, the load failed and nothing was said.
        told = [found.place.line for found in handler.written("swallowed")]
        for index, one in enumerate(outcomes[1:], start=1):
            needed = not isinstance(one.call, ModelFn) or _fails_for_none(outcomes[index + 1 :])
            if one.ended == "returned" and one.value.none and needed:
                known = one.place is not None and one.place.line in told
                return None if known else self._found(handler, one)
        return None

    def _found(self, handler: Handler, one: Outcome) -> Violation:
        name = handler.function_of(one.call)
        return Violation(
            one.place or handler.place_of(one.call),
            f"{name} returns None",
            label=LABELS.get(one.end, ""),
            help=f"return a value on every path of {name}, or raise an exception",
            related=(one.nothing.place if one.nothing else None, handler.place_of(one.call)),
            outcome=one,
        )


def _fails_for_none(after: tuple[Outcome, ...]) -> bool:
    """Whether a later call failed because of `None`; not every handler needs its model."""
    return any(one.error is not None and "None" in one.error.message for one in after)


LABELS = {
    "test": "the last test; no else and nothing after it",
    "end": "the function ends here",
    "return": "returned here",
}
