"""HL410 model-not-used."""

from collections.abc import Iterator

from handler_lint.rule import Case, Handler, ModelFn, Rule, Severity, Violation


class ModelNotUsed(Rule):
    """`predict_fn` never reads the model that `model_fn` loads.

    **Why.** What is loaded once is not what answers: the prediction is made without it, or with another one that is
    loaded for each request.
    **Fix.** Predict with the `model` parameter.
    **Evidence.** aws/sagemaker-huggingface-inference-toolkit#7.
    """

    code, name, severity = "HL410", "model-not-used", Severity.WARNING
    flags = ("answers_the_data", "loads_again")
    passes = ("uses_the_model", "model_is_a_global", "model_is_none", "underscore_says_so")

    def check(self, handler: Handler) -> Iterator[Violation]:
        model = handler.parameter("predict_fn", 1)
        if model.startswith("_") or handler.load_matters or not handler.is_bound("model_fn"):
            return
        ways = handler.abstract(Case((ModelFn(),))).ways
        loaded = [way.runs[0].loaded for way in ways]
        if not all(one is not None and one.ended == "returned" for one in loaded):
            return
        if any(one is not None and (one.value.none or one.value.fixed) for one in loaded):
            return
        for one in handler.written("ignored"):
            if one.place.function == "predict_fn" and one.text == model:
                yield Violation(
                    one.place,
                    "predict_fn never reads the model that model_fn loads",
                    label=f"{model} is not read",
                    help="predict with the model parameter",
                )
