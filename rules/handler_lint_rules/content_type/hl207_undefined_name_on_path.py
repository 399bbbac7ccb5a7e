"""HL207 undefined-name-on-path."""

from collections.abc import Iterator

from handler_lint.rule import (
    UNKNOWN_TYPE,
    Case,
    Handler,
    ModelFn,
    Outcome,
    OutputFn,
    Rule,
    Run,
    Severity,
    Violation,
)


class UndefinedNameOnPath(Rule):
    """A function uses a name that is bound nowhere.

    **Why.** Python looks a name up when the line is executed, so that the mistake waits on the path that nobody tried:
    often it is the exception with which another content type is refused, and the client gets a `NameError` instead.
    **Fix.** Import or define the name, or correct its spelling.
    **Evidence.** aws/sagemaker-python-sdk#670; published examples that raise `RuntimeException`.
    """

    code, name, severity = "HL207", "undefined-name-on-path", Severity.ERROR
    flags = (
        "misspelt_exception",
        "in_model_fn",
        "in_output_fn",
        "in_a_helper",
        "in_transform_fn",
    )
    passes = (
        "bound_by_globals",
        "imported_in_a_branch",
        "star_import",
        "only_in_the_training_half",
    )

    def cases(self, handler: Handler) -> Iterator[Case]:
        if handler.is_bound("model_fn"):
            yield Case((ModelFn(),))
        for kind in (*handler.known_types(), UNKNOWN_TYPE):
            yield Case(handler.request(kind, handler.any_body())[:1])
        if handler.is_bound("output_fn"):
            for accept in (*(one.value for one in handler.accepts), UNKNOWN_TYPE):
                yield Case((OutputFn(accept),))

    def judge(self, handler: Handler, *runs: Run) -> Violation | None:
        first = next((one for one in runs[0].all if one.ended == "raised"), None)
        if first is None or first.error is None or first.error.type != "NameError":
            return None
        if first.call.function == "":
            return None
        return Violation(
            first.error.place,
            f"{_name(first)} is not defined",
            label=first.error.message,
            help="import or define it, or correct its spelling",
            outcome=first,
        )


def _name(outcome: Outcome) -> str:
    """The name between the quotes of Python's message."""
    message = outcome.error.message if outcome.error is not None else ""
    return message.split("'")[1] if message.count("'") > 1 else "a name"
