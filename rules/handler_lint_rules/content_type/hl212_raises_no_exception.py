"""HL212 raises-no-exception."""

from collections.abc import Iterator

from handler_lint.rule import UNKNOWN_TYPE, Case, Handler, OutputFn, Rule, Run, Severity, Violation


class RaisesNoException(Rule):
    """What a function raises is no exception.

    **Why.** `raise "..."` and `raise f"..."` are TypeErrors of their own: the text is lost, and the client gets
    "exceptions must derive from BaseException" instead of the content type that was refused.
    **Fix.** Raise an exception: `raise ValueError("...")`.
    **Evidence.** Python language reference, section 7.8.
    """

    code, name, severity = "HL212", "raises-no-exception", Severity.ERROR
    flags = ("raises_a_text", "raises_a_tuple")
    passes = ("raises_a_class", "raises_what_a_helper_makes")

    def cases(self, handler: Handler) -> Iterator[Case]:
        for kind in (*handler.known_types(), UNKNOWN_TYPE):
            yield Case(handler.request(kind, handler.any_body())[:1])
        if handler.is_bound("output_fn"):
            for accept in (*handler.served_accepts(), UNKNOWN_TYPE):
                yield Case((OutputFn(accept),))

    def judge(self, handler: Handler, *runs: Run) -> Violation | None:
        error = runs[0].last.error
        if error is None or "exceptions must derive from BaseException" not in error.message:
            return None
        return Violation(
            error.place,
            f"{handler.function_of(runs[0].last.call)} raises something that is no exception",
            label=error.message,
            help='raise ValueError("...")',
            outcome=runs[0].last,
        )
