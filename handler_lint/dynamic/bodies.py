"""Made-up request bodies: the smallest valid one of each well-known media type."""

import io
import zipfile
from collections.abc import Mapping
from types import MappingProxyType

from handler_lint.calls import GivenBody

MADE, EMPTY = "a made-up body", "an empty body"
"""How reports name them."""


def _npy() -> bytes:
    """One float64, 0.0, as NPY 1.0: magic, length of the header, the header padded to 128 bytes in all, the data."""
    header = b"{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }"
    return b"\x93NUMPY\x01\x00\x76\x00" + header.ljust(117) + b"\n" + bytes(8)


def _npz() -> bytes:
    """The same array in a zip archive, as `numpy.savez` names it."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(zipfile.ZipInfo("arr_0.npy"), _npy())
    return file.getvalue()


_JSON_LINES, _TABLE, _LIBSVM, _XML = b"{}\n", b"0", b"0 1:0", b"<a/>"

_DATA: Mapping[str, bytes] = MappingProxyType(
    {
        "application/json": b"{}",
        "application/jsonlines": _JSON_LINES,
        "application/x-jsonlines": _JSON_LINES,
        "application/jsonl": _JSON_LINES,
        "application/x-ndjson": _JSON_LINES,
        "text/csv": _TABLE,
        "text/plain": _TABLE,
        "text/tab-separated-values": _TABLE,
        "text/libsvm": _LIBSVM,
        "text/x-libsvm": _LIBSVM,
        "application/xml": _XML,
        "text/xml": _XML,
        "application/x-www-form-urlencoded": b"a=0",
        "application/octet-stream": bytes(1),
        "application/x-npy": _npy(),
        "application/x-npz": _npz(),
    }
)


def media_type(content_type: str | None) -> str:
    """The media type of a header, without parameters, in lower case; empty where there is none (RFC 9110, 8.3.1)."""
    return (content_type or "").partition(";")[0].strip().lower()


def made_body(content_type: str | None) -> GivenBody:
    """The smallest valid body of a type; an empty body where none is known."""
    name = media_type(content_type)
    data = _DATA.get("application/json" if name.endswith("+json") else name, b"")
    return GivenBody(MADE if data else EMPTY, data, made=True)
