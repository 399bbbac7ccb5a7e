"""HL213 misspelt-content-type."""

from collections.abc import Iterator
from difflib import get_close_matches

from handler_lint.rule import Handler, Rule, Severity, Violation

USUAL = (
    *("application/json", "application/jsonlines", "application/x-jsonlines", "application/jsonl"),
    *("application/x-npy", "application/x-npz", "application/x-ndjson", "application/ndjson"),
    *("application/octet-stream", "application/x-parquet", "application/parquet"),
    *("application/x-image", "application/pdf", "application/xml", "application/x-recordio"),
    *("application/x-recordio-protobuf", "application/x-protobuf", "application/protobuf"),
    *("application/pickle", "application/x-pickle", "application/python-pickle", "application/zip"),
    *("application/json-lines", "application/jsonline", "application/x-jsonline"),
    *("application/jsons", "application/x-json", "application/csv", "application/x-text"),
    *("text/csv", "text/plain", "text/html", "text/tsv", "text/libsvm", "text/x-libsvm"),
    *("text/json", "text/xml", "image/jpeg", "image/jpg", "image/png", "image/webp", "image/gif"),
    *("image/tiff", "image/tif", "image/bmp", "image/*", "audio/wav", "audio/x-wav", "audio/wave"),
    *("audio/mpeg", "audio/mp3", "audio/flac", "audio/x-flac", "audio/ogg", "audio/mp4"),
    *("video/mp4", "video/mpeg", "tensor/npy", "tensor/pt", "*/*"),
)


class MisspeltContentType(Rule):
    """A content type in the source is written almost like a usual one.

    **Why.** Content types are compared letter by letter: a request with the usual type never comes to a branch for
    `text/cvs` or `application/jsn`.
    **Fix.** Correct the spelling.
    **Evidence.** IANA media types registry; RFC 6838.
    """

    code, name, severity = "HL213", "misspelt-content-type", Severity.WARNING
    flags = ("letters_swapped", "letter_missing", "in_output_fn")
    passes = ("a_type_of_its_own", "usual_types")

    def check(self, handler: Handler) -> Iterator[Violation]:
        for known in (*handler.content_types, *handler.accepts):
            media = known.value.partition(";")[0].strip()
            whole = all(media.partition("/"))
            if not whole or known.value in handler.declared_types or media.lower() in USUAL:
                continue
            near = get_close_matches(media, USUAL, 1, 0.9) or _near(media)
            if near and media.lower() != near[0]:
                yield Violation(
                    known.place,
                    f"{known.value} is written almost like {near[0]}",
                    label="no usual content type",
                    help=f'write "{near[0]}"',
                )


def _near(media: str) -> list[str]:
    """Short types are alike although they are not close: one letter of `text/csv` is much of it."""
    kind, _, rest = media.partition("/")
    same = [one for one in USUAL if sorted(one) == sorted(media)]
    more = [one for one in USUAL if one.startswith(kind + "/") and abs(len(one) - len(media)) == 1]
    return same or [one for one in more if rest in one or one.partition("/")[2] in rest]
