"""HL315 artifact-is-no-model."""

from collections.abc import Iterator

from handler_lint.rule import Handler, ModelFn, Rule, Severity, Violation


class ArtifactIsNoModel(Rule):
    """A file that `model_fn` loads is empty, cut off, or a pointer of Git LFS.

    **Why.** A checkout without `git lfs pull` holds a few lines of text in place of each large file, and they are
    packed as the model; a copy that was interrupted lacks its end. The load fails on the endpoint with a message about
    a format.
    **Fix.** `git lfs pull`, or copy the file, and pack again.
    **Evidence.** Git LFS specification, "The Pointer".
    """

    code, name, severity = "HL315", "artifact-is-no-model", Severity.ERROR
    flags = ("pointer_of_git_lfs", "empty_file", "half_of_a_pickle", "half_of_a_json")
    passes = ("file_of_the_model", "empty_list_of_words")

    def check(self, handler: Handler) -> Iterator[Violation]:
        never_empty = {path for path, *_ in handler.reads()}
        for path, place in handler.loaded_files().items():
            artifact = handler.artifact(path)
            said = SAID.get(artifact.format, "") if artifact is not None else ""
            if artifact is None or (not said and not artifact.cut):
                continue
            if artifact.format != "empty" or path.endswith(MODELS) or path in never_empty:
                yield Violation(
                    place or handler.place_of(ModelFn()),
                    f"{path} is {said or 'cut off: its end is missing'}",
                    label="loaded here",
                    help="git lfs pull, and pack again" if "LFS" in said else "pack it again",
                )


SAID = {"Git LFS pointer": "a pointer of Git LFS, and no model", "empty": "empty"}
MODELS = (".pkl", ".pickle", ".joblib", ".pt", ".pth", ".onnx", ".npy", ".h5", ".safetensors")
"""Endings of files that are never empty."""
