"""HL705 requirements-misplaced."""

from collections.abc import Iterator

from handler_lint.rule import Handler, Place, Rule, Severity, Violation

WHERE = "code/requirements.txt"
MISNAMED = ("requirement.txt", "requirements", "require.txt", "Requirements.txt", "requirements.in")
PROJECT = ("pyproject.toml", "setup.py", "setup.cfg", "README.md", "tests", ".github", "Makefile")


class RequirementsMisplaced(Rule):
    """`requirements.txt` lies where the server does not look for it.

    **Why.** The server installs `code/requirements.txt` and nothing else: a list at the root, in `code/lib/` or under
    another name is not read, and the first import of what it lists fails.
    **Fix.** Move it to `code/requirements.txt`, and pack again.
    **Evidence.** aws/sagemaker-python-sdk#3954, aws/sagemaker-python-sdk#1071.
    """

    code, name, severity = "HL705", "requirements-misplaced", Severity.ERROR
    flags = ("at_the_root", "in_code_lib", "under_another_name")
    passes = ("beside_the_handler", "of_the_project", "both")

    def check(self, handler: Handler) -> Iterator[Violation]:
        files = handler.listing.files if handler.listing is not None else {}
        in_code = handler.path.startswith("code/")
        if WHERE in files or not in_code or handler.stack.multi_model:
            return
        if any(path.partition("/")[0] in PROJECT for path in files):
            return
        wrong = ["requirements.txt", "code/lib/requirements.txt", *(f"code/{n}" for n in MISNAMED)]
        for path in wrong:
            if path in files:
                said = f"here; the server installs {WHERE}"
                others = sorted(one for one in files if "/" not in one or one == handler.path)
                shown = sorted({path, *others[:6]})
                yield Violation(
                    Place(path, 0),
                    f"{path} is where the server does not look for it",
                    listing=tuple((one, said if one == path else "") for one in shown),
                    note="the server starts, without the packages that it lists",
                    moves=((path, WHERE),),
                    help=f"move it to {WHERE} and pack again",
                )
