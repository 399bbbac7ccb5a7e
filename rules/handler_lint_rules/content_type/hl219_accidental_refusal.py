"""HL219 accidental-refusal."""

from collections.abc import Iterator

from handler_lint.rule import UNKNOWN_TYPE, Case, Handler, Rule, Run, Severity, Violation


class AccidentalRefusal(Rule):
    """An unknown content type is refused by an accident with `None`.

    **Why.** `READERS.get(content_type)` is `None` for a type that is not there; calling it fails, and the client reads
    "'NoneType' object is not callable" where the content type should be named.
    **Fix.** Test for `None` and raise an exception that names the content type.
    **Evidence.** aws/sagemaker-python-sdk#2067, pytorch/serve#1839.
    """

    code, name, severity = "HL219", "accidental-refusal", Severity.WARNING
    flags = ("no_reader_is_called", "none_has_no_such_method")
    passes = ("names_the_type", "key_error_names_the_type")

    def cases(self, handler: Handler) -> Iterator[Case]:
        yield Case(handler.request(UNKNOWN_TYPE, handler.any_body())[:1])

    def judge(self, handler: Handler, *runs: Run) -> Violation | None:
        decoded = runs[0][0]
        error = decoded.error
        if error is None or error.explicit or "'NoneType'" not in error.message:
            return None
        if not {"TypeError", "AttributeError"} & set(error.bases):
            return None
        return Violation(
            error.place,
            f"{handler.function_of(decoded.call)} refuses an unknown content type by accident",
            label=error.message,
            help='raise ValueError(f"unsupported content type: {content_type}") before',
            outcome=decoded,
        )
