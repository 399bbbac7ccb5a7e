"""HL610 fixed-gpu-index."""

from collections.abc import Iterator

from handler_lint.rule import Handler, Rule, Severity, Violation


class FixedGpuIndex(Rule):
    """A GPU is named by its number.

    **Why.** With several GPUs the server starts workers for each and says in its context which one is whose; a fixed
    number puts all of them on one.
    **Fix.** `context.system_properties.get("gpu_id")`.
    **Evidence.** aws/sagemaker-huggingface-inference-toolkit#103, awslabs/multi-model-server#908.
    """

    code, name, severity = "HL610", "fixed-gpu-index", Severity.NOTE
    flags = ("cuda_with_a_number",)
    passes = ("cuda_alone",)

    def check(self, handler: Handler) -> Iterator[Violation]:
        for one in handler.written("gpu_number"):
            yield Violation(
                one.place,
                f"{one.text} names one GPU for all workers",
                label="",
                help="take the gpu_id of the context",
            )
