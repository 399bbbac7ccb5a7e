"""HL308 writes-into-package."""

from collections.abc import Iterator

from handler_lint.rule import Handler, Rule, Severity, Violation


class WritesIntoPackage(Rule):
    """`model_fn` writes into the folder of the model.

    **Why.** The folder is read-only on some servers, shared by all workers on the others, and gone with the instance.
    **Fix.** Write to `tempfile.mkdtemp()`.
    **Evidence.** aws/sagemaker-tensorflow-serving-container#211, aws/sagemaker-huggingface-inference-toolkit#74.
    """

    code, name, severity = "HL308", "writes-into-package", Severity.WARNING
    flags = ("writes_a_file", "unpacks_there")
    passes = ("writes_elsewhere", "reads_there")

    def check(self, handler: Handler) -> Iterator[Violation]:
        for one in handler.written("writes"):
            yield Violation(
                one.place,
                f"{one.text} writes into the folder of the model",
                label="it may be read-only",
                help="write to a folder of tempfile",
            )
