"""HL307 training-environment-at-serving."""

from collections.abc import Iterator

from handler_lint.rule import Handler, Rule, Severity, Violation


class TrainingEnvironmentAtServing(Rule):
    """A variable is read that only a training job has.

    **Why.** `SM_CHANNEL_...`, `SM_HPS` and their like are set in a training container. On an endpoint `os.environ[...]`
    raises `KeyError`, at the import or with the first request.
    **Fix.** Read it in the training half alone, or with `os.environ.get(name, default)`.
    **Evidence.** aws/amazon-sagemaker-examples#995, aws/sagemaker-python-sdk#964.
    """

    code, name, severity = "HL307", "training-environment-at-serving", Severity.ERROR
    flags = ("at_import", "in_model_fn")
    passes = ("with_a_default", "in_the_training_half")

    def check(self, handler: Handler) -> Iterator[Violation]:
        for one in handler.written("training_variable"):
            yield Violation(
                one.place,
                f"{one.text} is not set on an endpoint",
                label="raises KeyError there",
                help="read it where training needs it, or with os.environ.get",
            )
