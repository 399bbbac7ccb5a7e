"""HL113 redefined-handler."""

from collections.abc import Iterator

from handler_lint.rule import Handler, Rule, Severity, Violation


class RedefinedHandler(Rule):
    """A function of the handler is defined twice, and the first definition is lost.

    **Why.** Of two definitions in a module the last one counts; the stack never sees the other.
    **Fix.** Take one of them away, or give it another name.
    **Evidence.** aws/sagemaker-pytorch-training-toolkit#229; The Python Language Reference, section 8.7.
    """

    code, name, severity = "HL113", "redefined-handler", Severity.WARNING
    flags = ("defined_twice",)
    passes = ("in_two_branches",)

    def check(self, handler: Handler) -> Iterator[Violation]:
        for one in handler.written("redefined"):
            yield Violation(
                one.place,
                f"{one.text} is defined again below, and this definition is lost",
                label="never called",
                help="take one of the definitions away",
            )
