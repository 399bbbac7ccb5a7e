"""HL310 unpickle-needs-missing-class."""

from collections.abc import Iterator

from handler_lint.rule import Handler, ModelFn, Rule, Severity, Violation


class UnpickleNeedsMissingClass(Rule):
    """A pickle that `model_fn` loads holds an object of a class of `__main__`.

    **Why.** A class that was defined in the training script is stored by the name of the script's module. On the
    endpoint `__main__` is the server: "Can't get attribute 'Net' on <module '__main__'>".
    **Fix.** Define the class in a module under `code/`, import it from there in training, too, and save again.
    **Evidence.** aws/sagemaker-scikit-learn-container#157, aws/amazon-sagemaker-examples#725.
    """

    code, name, severity = "HL310", "unpickle-needs-missing-class", Severity.ERROR
    flags = ("class_of_the_training_script",)
    passes = ("class_of_a_module", "class_is_put_into_main")

    def check(self, handler: Handler) -> Iterator[Violation]:
        if "__main__" in handler.package.sources[handler.path].decode("utf-8", "replace"):
            # It may put the class there before it loads.
            return
        for path, place in handler.loaded_files().items():
            artifact = handler.artifact(path)
            classes = artifact.classes if artifact is not None else ()
            missing = [name for name in classes if name.startswith("__main__.")]
            if missing:
                name = missing[0].partition(".")[2]
                yield Violation(
                    place or handler.place_of(ModelFn()),
                    f"{path} needs the class {name} of the script that saved it",
                    note=f"the server raises: Can't get attribute '{name}' on <module '__main__'>",
                    help=f"define {name} in a module under code/, import it there, and save again",
                    label="loaded here",
                )
