"""HL606 work-at-import."""

from collections.abc import Iterator

from handler_lint.rule import Handler, Rule, Severity, Violation


class WorkAtImport(Rule):
    """The import of the handler reads the arguments of a command line.

    **Why.** The server imports the module with arguments of its own. `parse_args` does not know them and ends the
    process: the worker dies, again and again.
    **Fix.** Put it under `if __name__ == "__main__":`.
    **Evidence.** aws/sagemaker-python-sdk#1720.
    """

    code, name, severity = "HL606", "work-at-import", Severity.ERROR
    flags = ("parses_arguments",)
    passes = ("under_main", "in_a_function")

    def check(self, handler: Handler) -> Iterator[Violation]:
        for one in handler.written("parses_arguments"):
            yield Violation(
                one.place,
                "the import reads the arguments of the command line",
                label="they are those of the server",
                help='put it under if __name__ == "__main__":',
            )
