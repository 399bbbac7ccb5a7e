"""HL304 artifact-not-in-package."""

from collections.abc import Iterator

from handler_lint.rule import Case, Handler, ModelFn, Rule, Run, Severity, Violation


class ArtifactNotInPackage(Rule):
    """A file that the handler opens is not in the package.

    **Why.** The load fails on the endpoint, minutes after the deployment started; most servers report it only with the
    first request.
    **Fix.** Pack the file under the name that the handler opens, or open the one that is there.
    **Evidence.** aws-samples/amazon-sagemaker-local-mode#15, aws/sagemaker-python-sdk#773,
    aws/amazon-sagemaker-examples#1238.
    """

    code, name, severity = "HL304", "artifact-not-in-package", Severity.ERROR
    flags = ("opens_an_absent_file", "behind_a_switch", "opened_by_a_helper")
    passes = ("opens_a_packed_file", "absent_file_is_optional", "absent_file_is_caught")

    def cases(self, handler: Handler) -> Iterator[Case]:
        if handler.listing is not None and handler.is_bound("model_fn"):
            yield Case((ModelFn(),))

    def judge(self, handler: Handler, *runs: Run) -> Violation | None:
        loaded = runs[0][0]
        if not loaded.raised or loaded.error is None or not loaded.error.missing:
            return None
        path = loaded.error.missing
        return Violation(
            loaded.error.place,
            f"{path} is not in the package",
            label="opened here",
            help=_help(path, handler),
            outcome=loaded,
        )


def _help(path: str, handler: Handler) -> str:
    files = handler.listing.files if handler.listing is not None else {}
    name = path.rpartition("/")[2].lower()
    alike = sorted(one for one in files if one.rpartition("/")[2].lower() == name)
    if alike:
        return f"the package has {alike[0]}: open that, or pack it as {path}"
    return f"pack {path}, or open a file that is in the package"
