"""HL313 code-file-by-cwd."""

from collections.abc import Iterator

from handler_lint.rule import Handler, Rule, Severity, Violation


class CodeFileByCwd(Rule):
    """A file that lies beside the code is opened by its name alone.

    **Why.** A relative path is looked up in the working folder of the server: the folder of the model on some, another
    one on the others, `code/` on none.
    **Fix.** `os.path.join(os.path.dirname(__file__), name)`.
    **Evidence.** aws/sagemaker-python-sdk#648.
    """

    code, name, severity = "HL313", "code-file-by-cwd", Severity.WARNING
    flags = ("labels_by_name",)
    passes = ("labels_beside_the_code", "at_the_root")

    def check(self, handler: Handler) -> Iterator[Violation]:
        home = handler.path.rpartition("/")[0]
        for one in handler.written("relative_path"):
            if handler.lies_beside_code(one.text):
                name = one.text.removeprefix("./")
                yield Violation(
                    one.place,
                    f"{one.text} lies in {home}/, and is looked up in the server's working folder",
                    label="no folder",
                    help=f"write os.path.join(os.path.dirname(__file__), {name!r})",
                )
