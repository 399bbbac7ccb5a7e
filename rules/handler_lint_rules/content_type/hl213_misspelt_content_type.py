"""HL213 misspelt-content-type."""

from collections.abc import Iterator

from handler_lint.rule import (
    Case,
    Handler,
    OutputFn,
    Place,
    Retype,
    Rule,
    Severity,
    Violation,
    almost_usual,
)


class MisspeltContentType(Rule):
    """A content type in the source is written almost like a usual one.

    **Why.** Content types are compared letter by letter: a request with the usual type never comes to a branch for
    `text/cvs` or `application/jsn`.
    **Fix.** Correct the spelling.
    **Evidence.** IANA media types registry; RFC 6838.
    """

    code, name, severity = "HL213", "misspelt-content-type", Severity.WARNING
    fix = "unsafe"
    flags = ("letters_swapped", "letter_missing", "in_output_fn", "upper_case", "label_of_a_reply")
    passes = ("a_type_of_its_own", "usual_types")

    def check(self, handler: Handler) -> Iterator[Violation]:
        found = {(one.value, one.place): None for one in (*handler.content_types, *handler.accepts)}
        known = [value for value, _ in found]
        found |= {(one, place): None for one, place in self._labels(handler) if one not in known}
        for value, place in found:
            usual = "" if value in handler.declared_types else almost_usual(value)
            if usual:
                yield Violation(
                    place,
                    f"{value} is written almost like {usual}",
                    label="no usual content type",
                    help=f'write "{usual}"',
                    changes=(Retype(value, usual),),
                )

    def _labels(self, handler: Handler) -> Iterator[tuple[str, Place | None]]:
        """What replies are labelled with, as far as it is a text of the source."""
        body = handler.any_body()
        calls = [handler.request(known, body)[:1] for known in handler.known_types()]
        if handler.is_bound("output_fn"):
            calls = [(OutputFn(accept),) for accept in handler.served_accepts()]
        for one in calls:
            for way in handler.abstract(Case(one)).ways:
                reply = way.runs[0].last.reply
                if reply is not None and reply.content_type and not reply.stage:
                    yield reply.content_type, way.runs[0].last.place
