"""HL510 gpu-tensor-to-numpy."""

from collections.abc import Iterator

from handler_lint.rule import Handler, Rule, Severity, Violation


class GpuTensorToNumpy(Rule):
    """`.numpy()` of a tensor that may lie on a GPU, in a handler that uses one where there is one.

    **Why.** "can't convert cuda:0 device type tensor to numpy": on a machine without a GPU all is well, and on the
    endpoint every request fails.
    **Fix.** `tensor.detach().cpu().numpy()` works on both.
    **Evidence.** aws/sagemaker-huggingface-inference-toolkit#84.
    """

    code, name, severity = "HL510", "gpu-tensor-to-numpy", Severity.WARNING
    flags = ("numpy_where_the_tensor_lies",)
    passes = ("copied_to_the_host_first", "no_gpu_is_used")

    def check(self, handler: Handler) -> Iterator[Violation]:
        for one in handler.written("on_gpu"):
            yield Violation(
                one.place,
                "tensor.numpy() raises if the model runs on a GPU",
                label="no .cpu() before it",
                help=f"{one.text}.cpu().numpy() works on both",
                unsettled=(
                    "no GPU here, and a run without one cannot show it",
                    "run it on a machine with a GPU, or suppress HL510 here if the endpoint has none",
                ),
            )
