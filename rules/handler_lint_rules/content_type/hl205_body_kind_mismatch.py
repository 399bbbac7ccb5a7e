"""HL205 body-kind-mismatch."""

import re
from collections.abc import Iterator

from handler_lint.rule import Case, Handler, Rule, Run, Severity, Violation

TEXT_AND_BYTES = re.compile(
    r"'(str|bytes|bytearray)' object has no attribute"
    r"|a bytes-like object is required, not 'str'"
    r"|initial_value must be str or None, not (bytes|bytearray)"
    r"|can't concat str to (bytes|bytearray)"
    r'|can only concatenate str \(not "(bytes|bytearray)"\)'
    r"|cannot use a (string|bytes) pattern on a (bytes|string)-like object"
    r"|first arg must be (bytes or a tuple of bytes, not str|str or a tuple of str, not bytes)"
    r"|argument should be integer or bytes-like object, not 'str'"
    r"|'in <string>' requires string as left operand, not (bytes|bytearray)"
    r"|string argument without an encoding"
    r"|decoding str is not supported"
    r"|expected str instance, (bytes|bytearray) found|expected a bytes-like object, str found"
)


class BodyKindMismatch(Rule):
    """A request body is treated as text where the stack passes bytes, or the other way round.

    **Why.** The body is `str` only if the Content-Type header is exactly one of the stack's text types; with any other
    value, also `text/csv; charset=utf-8`, it stays bytes. `.decode()` fails on the one, `io.StringIO` and
    `.split(",")` on the other.
    **Fix.** Take both: `text = body if isinstance(body, str) else body.decode("utf-8")`.
    **Evidence.** aws/sagemaker-python-sdk#4869, pytorch/serve#1839, aws/amazon-sagemaker-examples#985.
    """

    code, name, severity = "HL205", "body-kind-mismatch", Severity.ERROR
    flags = (
        "decodes_text",
        "reads_bytes_as_text",
        "splits_bytes_after_normalising",
        "splits_lines_of_bytes",
    )
    passes = (
        "asks_for_the_kind",
        "decodes_a_type_of_its_own",
        "decodes_what_may_be_text",
        "json_takes_both",
    )

    def cases(self, handler: Handler) -> Iterator[Case]:
        for known in handler.known_types():
            yield Case(handler.request(known, handler.any_body())[:1])
        for one in handler.content_types:
            if not one.exact and one.value in handler.stack.text_types:
                with_charset = f"{one.value}; charset=utf-8"
                request = handler.request(with_charset, handler.any_body())
                yield Case(request[:1], variant=True)

    def judge(self, handler: Handler, *runs: Run) -> Violation | None:
        decoded = runs[0][0]
        error = decoded.error
        if not decoded.raised or error is None or not TEXT_AND_BYTES.search(error.message):
            return None
        if not {"TypeError", "AttributeError"} & set(error.bases):
            return None
        sent = getattr(decoded.call, "content_type", None)
        return Violation(
            error.place,
            f"{handler.function_of(decoded.call)} mixes text and bytes for {sent}",
            label=error.message,
            help='take both kinds: body if isinstance(body, str) else body.decode("utf-8")',
            outcome=decoded,
        )
