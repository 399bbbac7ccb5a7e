"""Content types that handlers and clients use, and what is written almost like one of them."""

from difflib import get_close_matches

USUAL = (
    *("application/json", "application/jsonlines", "application/x-jsonlines", "application/jsonl"),
    *("application/x-npy", "application/x-npz", "application/x-ndjson", "application/ndjson"),
    *("application/octet-stream", "application/x-parquet", "application/parquet"),
    *("application/x-image", "application/pdf", "application/xml", "application/x-recordio"),
    *("application/x-recordio-protobuf", "application/x-protobuf", "application/protobuf"),
    *("application/pickle", "application/x-pickle", "application/python-pickle", "application/zip"),
    *("application/json-lines", "application/jsonline", "application/x-jsonline"),
    *("application/x-json", "application/csv", "application/x-text"),
    *("text/csv", "text/plain", "text/html", "text/tsv", "text/libsvm", "text/x-libsvm"),
    *("text/json", "text/xml", "image/jpeg", "image/jpg", "image/png", "image/webp", "image/gif"),
    *("image/tiff", "image/tif", "image/bmp", "image/*", "audio/wav", "audio/x-wav", "audio/wave"),
    *("audio/mpeg", "audio/mp3", "audio/flac", "audio/x-flac", "audio/ogg", "audio/mp4"),
    *("video/mp4", "video/mpeg", "tensor/npy", "tensor/pt", "*/*"),
)
"""As they are written: media types of RFC 6838, those of the SDK's serializers, and usual variants of them."""


def almost_usual(content_type: str) -> str:
    """The usual content type that this one is almost; empty where it is one itself, or like none.

    Another letter case is almost the same, too: headers are compared letter by letter.
    """
    media = content_type.partition(";")[0].strip()
    if media in USUAL or not all(media.partition("/")):
        return ""
    media = media.lower()
    near = get_close_matches(media, USUAL, 1, 0.9) or _near(media)
    return near[0] if near else ""


def _near(media: str) -> list[str]:
    """Short types that differ by one letter: that is much of `text/csv`."""
    kind, _, rest = media.partition("/")
    same = [one for one in USUAL if sorted(one) == sorted(media)]
    more = [one for one in USUAL if one.startswith(kind + "/") and abs(len(one) - len(media)) == 1]
    return same or [one for one in more if rest in one or one.partition("/")[2] in rest]
