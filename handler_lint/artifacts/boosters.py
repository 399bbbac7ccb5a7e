"""JSON, and models of gradient boosting libraries in their own formats.

Source: xgboost, "Introduction to Model IO" (JSON and UBJSON, both with `learner` and `version` at the top; the older
binary begins with `binf` or with the base score); LightGBM, `GBDT::SaveModelToString` (a text that begins with `tree`).
"""

import json
import re
from typing import Any, BinaryIO

from handler_lint.artifacts.facts import Artifact

READ = 16 * 1024 * 1024
VERSION = re.compile(rb'"version"\s*:\s*\[\s*(\d{1,9})\s*,\s*(\d{1,9})\s*,\s*(\d{1,9})\s*\]')
UBJSON = re.compile(rb"\{L.{7}\x07learner|\{L.{7}\x07version", re.DOTALL)
UBJSON_VERSION = re.compile(rb"\x07version\[#L.{7}\x03((?:i.|U.|I..|l.{4}|L.{8}){3})", re.DOTALL)


def read(stream: BinaryIO) -> Artifact | None:
    """A model of xgboost or LightGBM."""
    head = stream.read(64)
    if head.startswith(b"tree\nversion="):
        return Artifact("LightGBM")
    if head.startswith(b"binf"):
        return Artifact("xgboost binary")
    if UBJSON.match(head):
        return Artifact("xgboost UBJSON", versions=_ubjson(head + stream.read(READ)))
    if head.lstrip()[:1] not in (b"{", b"["):
        return None
    return _json(head + stream.read(READ))


def _json(data: bytes) -> Artifact | None:
    if len(data) > READ:
        found = VERSION.search(data) if b'"learner"' in data else None
        return Artifact("xgboost JSON", versions=_versions(found)) if found else None
    try:
        value: Any = json.loads(data)
    except json.JSONDecodeError as error:
        # what goes wrong at its very end is missing there
        rest = error.doc[error.pos :].strip() if isinstance(error.doc, str) else ""
        unclosed = "Unterminated" in error.msg or not rest
        return Artifact("JSON", cut=True) if unclosed else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict) or not {"learner", "version"} <= set(value):
        return Artifact("JSON")
    return Artifact("xgboost JSON", versions=_versions(VERSION.search(data)))


def _versions(found: re.Match[bytes] | None) -> tuple[tuple[str, str], ...]:
    return (("xgboost", b".".join(found.groups()).decode()),) if found is not None else ()


def _ubjson(data: bytes) -> tuple[tuple[str, str], ...]:
    """The version in UBJSON: three integers, each after the sign of its size."""
    found = UBJSON_VERSION.search(data)
    if found is None:
        return ()
    numbers, rest = [], found[1]
    sizes = {b"i": 1, b"U": 1, b"I": 2, b"l": 4, b"L": 8}
    while rest:
        size = sizes[rest[:1]]
        numbers.append(str(int.from_bytes(rest[1 : 1 + size], "big")))
        rest = rest[1 + size :]
    return (("xgboost", ".".join(numbers)),)
