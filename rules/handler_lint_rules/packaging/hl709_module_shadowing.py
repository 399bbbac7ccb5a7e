"""HL709 module-shadowing."""

import sys
from collections.abc import Iterator

from handler_lint.rule import Handler, Place, Rule, Severity, Violation


class ModuleShadowing(Rule):
    """A file beside the handler has the name of a module that the handler imports.

    **Why.** The folder of the code comes first on the path: `code/json.py` is what every `import json` of the process
    gets, that of the libraries, too.
    **Fix.** Give the file another name.
    **Evidence.** awslabs/multi-model-server#719.
    """

    code, name, severity = "HL709", "module-shadowing", Severity.ERROR
    flags = ("named_like_the_standard_library", "named_like_a_library")
    passes = ("name_of_its_own", "not_at_the_top")

    def check(self, handler: Handler) -> Iterator[Violation]:
        files = handler.package.sources
        home = handler.path.rpartition("/")[0]
        known = {*sys.stdlib_module_names, *handler.stack.provides}
        for path in sorted(files):
            folder, _, name = path.rpartition("/")
            module = name.removesuffix(".py")
            if folder == home and path != handler.path and module in known:
                yield Violation(
                    Place(path, 0),
                    f"{path} stands before the module {module} for the whole process",
                    help="give the file another name",
                    note=f"{module} is a module of {_owner(module)}",
                )


def _owner(module: str) -> str:
    return "the standard library" if module in sys.stdlib_module_names else "the image"
