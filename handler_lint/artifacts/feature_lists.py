"""Lists of the features that a model was trained on, as teams save them beside it."""

import json
import re
from typing import Any, BinaryIO

NAMED = re.compile(r"(feature|column)s?[^/]*\.(json|txt|csv|lst)$", re.IGNORECASE)
"""Paths of files that hold such a list."""

KEYS = ("feature_columns", "feature_names", "features", "columns")
MOST = 4 * 1024 * 1024
INDEXED = re.compile(r"\d+,(.+)")


def features_in(stream: BinaryIO) -> tuple[str, ...]:
    """The names, in order; empty where the file is no list of names.

    It is a JSON array of texts, an object that has one under a usual key, or a text of one name a line, of which some
    begin with their number and a comma; lines that begin with `#` are comments.
    """
    try:
        text = stream.read(MOST).decode("utf-8-sig")
    except UnicodeDecodeError:
        return ()
    try:
        value: Any = json.loads(text)
    except (ValueError, RecursionError):
        return _of_lines(text)
    if isinstance(value, dict):
        value = next((value[key] for key in KEYS if key in value), None)
    texts = isinstance(value, list) and all(isinstance(one, str) for one in value)
    return tuple(value) if texts else ()


def _of_lines(text: str) -> tuple[str, ...]:
    lines = [line.strip() for line in text.splitlines()]
    lines = [line for line in lines if line and not line.startswith("#")]
    if len(lines) == 1 and "," in lines[0]:
        return tuple(one.strip() for one in lines[0].split(","))
    found = [(INDEXED.fullmatch(line) or [line, line])[1].strip() for line in lines]
    return () if any("," in one or " " in one for one in found) else tuple(found)
