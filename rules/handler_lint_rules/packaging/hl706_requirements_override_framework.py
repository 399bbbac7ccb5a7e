"""HL706 requirements-override-framework."""

import re
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
        for number, line in enumerate(handler.package.requirements.splitlines(), start=1):
            name = NAME.match(line)
            module = name[0].lower().replace("-", "_") if name else ""
            if module in FRAMEWORKS and FRAMEWORKS[module] in handler.stack.provides:
                yield Violation(
                    Place("code/requirements.txt", number),
                    f"{name[0] if name else ''} is in the image, and is installed again",
                    label=line.strip(),
                    help="take the line away, or take an image with that version",
                )


NAME = re.compile(r"[A-Za-z0-9][\w.-]*")
FRAMEWORKS = {
    "torch": "torch",
    "torchvision": "torchvision",
    "transformers": "transformers",
    "mxnet": "mxnet",
    "scikit_learn": "sklearn",
    "xgboost": "xgboost",
    "sagemaker_inference": "sagemaker_inference",
    "torchserve": "ts",
    "multi_model_server": "mms",
    "sagemaker_containers": "sagemaker_containers",
}
"""Distributions that the images bring, each with the module by which a stack names it."""
