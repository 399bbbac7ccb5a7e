"""HL301 hard-coded-model-path."""

from collections.abc import Iterator

from handler_lint.rule import Handler, Rule, Severity, Violation


class HardCodedModelPath(Rule):
    """`model_fn` opens a path that is written in the source.

    **Why.** Where the model lies is what `model_fn` is told: under a multi-model server, in a test or in batch it lies
    elsewhere, and a path of the author's machine is on no endpoint.
    **Fix.** `os.path.join(model_dir, ...)`.
    **Evidence.** aws/amazon-sagemaker-examples#1238, aws-samples/amazon-sagemaker-local-mode#15.
    """

    code, name, severity = "HL301", "hard-coded-model-path", Severity.WARNING
    flags = ("opt_ml_model", "home_of_the_author")
    passes = ("joined_with_model_dir", "only_printed")

    def check(self, handler: Handler) -> Iterator[Violation]:
        for one in handler.written("absolute_path"):
            yield Violation(
                one.place,
                f"{one.text} is written in the source, and not taken from model_dir",
                label="the same on every machine",
                help="write os.path.join(model_dir, ...)",
            )
