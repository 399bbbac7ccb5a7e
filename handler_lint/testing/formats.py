"""What a file is, decided from its bytes: the extension only parts a CSV of one column from plain text.

Source: Apache Parquet file format (magic `PAR1`); NumPy enhancement proposal 1 (its magic); RFC 1952; RFC 4180.
"""

import csv
import gzip
import io
import json
import zlib
from dataclasses import dataclass

from handler_lint.package.tables import is_number

CONTENT_TYPES = {
    "json": "application/json",
    "jsonlines": "application/jsonlines",
    "csv": "text/csv",
    "parquet": "application/x-parquet",
    "npy": "application/x-npy",
    "text": "text/plain",
}
MOST = 256 * 1024 * 1024
"""Bytes that a compressed file may have when it is unpacked."""


@dataclass(frozen=True, slots=True)
class Format:
    """A file's format, its content (unpacked where it was compressed), and what is odd about it."""

    name: str
    data: bytes
    issue: str = ""

    @property
    def content_type(self) -> str | None:
        """The type that it is sent as; None for what is no payload."""
        return CONTENT_TYPES.get(self.name)


def format_of(data: bytes, name: str = "") -> Format:
    """The format of a file: `empty`, `json`, `jsonlines`, `csv`, `parquet`, `npy`, `text` or `binary`."""
    if data.startswith(b"\x1f\x8b"):
        try:
            with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
                return format_of(stream.read(MOST), name.removesuffix(".gz"))
        except (OSError, EOFError, zlib.error):
            return Format("binary", data, "gzip data that cannot be unpacked")
    if data.startswith(b"PAR1"):
        return Format("parquet", data)
    if data.startswith(b"\x93NUMPY"):
        return Format("npy", data)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return Format("binary", data)
    if "\0" in text:
        return Format("binary", data)
    if not text.strip():
        return Format("empty", data, "the file is empty")
    return _of_text(text, data, name)


def _of_text(text: str, data: bytes, name: str) -> Format:
    if text.lstrip()[0] in "[{":
        if _is_json(text):
            return Format("json", data)
        if all(_is_json(line) for line in text.splitlines() if line.strip()):
            return Format("jsonlines", data)
    rows = [row for row in csv.reader(text.splitlines()) if row]
    widths = {len(row) for row in rows}
    one_column = widths == {1} and not name.endswith(".csv")
    if len(widths) == 1 and not one_column:
        has_header = not any(map(is_number, rows[0]))
        issue = "a header, and no row below it" if has_header and len(rows) == 1 else ""
        return Format("csv", data, issue)
    if one_column and all(is_number(row[0]) for row in rows):
        return Format("csv", data)
    return Format("text", data)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True
