"""HL713 unsafe-deserialisation-of-request."""

from collections.abc import Iterator

from handler_lint.rule import Handler, Rule, Severity, Violation


class UnsafeDeserialisationOfRequest(Rule):
    """The body of a request is unpickled, or executed.

    **Why.** `pickle.loads`, `joblib.load` and `eval` execute what the client sends: whoever can invoke the endpoint
    runs code in it, with its role.
    **Fix.** Take JSON, CSV or NPY with `allow_pickle=False`.
    **Evidence.** The Python Standard Library, module `pickle`, the warning at its head.
    """

    code, name, severity = "HL713", "unsafe-deserialisation-of-request", Severity.ERROR
    flags = ("pickle_of_the_body", "cloudpickle_of_the_body")
    passes = ("pickle_of_the_model", "json_of_the_body")

    def check(self, handler: Handler) -> Iterator[Violation]:
        for one in handler.written("unpickles"):
            yield Violation(
                one.place,
                f"{one.place.function} gives the body of the request to {one.text}",
                label="executes what the client sends",
                help="take JSON, CSV or NPY instead",
            )
