"""HL207 undefined-name-on-path."""

from collections.abc import Iterator

from handler_lint.rule import (
    UNKNOWN_TYPE,
    Case,
    Error,
    Handler,
    ModelFn,
    Outcome,
    OutputFn,
    Rename,
    Rule,
    Run,
    Severity,
    Violation,
)


class UndefinedNameOnPath(Rule):
    """A function uses a name that is not bound, or not bound on this path.

    **Why.** Python looks a name up when the line is executed, so that the mistake waits on the path that nobody tried:
    often it is the exception with which another content type is refused, and the client gets a `NameError` instead.
    **Fix.** Import or define the name, or correct its spelling.
    **Evidence.** aws/sagemaker-python-sdk#670; published examples that raise `RuntimeException`.
    """

    code, name, severity = "HL207", "undefined-name-on-path", Severity.ERROR
    fix = "safe"
    flags = (
        "misspelt_exception",
        "bound_in_one_branch",
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
        if first is None or first.error is None or "NameError" not in first.error.bases:
            return None
        if first.call.function == "":
            return None
        return Violation(
            first.error.place,
            f"{_name(first)} is {_how(first.error)}",
            label=first.error.message,
            help=HELP[first.error.type == "NameError"],
            changes=(Rename(_name(first), "RuntimeError"),) if _name(first) in MEANT else (),
            outcome=first,
        )


MEANT = ("RuntimeException",)
"""Exceptions of other languages."""

HELP = {
    True: "import or define it, or correct its spelling",
    False: "bind it on every path that comes here, or raise before",
}


def _how(error: Error) -> str:
    return "not defined" if error.type == "NameError" else "used where it is not bound"


def _name(outcome: Outcome) -> str:
    """The name between the quotes of Python's message."""
    message = outcome.error.message if outcome.error is not None else ""
    return message.split("'")[1] if message.count("'") > 1 else "a name"
