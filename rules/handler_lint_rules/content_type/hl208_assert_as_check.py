"""HL208 assert-as-check."""

from collections.abc import Iterator

from handler_lint.rule import Handler, RaiseUnless, Rule, Severity, Violation


class AssertAsCheck(Rule):
    """A content type or an accept is checked by `assert`.

    **Why.** Under `python -O` the check is gone, and without a message the client gets an empty AssertionError.
    **Fix.** `if ...: raise ValueError(f"unsupported content type: {content_type}")`.
    **Evidence.** aws/sagemaker-python-sdk#2067; Python language reference, section 7.3.
    """

    code, name, severity = "HL208", "assert-as-check", Severity.NOTE
    fix = "unsafe"
    flags = ("assert_in_input_fn", "assert_in_output_fn")
    passes = ("assert_of_the_data", "raises_instead")

    def check(self, handler: Handler) -> Iterator[Violation]:
        for one in handler.written("assert"):
            yield Violation(
                one.place,
                f"{one.text} is checked by assert",
                label="gone under python -O",
                help="write if ...: raise ValueError(...)",
                changes=(RaiseUnless(one.place, f'ValueError(f"unsupported: {{{one.text}}}")'),),
            )
