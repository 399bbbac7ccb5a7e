"""HL302 model-dir-ignored."""

from collections.abc import Iterator

from handler_lint.rule import Handler, Rule, Severity, Violation


class ModelDirIgnored(Rule):
    """`model_fn` never reads the folder of the model that it gets.

    **Why.** What is loaded then does not come from the package: another package under the same endpoint gets the same
    model, and what was trained may not be served at all.
    **Fix.** Load from `model_dir`.
    **Evidence.** aws/sagemaker-pytorch-training-toolkit#157.
    """

    code, name, severity = "HL302", "model-dir-ignored", Severity.WARNING
    flags = ("loads_from_elsewhere",)
    passes = ("loads_from_model_dir", "model_is_not_used")

    def check(self, handler: Handler) -> Iterator[Violation]:
        directory = handler.parameter("model_fn", 0)
        ignored = handler.written("ignored")
        elsewhere = handler.written(
            "hub", "downloads", "absolute_path", "relative_path", "constant_model"
        )
        if elsewhere or any(one.place.function == "predict_fn" for one in ignored):
            # That is told at the call, or nothing is loaded that counts.
            return
        for one in ignored:
            if one.place.function == "model_fn" and one.text == directory:
                yield Violation(
                    one.place,
                    f"model_fn never reads {directory}",
                    label="the model comes from elsewhere",
                    help=f"load the model from {directory}",
                )
