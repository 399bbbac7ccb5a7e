"""Payload samples taken apart by rows: one row alone, and all in reverse order."""

import json
import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rows:
    """A body of several rows: their number, the body with the first alone, and with all in reverse order."""

    count: int
    first: bytes
    reverse: bytes


def rows_of(body: bytes, content_type: str | None) -> Rows | None:
    """The rows of a body.

    Args:
        body: JSON with an array at the top or as the one member of an object, or CSV (RFC 4180) without line breaks in
            its cells.
        content_type: its content type, with or without parameters.

    Returns:
        None where there are fewer than two rows, or the body is neither.
    """
    media = (content_type or "").partition(";")[0].strip().lower()
    if media == "application/json":
        return _of_json(body)
    return _of_csv(body) if media == "text/csv" else None


def _of_json(body: bytes) -> Rows | None:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return None
    key = next(iter(value)) if isinstance(value, dict) and len(value) == 1 else None
    rows = value[key] if key is not None else value
    if not isinstance(rows, list) or len(rows) < 2 or {type(one) for one in rows} & {int, float}:
        return None

    def written(some: list[object]) -> bytes:
        return json.dumps({key: some} if key is not None else some).encode()

    return Rows(len(rows), written(rows[:1]), written(rows[::-1]))


def _of_csv(body: bytes) -> Rows | None:
    lines = [line for line in body.splitlines() if line.strip()]
    header = [line for line in lines[:1] if not re.search(rb"\d", line)]
    rows = lines[len(header) :]
    if len(rows) < 2:
        return None
    return Rows(len(rows), _joined(header, rows[:1]), _joined(header, rows[::-1]))


def _joined(header: list[bytes], rows: list[bytes]) -> bytes:
    return b"\n".join((*header, *rows)) + b"\n"
