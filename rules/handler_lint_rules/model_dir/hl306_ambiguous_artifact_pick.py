"""HL306 ambiguous-artifact-pick."""

from collections.abc import Iterator

from handler_lint.rule import Handler, Rule, Severity, Violation


class AmbiguousArtifactPick(Rule):
    """`model_fn` takes the first file that a listing of a folder gives.

    **Why.** The order of a listing is the file system's. With `code/` and other files in the folder the first one is
    the model on one machine and something else on the next.
    **Fix.** Name the file, or sort and check that there is one.
    **Evidence.** allenai/allennlp#1531, aws/sagemaker-python-sdk#831.
    """

    code, name, severity = "HL306", "ambiguous-artifact-pick", Severity.WARNING
    flags = ("first_of_a_listing", "next_of_a_glob")
    passes = ("sorted_first", "named_file")

    def check(self, handler: Handler) -> Iterator[Violation]:
        for one in handler.written("any_file"):
            yield Violation(
                one.place,
                f"{one.text} is whatever the file system lists first",
                label="the order is not the same everywhere",
                help="name the file: os.path.join(model_dir, ...)",
            )
