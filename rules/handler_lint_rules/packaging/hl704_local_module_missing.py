"""HL704 local-module-missing."""

from collections.abc import Iterable, Iterator

from handler_lint.rule import Handler, Rule, Severity, Violation


class LocalModuleMissing(Rule):
    """The handler imports a module of its own that lies where nothing is imported from.

    **Why.** The server puts `code/` on the path, not the folders in it or beside it.
    **Fix.** Move the module into `code/`, or import it through its package.
    **Evidence.** aws/sagemaker-python-sdk#648.
    """

    code, name, severity = "HL704", "local-module-missing", Severity.ERROR
    flags = ("module_in_another_folder",)
    passes = ("beside_the_handler", "in_a_package")

    def check(self, handler: Handler) -> Iterator[Violation]:
        files = handler.listing.files if handler.listing is not None else {}
        for one, path in handler.unprovided():
            if path:
                yield Violation(
                    one.place,
                    f"{one.text} is {path}, and nothing is imported from there",
                    label="not on the path",
                    moves=_moves(path, one.text, handler.path, files),
                    help="move it beside the handler",
                    listing=((path, "here; the server imports from code/"),),
                )


def _moves(
    path: str, module: str, handler: str, files: Iterable[str]
) -> tuple[tuple[str, str], ...]:
    """The module, or all of its package, beside the handler."""
    home = handler.rpartition("/")[0]
    above = path.rpartition(f"/{module}")[0]
    mine = [one for one in files if one == path or one.startswith(f"{above}/{module}/")]
    return tuple((one, f"{home}/{one.removeprefix(above + '/')}".lstrip("/")) for one in mine)
