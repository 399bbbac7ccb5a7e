"""HL303 relative-path-load."""

from collections.abc import Iterator

from handler_lint.rule import Handler, Rule, Severity, Violation


class RelativePathLoad(Rule):
    """`model_fn` opens a file by its name alone.

    **Why.** A relative path is looked up in the working folder of the server, which is not the folder of the model.
    **Fix.** `os.path.join(model_dir, name)`; beside the code: `os.path.join(os.path.dirname(__file__), name)`.
    **Evidence.** aws/amazon-sagemaker-examples#1238, aws/sagemaker-tensorflow-serving-container#118.
    """

    code, name, severity = "HL303", "relative-path-load", Severity.ERROR
    flags = ("opens_by_name",)
    passes = ("joins_model_dir", "beside_the_code")

    def check(self, handler: Handler) -> Iterator[Violation]:
        if handler.stack.world.working_folder == "model":
            return
        for one in handler.written("relative_path"):
            if handler.lies_beside_code(one.text):
                # HL313 says where it lies.
                continue
            yield Violation(
                one.place,
                f"{one.text} is looked up in the working folder of the server",
                label="no folder",
                help="write os.path.join(model_dir, ...)",
            )
