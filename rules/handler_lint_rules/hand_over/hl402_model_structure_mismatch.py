"""HL402 model-structure-mismatch."""

from collections.abc import Iterator

from handler_lint.rule import Case, Handler, PredictFn, Rule, Run, Severity, Violation

KINDS = {"KeyError", "IndexError", "TypeError", "AttributeError", "ValueError"}


class ModelStructureMismatch(Rule):
    """`predict_fn` fails with what `model_fn` returns, whatever the request.

    **Why.** `model_fn` decides what the model is: a tuple, a dict, an object. Where `predict_fn` unpacks another number
    of members, asks for another key or calls another method, every request fails after a load that looked healthy.
    **Fix.** Let both functions agree on the members and keys of the model.
    **Evidence.** aws/sagemaker-huggingface-inference-toolkit#7, aws/sagemaker-mxnet-inference-toolkit#95.
    """

    code, name, severity = "HL402", "model-structure-mismatch", Severity.ERROR
    flags = ("tuple_of_another_length", "another_key", "no_such_method")
    passes = ("same_tuple", "same_keys", "optional_key", "two_shapes")
    sure = True

    def cases(self, handler: Handler) -> Iterator[Case]:
        if handler.is_bound("predict_fn") and handler.is_bound("model_fn"):
            yield Case((PredictFn(),))
            for requests in handler.sample_requests():
                yield from requests

    def judge(self, handler: Handler, *runs: Run) -> Violation | None:
        loaded = runs[0].loaded
        if loaded is None or not loaded.returned or loaded.value.none:
            return None
        predicted = next((one for one in runs[0] if isinstance(one.call, PredictFn)), None)
        error = predicted.error if predicted is not None else None
        if error is None or error.place is None or not KINDS & set(error.bases):
            return None
        place = handler.place_of(PredictFn())
        not_called = place is not None and error.place.line == place.line
        if not_called or not handler.always_raises(PredictFn()):
            return None
        return Violation(
            error.place,
            f"predict_fn fails with what model_fn returns: {error.type}",
            label=error.message,
            help="let model_fn and predict_fn agree on what the model is",
            related=(loaded.place, *handler.named_by(error)),
            outcome=predicted,
        )
