"""HL216 malformed-body-crash-message."""

from collections.abc import Iterator

from handler_lint.rule import Call, Case, GivenBody, Handler, Rule, Run, Severity, Violation

MALFORMED = {
    "application/json": b'{"instances": [[1',
    "application/jsonlines": b'{"instances": [[1',
}


class MalformedBodyCrashMessage(Rule):
    """A body that is broken is answered as if it were empty, or refused without a word.

    **Why.** A request that was cut off is the client's mistake, and only a message that says so tells. A fixed value
    instead goes on to `predict_fn` as data, and an exception without a text says nothing.
    **Fix.** Let the parser's exception through, or raise one that says what is wrong with the body.
    **Evidence.** aws/sagemaker-python-sdk#2067.
    """

    code, name, severity = "HL216", "malformed-body-crash-message", Severity.NOTE
    flags = ("empty_instead_of_broken", "raises_without_a_word")
    passes = ("parser_says_it", "own_words")

    def cases(self, handler: Handler) -> Iterator[Case]:
        for kind in handler.known_types():
            if kind in MALFORMED:
                body = GivenBody("a broken body", MALFORMED[kind], made=True)
                yield Case(handler.request(kind, body)[:1])

    def judge(self, handler: Handler, *runs: Run) -> Violation | None:
        decoded = runs[0][0]
        name = handler.function_of(decoded.call)
        if decoded.raised and decoded.error is not None:
            if decoded.error.message.strip():
                return None
            message = f"{name} refuses a broken body without a word: {decoded.error.type}"
        elif decoded.returned and not decoded.value.none and self._fixed(handler, decoded.call):
            message = f"{name} returns a fixed value for a body that is broken"
        else:
            return None
        return Violation(
            decoded.place or handler.place_of(decoded.call),
            message,
            help="raise an exception that says what is wrong with the body",
            related=(handler.place_of(decoded.call),),
            outcome=decoded,
        )

    def _fixed(self, handler: Handler, call: Call) -> bool:
        values = [way.runs[0][0].result for way in handler.abstract(Case((call,))).ways]
        return all(value is not None and value.fixed for value in values)
