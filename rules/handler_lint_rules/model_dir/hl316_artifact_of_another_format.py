"""HL316 artifact-of-another-format."""

from collections.abc import Iterator

from handler_lint.rule import Handler, Rule, Severity, Violation


class ArtifactOfAnotherFormat(Rule):
    """The model file has a format that the function which loads it cannot read.

    **Why.** `pickle.load` does not read what joblib wrote with its arrays, `torch.jit.load` not what `torch.save`
    wrote, `xgboost.Booster` no pickle. The load raises at each start, and the endpoint does not become healthy.
    **Fix.** Load it with the function of the library that saved it, or save it again.
    **Evidence.** aws/amazon-sagemaker-examples#1238; joblib, "Persistence"; xgboost, "Introduction to Model IO".
    """

    code, name, severity = "HL316", "artifact-of-another-format", Severity.ERROR
    flags = ("pickle_load_of_a_joblib_file", "booster_of_a_pickle")
    passes = ("joblib_load_of_a_joblib_file", "pickle_of_a_pickle", "format_that_nobody_knows")

    def check(self, handler: Handler) -> Iterator[Violation]:
        for path, function, formats, place in handler.reads():
            artifact = handler.artifact(path)
            if artifact is None or artifact.format in formats or artifact.is_broken:
                continue
            known = " or ".join(formats)
            yield Violation(
                place,
                f"{path} is a file of the format {artifact.format}, and {function} reads {known}",
                label="loaded here",
                help="load it with the library that saved it, or save it again",
            )
