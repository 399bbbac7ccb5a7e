"""HL404 prediction-structure-mismatch."""

from collections.abc import Iterator

from handler_lint.rule import Case, Handler, OutputFn, PredictFn, Rule, Run, Severity, Violation

KINDS = {"KeyError", "IndexError", "TypeError", "AttributeError", "ValueError"}


class PredictionStructureMismatch(Rule):
    """`output_fn` fails with what `predict_fn` returns, whatever the request.

    **Why.** `predict_fn` decides what the prediction is. `.tolist()` on a list, a key that it never sets, or JSON of
    something that JSON does not have makes every request fail after the work is done.
    **Fix.** Let both functions agree on the members, keys and kind of the prediction.
    **Evidence.** aws/sagemaker-python-sdk#2686, aws/sagemaker-huggingface-inference-toolkit#84.
    """

    code, name, severity = "HL404", "prediction-structure-mismatch", Severity.ERROR
    flags = ("tolist_of_a_list", "another_key_of_the_prediction")
    passes = ("tolist_of_an_array", "same_keys_of_the_prediction")
    sure = True

    def cases(self, handler: Handler) -> Iterator[Case]:
        both = handler.is_bound("predict_fn") and handler.is_bound("output_fn")
        if both and handler.few_ways(PredictFn()):
            for accept in handler.served_accepts():
                yield Case((PredictFn(), OutputFn(accept)))
            for requests in handler.sample_requests():
                yield from requests

    def judge(self, handler: Handler, *runs: Run) -> Violation | None:
        predicted, encoded = tuple(runs[0])[-2:]
        error = encoded.error
        if predicted.ended != "returned" or predicted.value.none or error is None:
            return None
        if error.place is None or not KINDS & set(error.bases):
            return None
        if "is not JSON serializable" in error.message:
            return None
        asked = encoded.call
        if handler.always_raises(asked) or not handler.always_raises(PredictFn(), asked):
            return None
        return Violation(
            error.place,
            f"output_fn fails with what predict_fn returns: {error.type}",
            label=error.message,
            help="let predict_fn and output_fn agree on what the prediction is",
            related=(predicted.place, *handler.named_by(error)),
            outcome=encoded,
        )
