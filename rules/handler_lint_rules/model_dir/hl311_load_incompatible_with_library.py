"""HL311 load-incompatible-with-library."""

from collections.abc import Iterator

from handler_lint.rule import Handler, ModelFn, Rule, Severity, Violation, pinned


class LoadIncompatibleWithLibrary(Rule):
    """The model was saved by another version of its library than the one that `requirements.txt` installs.

    **Why.** scikit-learn promises no pickle between its versions: it warns, raises, or predicts something else.
    A pickle of numpy 2 names modules that numpy 1 does not have. A model of a newer xgboost need not be read by an
    older one.
    **Fix.** Pin the version that saved the model, or save it again with the version that is pinned.
    **Evidence.** aws-samples/amazon-sagemaker-build-train-deploy#37, aws/amazon-sagemaker-examples#1053.
    """

    code, name, severity = "HL311", "load-incompatible-with-library", Severity.WARNING
    flags = ("another_scikit_learn", "numpy_2_on_numpy_1")
    passes = ("same_minor_version", "nothing_is_pinned", "older_booster")

    def check(self, handler: Handler) -> Iterator[Violation]:
        pins = {
            name: (text, version)
            for _, text, name in handler.requirements()
            if (version := pinned(text))
        }
        for path, place in handler.loaded_files().items():
            artifact = handler.artifact(path)
            for name, saved in artifact.versions if artifact is not None else ():
                text, version = pins.get(name, ("", ()))
                if version and _differ(name, tuple(map(_number, saved.split("."))), version):
                    yield Violation(
                        place or handler.place_of(ModelFn()),
                        f"{path} was saved by {name} {saved}, and requirements.txt has {text}",
                        label="loaded here",
                        help=f"pin {name}=={saved}, or save the model again",
                    )


def _differ(name: str, saved: tuple[int, ...], pinned: tuple[int, ...]) -> bool:
    """Whether what one version saved is not promised to be read by another."""
    if name == "scikit-learn":
        return saved[:2] != pinned[:2]
    return saved[: len(pinned)] > pinned[: len(saved)]


def _number(text: str) -> int:
    return int("".join(filter(str.isdigit, text)) or 0)
