"""HL209 content-type-ignored."""

from collections.abc import Iterator

from handler_lint.rule import UNKNOWN_TYPE, Case, Handler, Rule, Run, Severity, Violation


class ContentTypeIgnored(Rule):
    """Every content type is read in the same way.

    **Why.** A client that sends another format gets a parser's error, or a prediction for bytes that were read as
    something else; the SDK's predictors send types of their own by default.
    **Fix.** Compare the content type, and refuse what is not supported.
    **Evidence.** aws-samples/amazon-sagemaker-pytorch-detectron2#7, aws/sagemaker-python-sdk#3341.
    """

    code, name, severity = "HL209", "content-type-ignored", Severity.NOTE
    flags = ("never_read", "read_but_not_compared", "transform_fn_ignores_it")
    passes = ("compares_it", "a_decoder_gets_it", "underscore_says_so")

    def cases(self, handler: Handler) -> Iterator[Case]:
        bound = handler.is_bound("transform_fn") or handler.is_bound("input_fn")
        passed = [one for one in handler.written("passed") if one.place.function != "output_fn"]
        hidden = [one for one in handler.written("ignored") if one.text.startswith("_")]
        if bound and not handler.content_types and not passed and not hidden:
            yield Case(handler.request(UNKNOWN_TYPE, handler.any_body())[:1])

    def judge(self, handler: Handler, *runs: Run) -> Violation | None:
        decoded = runs[0][0]
        if decoded.ended != "returned" or decoded.value.none:
            return None
        name = handler.function_of(decoded.call)
        place = handler.place_of(decoded.call)
        if place is None or place.path != handler.path:
            return None
        return Violation(
            place,
            f"{name} reads every content type in the same way",
            help="compare the content type, and refuse what is not supported",
            outcome=decoded,
        )
