"""HL106 swapped-parameters."""

from collections.abc import Iterator

from handler_lint.rule import Handler, Rule, Severity, Violation


class SwappedParameters(Rule):
    """The parameters of a function are named in another order than the stack passes them.

    **Why.** Arguments are passed by position: `predict_fn(model, data)` gets the data as `model`.
    **Fix.** `input_fn(body, content_type)`, `predict_fn(data, model)`, `output_fn(prediction, accept)`.
    **Evidence.** aws/sagemaker-huggingface-inference-toolkit#7, aws/sagemaker-python-sdk#1659.
    """

    code, name, severity = "HL106", "swapped-parameters", Severity.WARNING
    flags = ("model_first", "accept_first")
    passes = ("the_usual_order", "other_names")

    def check(self, handler: Handler) -> Iterator[Violation]:
        for name, (first, second) in USUAL.items():
            names = [handler.parameter(name, at).lower() for at in (0, 1)]
            if handler.is_bound(name) and names[0] in second and names[1] in first:
                yield Violation(
                    handler.bindings[name].place,
                    f"the stack passes {name} what is named {names[1]} first, then {names[0]}",
                    label=f"{names[0]} is first",
                    help=f"define {handler.stack.example(name)}",
                )


BODIES = {"body", "request_body", "data", "input_data", "payload", "serialized_input_data"}
INPUTS = {"data", "input", "inputs", "input_data", "input_object", "x", "features", "instances"}
PREDICTIONS = {"prediction", "predictions", "prediction_output", "output", "result", "response"}
USUAL = {
    "input_fn": (BODIES, {"content_type", "request_content_type", "input_content_type"}),
    "predict_fn": (INPUTS, {"model", "net", "classifier", "estimator", "predictor"}),
    "output_fn": (PREDICTIONS, {"accept", "content_type", "response_content_type"}),
}
"""What the first and the second parameter of a function are named."""
