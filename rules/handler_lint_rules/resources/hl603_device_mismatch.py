"""HL603 device-mismatch."""

from collections.abc import Iterator

from handler_lint.rule import Handler, Rule, Severity, Violation


class DeviceMismatch(Rule):
    """The model is moved to a device, and the tensors of a request are not.

    **Why.** "Expected all tensors to be on the same device": on a machine without a GPU all is well, and on the
    endpoint every request fails.
    **Fix.** Move the tensors where the model is: `.to(next(model.parameters()).device)`.
    **Evidence.** huggingface/sagemaker-huggingface-inference-toolkit#103.
    """

    code, name, severity = "HL603", "device-mismatch", Severity.ERROR
    flags = ("tensor_stays_behind",)
    passes = ("tensor_is_moved", "model_stays", "moved_by_a_helper")

    def check(self, handler: Handler) -> Iterator[Violation]:
        moved = [one.place for one in handler.written("moved_model")]
        for one in handler.written("stays_behind"):
            yield Violation(
                one.place,
                "a tensor of the request stays on the CPU, and the model is moved to a device",
                label="made on the CPU",
                help="move it: .to(next(model.parameters()).device)",
                related=tuple(moved),
                unsettled=(
                    "no GPU here, and a run without one cannot show it",
                    "run it on a machine with a GPU, or suppress HL603 here if the endpoint has none",
                ),
            )
