"""HL611 print-in-handler."""

from collections.abc import Iterator

from handler_lint.rule import Handler, Rule, Severity, Violation


class PrintInHandler(Rule):
    """A function of a request prints.

    **Why.** Output is buffered, has no level and no time, and the body of a request in it is kept in the log.
    **Fix.** `logging.getLogger(__name__).info(...)`.
    **Evidence.** aws/sagemaker-python-sdk#1693, aws/sagemaker-huggingface-inference-toolkit#61.
    """

    code, name, severity = "HL611", "print-in-handler", Severity.NOTE
    flags = ("prints_the_body",)
    passes = ("logs", "prints_at_load")

    def check(self, handler: Handler) -> Iterator[Violation]:
        found = handler.written("prints")
        if found:
            yield Violation(
                found[0].place,
                f"{found[0].place.function} prints",
                help="log it: logging.getLogger(__name__).info(...)",
                related=tuple(one.place for one in found[1:]),
            )
