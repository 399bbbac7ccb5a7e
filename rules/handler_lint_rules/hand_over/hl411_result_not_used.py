"""HL411 result-not-used."""

from collections.abc import Iterator

from handler_lint.rule import Handler, Rule, Severity, Violation


class ResultNotUsed(Rule):
    """A value is made, and nobody gets it.

    **Why.** A line such as `json.dumps(body)` or `total` alone does nothing: the `return` or the assignment before it
    is missing, and the function goes on to something else or returns `None`.
    **Fix.** Return the value, or give it a name.
    **Evidence.** Python language reference, section 7.1.
    """

    code, name, severity = "HL411", "result-not-used", Severity.WARNING
    flags = ("return_is_missing", "name_alone")
    passes = ("called_for_its_effect", "value_is_returned", "parses_to_check")

    def check(self, handler: Handler) -> Iterator[Violation]:
        for one in handler.written("no_effect"):
            text = one.text if len(one.text) < 60 else one.text[:57] + "..."
            yield Violation(
                one.place,
                f"the value of {text} is not used",
                help="return it, or give it a name",
            )
