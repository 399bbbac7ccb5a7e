"""HL710 install-at-import."""

from collections.abc import Iterator

from handler_lint.rule import Handler, Rule, Severity, Violation


class InstallAtImport(Rule):
    """The import of the handler installs something.

    **Why.** Each worker of each instance installs it again, at the same time, and the endpoint starts only where the
    index answers.
    **Fix.** List it in `code/requirements.txt`.
    **Evidence.** aws/sagemaker-huggingface-inference-toolkit#108, aws/sagemaker-python-sdk#3954.
    """

    code, name, severity = "HL710", "install-at-import", Severity.WARNING
    flags = ("pip_by_subprocess", "os_system")
    passes = ("in_a_function_of_training", "other_process")

    def check(self, handler: Handler) -> Iterator[Violation]:
        for one in handler.written("installs"):
            yield Violation(
                one.place,
                f"the import installs something: {one.text}",
                label="with each start of each worker",
                help="list it in code/requirements.txt",
            )
