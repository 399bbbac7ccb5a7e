"""HL403 input-structure-mismatch."""

from collections.abc import Iterator

from handler_lint.rule import Case, Handler, PredictFn, Rule, Run, Severity, Violation

KINDS = {"KeyError", "IndexError", "TypeError", "AttributeError", "ValueError"}


class InputStructureMismatch(Rule):
    """`predict_fn` fails with what `input_fn` returns for a content type, whatever is in the body.

    **Why.** `input_fn` decides what the data is. Where `predict_fn` asks for a key that no path produces, or treats a
    list as a frame, every request of that type fails.
    **Fix.** Let both functions agree on the members, keys and kind of the data.
    **Evidence.** aws/sagemaker-xgboost-container#410.
    """

    code, name, severity = "HL403", "input-structure-mismatch", Severity.ERROR
    flags = ("list_indexed_by_name", "another_key_of_the_data", "tuple_is_not_unpacked")
    passes = ("unknown_json", "same_keys_of_the_data", "both_kinds_are_taken")
    sure = True

    def cases(self, handler: Handler) -> Iterator[Case]:
        if handler.is_bound("input_fn") and handler.is_bound("predict_fn"):
            for known in handler.known_types():
                two = handler.request(known, handler.any_body())[:2]
                if handler.few_ways(two[0]):
                    yield Case(two)

    def judge(self, handler: Handler, *runs: Run) -> Violation | None:
        decoded, predicted = runs[0]
        error = predicted.error
        if decoded.ended != "returned" or decoded.value.none or not predicted.raised:
            return None
        if error is None or error.place is None or not KINDS & set(error.bases):
            return None
        sent = getattr(decoded.call, "content_type", None)
        two = handler.request(sent, handler.any_body())[:2]
        if handler.always_raises(PredictFn()) or not handler.always_raises(*two):
            return None
        return Violation(
            error.place,
            f"predict_fn fails with what input_fn returns for {sent}: {error.type}",
            label=error.message,
            help="let input_fn and predict_fn agree on what the data is",
            related=(decoded.place, *handler.named_by(error)),
            outcome=predicted,
        )
