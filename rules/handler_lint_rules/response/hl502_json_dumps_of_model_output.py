"""HL502 json-dumps-of-model-output."""

import re
from collections.abc import Iterator

from handler_lint.rule import (
    Case,
    Handler,
    OutputFn,
    Place,
    PredictFn,
    Rewrite,
    Rule,
    Run,
    Severity,
    Violation,
)

REFUSED = re.compile(r"Object of type (\w+) is not JSON serializable")
CONVERTED = {"DataFrame": '{}.to_dict("records")', "set": "list({})"}
"""How a value that JSON does not have is made one that it has; others have a method `tolist`."""

ARRAYS = ("ndarray", "Tensor", "Series", "Index")


class JsonDumpsOfModelOutput(Rule):
    """`json.dumps` is given what the model returned, and JSON has no such value.

    **Why.** Arrays, tensors, data frames and sets are no JSON, nor are the numbers of numpy. The work is done, and
    every request fails: "Object of type ndarray is not JSON serializable".
    **Fix.** Convert first: `prediction.tolist()`.
    **Evidence.** aws/sagemaker-huggingface-inference-toolkit#84, aws/sagemaker-tensorflow-serving-container#118.
    """

    code, name, severity = "HL502", "json-dumps-of-model-output", Severity.ERROR
    fix = "unsafe"
    flags = ("set_as_json", "set_in_a_dict", "set_in_transform_fn")
    passes = ("list_of_the_set", "default_encoder", "encoder_is_unknown")
    sure = True

    def cases(self, handler: Handler) -> Iterator[Case]:
        both = handler.is_bound("predict_fn") and handler.is_bound("output_fn")
        if both and handler.few_ways(PredictFn()):
            for accept in handler.served_accepts():
                yield Case((PredictFn(), OutputFn(accept)))
        if handler.is_bound("transform_fn"):
            for known in handler.known_types():
                yield Case(handler.request(known, handler.any_body()))
        for requests in handler.sample_requests():
            yield from requests

    def judge(self, handler: Handler, *runs: Run) -> Violation | None:
        encoded, error = runs[0].last, runs[0].last.error
        refused = REFUSED.search(error.message) if error is not None else None
        if error is None or refused is None or error.place is None:
            return None
        predicted = next((one for one in runs[0] if isinstance(one.call, PredictFn)), encoded)
        made = predicted.value.text.partition(" ")[0] if predicted is not encoded else ""
        whole = made.rpartition(".")[2] == refused[1]
        place = _argument(handler, error.place) or error.place
        code = CONVERTED.get(refused[1], "{}.tolist()" if refused[1] in ARRAYS else "")
        return Violation(
            place,
            f"json.dumps is given {f'what predict_fn returns, a {made}' if whole else f'a {refused[1]}'}",
            label=predicted.value.text if whole else error.message,
            help=f"convert first: {code.format('prediction')}" if code else "convert it first",
            changes=(Rewrite(place, code),) if code and place.end_line else (),
            related=(predicted.place,),
            outcome=encoded,
        )


def _argument(handler: Handler, call: Place) -> Place | None:
    """The only name that is encoded by the call of `json.dumps`, or on the line of it."""
    lines = range(call.line, max(call.line, call.end_line) + 1)
    names = [one.place for one in handler.written("encoded") if one.place.line in lines]
    return names[0] if len(names) == 1 else None
