"""HL711 training-only-import."""

from collections.abc import Iterator

from handler_lint.rule import Handler, Rule, Severity, Violation


class TrainingOnlyImport(Rule):
    """The handler imports a module that only training or a notebook needs.

    **Why.** It makes the start of each worker longer, and may not be in the image that serves.
    **Fix.** Import it where it is needed.
    **Evidence.** aws/sagemaker-huggingface-inference-toolkit#13.
    """

    code, name, severity = "HL711", "training-only-import", Severity.NOTE
    flags = ("imports_matplotlib",)
    passes = ("imported_where_needed",)

    def check(self, handler: Handler) -> Iterator[Violation]:
        for one in handler.written("training_import"):
            yield Violation(
                one.place,
                f"{one.text} is imported, which no request needs",
                label="",
                help="import it in the function that needs it",
            )
