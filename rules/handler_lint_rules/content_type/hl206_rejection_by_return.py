"""HL206 rejection-by-return."""

from collections.abc import Iterator

from handler_lint.rule import UNKNOWN_TYPE, Case, Handler, Rule, Run, Severity, Violation


class RejectionByReturn(Rule):
    """`input_fn` tells types apart, and answers one that it does not know with a fixed value.

    **Why.** What `input_fn` returns goes to `predict_fn`: a text such as "unsupported" or an empty dictionary is taken
    for data, and the client gets a prediction for nothing, with status 200, or an error that does not name the type.
    **Fix.** Raise an exception that names the content type.
    **Evidence.** aws/sagemaker-python-sdk#2067, aws/sagemaker-python-sdk#1487.
    """

    code, name, severity = "HL206", "rejection-by-return", Severity.WARNING
    flags = ("returns_a_text", "returns_an_empty_dict", "returns_what_it_began_with")
    passes = ("raises_the_error", "falls_back_to_text", "counts_as_json")

    def cases(self, handler: Handler) -> Iterator[Case]:
        if handler.is_bound("input_fn") and handler.content_types:
            yield Case(handler.request(UNKNOWN_TYPE, handler.any_body())[:1])

    def judge(self, handler: Handler, *runs: Run) -> Violation | None:
        decoded = runs[0][0]
        if not decoded.returned or decoded.value.none:
            return None
        ways = handler.abstract(Case(handler.request(UNKNOWN_TYPE, handler.any_body())[:1])).ways
        values = [way.runs[0][0].result for way in ways]
        if any(value is not None and not value.fixed for value in values):
            return None
        return Violation(
            decoded.place,
            "input_fn returns a fixed value for a content type it does not know",
            label="goes on to predict_fn as data",
            help='raise ValueError(f"unsupported content type: {content_type}") instead',
            related=(handler.place_of(decoded.call),),
            outcome=decoded,
        )
