"""HL312 path-concatenation-without-separator."""

from collections.abc import Iterator

from handler_lint.rule import Handler, Rule, Severity, Violation


class PathConcatenationWithoutSeparator(Rule):
    """A path is made of the model's folder and a name, without a separator.

    **Why.** `model_dir + "model.pkl"` is `/opt/ml/modelmodel.pkl`: the server passes the folder without a slash.
    **Fix.** `os.path.join(model_dir, "model.pkl")`.
    **Evidence.** aws-samples/amazon-sagemaker-local-mode#15.
    """

    code, name, severity = "HL312", "path-concatenation-without-separator", Severity.WARNING
    flags = ("plus", "in_an_f_string")
    passes = ("with_a_slash", "os_path_join")

    def check(self, handler: Handler) -> Iterator[Violation]:
        for one in handler.written("no_separator"):
            yield Violation(
                one.place,
                f"there is no separator between the folder and {one.text}",
                label="one name, and no path in the folder",
                help="write os.path.join(model_dir, ...)",
            )
