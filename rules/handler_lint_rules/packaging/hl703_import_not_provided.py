"""HL703 import-not-provided."""

from collections.abc import Iterator

from handler_lint.rule import Handler, Rule, Severity, Violation


class ImportNotProvided(Rule):
    """The handler imports a module that nothing in the package brings.

    **Why.** What neither the image nor `code/requirements.txt` brings is not on the endpoint, and the import fails.
    **Fix.** List its distribution in `code/requirements.txt`.
    **Evidence.** aws/sagemaker-huggingface-inference-toolkit#13, aws/sagemaker-python-sdk#3954.
    """

    code, name, severity = "HL703", "import-not-provided", Severity.ERROR
    flags = ("not_listed",)
    passes = ("listed", "listed_under_another_name", "module_of_the_package")

    def check(self, handler: Handler) -> Iterator[Violation]:
        if handler.listing is None:
            return
        for one, elsewhere in handler.unprovided():
            # HL704 says where it lies.
            if not elsewhere:
                yield Violation(
                    one.place,
                    f"{one.text} is not in code/requirements.txt, and not known to be in the image",
                    label="imported with the handler",
                    help=f"list the distribution that has {one.text} in code/requirements.txt",
                    unsettled=(
                        "what the image of the endpoint holds is not known here",
                        f"ask the image: docker run --rm IMAGE python -c 'import {one.text}'",
                    ),
                )
