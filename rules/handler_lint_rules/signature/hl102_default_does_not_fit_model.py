"""HL102 default-does-not-fit-model."""

from collections.abc import Iterator

from handler_lint.rule import Case, Handler, PredictFn, Rule, Run, Severity, Violation


class DefaultDoesNotFitModel(Rule):
    """There is no `predict_fn`, and the stack's own cannot predict with what `model_fn` returns.

    **Why.** The stack's own calls the model, or its `predict`. A tuple or a dictionary of a model and what belongs to
    it has neither, and every request fails after a load that looked healthy.
    **Fix.** Define `predict_fn(data, model)`, and take the model out of what `model_fn` returns.
    **Evidence.** aws/sagemaker-huggingface-inference-toolkit#7.
    """

    code, name, severity = "HL102", "default-does-not-fit-model", Severity.ERROR
    sure = True
    flags = ("tuple_of_model_and_labels", "dict_of_the_model")
    passes = ("predict_fn_is_there", "model_that_predicts")

    def cases(self, handler: Handler) -> Iterator[Case]:
        own = handler.is_bound("predict_fn") or handler.is_bound("transform_fn")
        if handler.is_bound("model_fn") and not own and "predict_fn" in handler.bindings:
            yield Case((PredictFn(),))

    def judge(self, handler: Handler, *runs: Run) -> Violation | None:
        loaded, predicted = runs[0].loaded, runs[0].last
        error = predicted.error
        if loaded is None or not loaded.returned or not predicted.raised or error is None:
            return None
        if not {"TypeError", "AttributeError"} & set(error.bases):
            return None
        return Violation(
            loaded.place or handler.place_of(loaded.call),
            f"there is no predict_fn, and the stack cannot predict with {loaded.value.text}",
            label=error.message,
            help=f"define {handler.stack.example('predict_fn')}",
            related=(handler.place_of(loaded.call),),
            outcome=predicted,
        )
