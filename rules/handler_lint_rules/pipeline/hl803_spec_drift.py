"""HL803 spec-drift."""

from collections.abc import Iterator

from handler_lint.rule import Handler, Rule, Severity, Violation


class SpecDrift(Rule):
    """A content type has a branch, and is not among those that are declared.

    **Why.** The registration of the model, `--content-type` or `samples.toml` says what clients send. A branch beyond
    it is never reached, or the declaration is too short: one of the two is out of date.
    **Fix.** Declare the type, or take the branch away.
    **Evidence.** aws/sagemaker-python-sdk#5006.
    """

    code, name, severity = "HL803", "spec-drift", Severity.WARNING
    flags = ("branch_that_is_not_declared",)
    passes = ("nothing_is_declared", "all_are_declared")

    def check(self, handler: Handler) -> Iterator[Violation]:
        for known in handler.content_types:
            if handler.declared_types and known.value not in handler.declared_types:
                declared = ", ".join(handler.declared_types)
                yield Violation(
                    known.place,
                    f"{known.value} has a branch, and is not declared",
                    help="declare it, or take the branch away",
                    note=f"declared are {declared}",
                )
