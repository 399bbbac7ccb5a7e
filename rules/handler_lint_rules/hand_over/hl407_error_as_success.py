"""HL407 error-as-success."""

from collections.abc import Iterator

from handler_lint.rule import Handler, Rule, Severity, Violation


class ErrorAsSuccess(Rule):
    """A function catches everything and returns the error as if it were an answer.

    **Why.** What a handler returns is sent with status 200. Clients, batch jobs and alarms count the request as a
    success, and the traceback is in no log.
    **Fix.** Let the exception through, or log it and `raise`.
    **Evidence.** aws/sagemaker-python-sdk#2067, aws/deep-learning-containers#2917.
    """

    code, name, severity = "HL407", "error-as-success", Severity.WARNING
    flags = ("error_in_a_dict", "exception_as_text")
    passes = ("logs_it_and_raises", "sets_the_status", "row_by_row")

    def check(self, handler: Handler) -> Iterator[Violation]:
        for one in handler.written("error_reply"):
            name = one.place.function
            if handler.is_bound(name):
                yield Violation(
                    one.place,
                    f"{name} catches {one.text} and returns the error as an answer",
                    label="sent with status 200",
                    help="log the error, and raise",
                    related=(handler.bindings[name].place,),
                )
