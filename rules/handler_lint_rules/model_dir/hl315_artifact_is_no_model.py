"""HL315 artifact-is-no-model."""

from collections.abc import Iterator

from handler_lint.rule import Handler, ModelFn, Rule, Severity, Violation


class ArtifactIsNoModel(Rule):
    """A file that `model_fn` loads is empty, or a pointer of Git LFS.

    **Why.** A checkout without `git lfs pull` holds a few lines of text in place of each large file, and they are
    packed as the model: the load fails on the endpoint with a message about a format.
    **Fix.** `git lfs pull`, and pack again.
    **Evidence.** Git LFS specification, "The Pointer".
    """

    code, name, severity = "HL315", "artifact-is-no-model", Severity.ERROR
    flags = ("pointer_of_git_lfs", "empty_file")
    passes = ("file_of_the_model",)

    def check(self, handler: Handler) -> Iterator[Violation]:
        for path, place in handler.loaded_files().items():
            artifact = handler.artifact(path)
            if artifact is None or artifact.format not in SAID:
                continue
            if artifact.format != "empty" or path.endswith(MODELS):
                yield Violation(
                    place or handler.place_of(ModelFn()),
                    f"{path} is {SAID[artifact.format]}",
                    label="loaded here",
                    help="git lfs pull, and pack again"
                    if "LFS" in artifact.format
                    else "pack it again",
                )


SAID = {"Git LFS pointer": "a pointer of Git LFS, and no model", "empty": "empty"}
MODELS = (".pkl", ".pickle", ".joblib", ".pt", ".pth", ".onnx", ".npy", ".h5", ".safetensors")
"""Endings of files that are never empty."""
