"""HL211 unreachable-or-constant-branch."""

from collections.abc import Iterator

from handler_lint.rule import CompareByValue, CompareWithEach, Handler, Rule, Severity, Violation


class UnreachableOrConstantBranch(Rule):
    """A test that is always the same, or a branch that does nothing.

    **Why.** `content_type == "text/csv" or "application/json"` is always true, a header compared by `is` never, and
    after `if ...: pass` what was to be refused goes on.
    **Fix.** `content_type in ("text/csv", "application/json")`, `==`, and a `raise` in the branch.
    **Evidence.** Python language reference, sections 6.10.3 and 6.11.
    """

    code, name, severity = "HL211", "unreachable-or-constant-branch", Severity.WARNING
    fix = "safe"
    flags = (
        "or_with_a_text",
        "is_with_a_text",
        "branch_does_nothing",
        "constant_of_the_module",
        "in_a_bound_method",
    )
    passes = ("member_of_both", "is_none", "nothing_with_an_else")

    def check(self, handler: Handler) -> Iterator[Violation]:
        for one in handler.written("is_text", "always", "nothing"):
            message, help = SAID[one.kind]
            changes = tuple(change(one.place) for change in CHANGES.get(one.kind, ()))
            yield Violation(one.place, message.format(one.text), help=help, changes=changes)


CHANGES = {"is_text": (CompareByValue,), "always": (CompareWithEach,)}
SAID = {
    "is_text": (
        'a text is compared with "{}" by identity',
        "write ==: two equal texts need not be the same object",
    ),
    "always": (
        'the test always holds: "{}" is true by itself',
        "compare with each text: ... in (..., ...)",
    ),
    "nothing": ("the branch does nothing: {}", "raise an exception in it, or take it away"),
}
