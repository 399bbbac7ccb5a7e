"""HL501 unserialisable-return."""

from collections.abc import Iterator

from handler_lint.rule import (
    Case,
    Handler,
    OutputFn,
    ReturnBody,
    Rule,
    Run,
    Severity,
    Undecided,
    Violation,
)


class UnserialisableReturn(Rule):
    """The server cannot send what the last function of a request returned.

    **Why.** Each stack encodes a few kinds of values. An array, a set or a `BytesIO`, and on some stacks a number or
    `None`, make the request fail after the handler has done its work, with an error that does not name it.
    **Fix.** Return text or bytes: `json.dumps(...)`, `array.tolist()` within it, `buffer.getvalue()`.
    **Evidence.** aws/sagemaker-python-sdk#2686, aws/sagemaker-huggingface-inference-toolkit#84.
    """

    code, name, severity = "HL501", "unserialisable-return", Severity.ERROR
    fix = "unsafe"
    flags = ("set_from_output_fn", "buffer_without_getvalue", "array_of_numpy", "tuple_of_one")
    passes = ("text_from_output_fn", "dict_is_encoded", "value_of_the_buffer")

    def cases(self, handler: Handler) -> Iterator[Case]:
        if handler.is_bound("output_fn"):
            for accept in handler.served_accepts():
                yield Case((OutputFn(accept),))
        for requests in handler.sample_requests():
            yield from requests

    def judge(self, handler: Handler, *runs: Run) -> Violation | None:
        answered = runs[0].last
        reply = answered.reply
        if reply is None or answered.ended != "returned" or answered.value.none:
            return None
        if "status" in reply.unknown:
            raise Undecided("what is sent is not known by reading")
        if reply.stage != "reply":
            return None
        name = handler.function_of(answered.call)
        kind = answered.value.text.partition(" ")[0]
        code = next((code for name, code in BODIES.items() if kind.endswith(name)), "")
        return Violation(
            answered.place or handler.place_of(answered.call),
            f"the server cannot send what {name} returns ({answered.value.text})",
            label=reply.error,
            help="return text or bytes",
            changes=(ReturnBody(answered.place, code),) if code and answered.place else (),
            related=(handler.place_of(answered.call),),
            outcome=answered,
        )


BODIES = {
    "ndarray": "{}.tolist()",
    "Tensor": "{}.tolist()",
    "BytesIO": "{}.getvalue()",
    "StringIO": "{}.getvalue()",
    "set": "list({})",
}
"""How a body of a kind is made one that can be sent."""
