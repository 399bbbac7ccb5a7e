"""HL706 requirements-override-framework."""

from collections.abc import Iterator

from handler_lint.rule import Handler, Place, Rule, Severity, Violation


class RequirementsOverrideFramework(Rule):
    """`requirements.txt` installs the framework or the server again.

    **Why.** The image has its framework built for its drivers, and a server that fits it. `pip` replaces both at the
    start of each worker, with a build that may not fit, after minutes.
    **Fix.** Take the line away, or take an image with the version that is needed.
    **Evidence.** aws/deep-learning-containers#3438.
    """

    code, name, severity = "HL706", "requirements-override-framework", Severity.WARNING
    flags = ("pins_torch", "installs_the_server")
    passes = ("other_packages", "torch_is_not_provided")

    def check(self, handler: Handler) -> Iterator[Violation]:
        for number, line, name in handler.requirements():
            if FRAMEWORKS.get(name) in handler.stack.provides:
                yield Violation(
                    Place("code/requirements.txt", number),
                    f"{name} is in the image, and is installed again",
                    label=line,
                    help="take the line away, or take an image with that version",
                )


FRAMEWORKS = {
    "torch": "torch",
    "torchvision": "torchvision",
    "transformers": "transformers",
    "mxnet": "mxnet",
    "scikit-learn": "sklearn",
    "xgboost": "xgboost",
    "sagemaker-inference": "sagemaker_inference",
    "torchserve": "ts",
    "multi-model-server": "mms",
    "sagemaker-containers": "sagemaker_containers",
}
"""Distributions that the images bring, each with the module by which a stack names it."""
