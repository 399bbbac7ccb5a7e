"""What a request body holds, as a table: its columns, their types and the number of rows."""

import csv
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

JSON_TYPES = {dict: "object", list: "array", type(None): "null", str: "str"}


@dataclass(frozen=True, slots=True)
class Table:
    """Columns by name and type, in order, and the number of rows; a CSV without a header has empty names."""

    columns: tuple[tuple[str, str], ...]
    rows: int

    def __str__(self) -> str:
        rows = f"{self.rows} row{'' if self.rows == 1 else 's'}"
        if any(name for name, _ in self.columns):
            named = (f"{name or 'a column without a name'} ({kind})" for name, kind in self.columns)
            return f"{rows} of {', '.join(named)}"
        count = len(self.columns)
        kinds = ", ".join(dict.fromkeys(kind for _, kind in self.columns))
        return f"{rows} of {count} column{'' if count == 1 else 's'} ({kinds})"


def table_of(body: bytes, content_type: str) -> Table | None:
    """The table that a body is; None where it is none: CSV, or JSON that is an object, or rows of either.

    Source: RFC 4180; RFC 8259; application/jsonlines as SageMaker's batch transform sends it.
    """
    media = content_type.partition(";")[0].strip().lower()
    try:
        text = body.decode("utf-8-sig")
        if media == "text/csv":
            return _of_csv([row for row in csv.reader(text.splitlines()) if row])
        if media in ("application/jsonlines", "application/x-ndjson"):
            return _of_rows([json.loads(line) for line in text.splitlines() if line.strip()])
        return _of_json(json.loads(text)) if media == "application/json" else None
    except (ValueError, RecursionError, csv.Error):
        return None


def _of_csv(rows: list[list[str]]) -> Table | None:
    if not rows or len({len(row) for row in rows}) > 1:
        return None
    has_header = not any(map(is_number, rows[0]))
    names = rows[0] if has_header else [""] * len(rows[0])
    below = rows[1:] if has_header else rows
    kinds = [_common(_kind(row[index]) for row in below) for index in range(len(names))]
    return Table(tuple(zip(names, kinds, strict=True)), len(below))


def _of_json(value: Any) -> Table | None:
    if isinstance(value, dict):
        inner = next(iter(value.values())) if len(value) == 1 else None
        rows = _of_json(inner) if isinstance(inner, list) else None
        return rows if rows is not None else _of_rows([value])
    return _of_rows(value) if isinstance(value, list) else None


def _of_rows(rows: Sequence[Any]) -> Table | None:
    if rows and all(isinstance(row, dict) for row in rows):
        names = list(dict.fromkeys(name for row in rows for name in row))
        kinds = [_common(_json_kind(row[n]) for row in rows if n in row) for n in names]
        return Table(tuple(zip(names, kinds, strict=True)), len(rows))
    if rows and all(isinstance(row, list) for row in rows) and len({len(row) for row in rows}) == 1:
        kinds = [_common(_json_kind(row[index]) for row in rows) for index in range(len(rows[0]))]
        return Table(tuple(("", kind) for kind in kinds), len(rows))
    return None


def is_number(text: str) -> bool:
    """Whether a cell is a number as Python reads it."""
    try:
        float(text)
    except ValueError:
        return False
    return True


def _kind(cell: str) -> str:
    if not cell.strip():
        return "empty"
    if not is_number(cell):
        return "str"
    return "int" if cell.strip().lstrip("+-").isdigit() else "float"


def _json_kind(value: Any) -> str:
    return JSON_TYPES.get(type(value), type(value).__name__)


def _common(kinds: Iterable[str]) -> str:
    found = set(kinds)
    if found == {"int", "float"}:
        return "float"
    return "|".join(sorted(found)) or "empty"
