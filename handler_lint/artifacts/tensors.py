"""Arrays: files of numpy, one or several, and of safetensors.

Source: numpy, `lib/format.py` (magic, version, header); safetensors, the format in its README (length, JSON header).
"""

import json
import zipfile
from typing import BinaryIO

from handler_lint.artifacts.facts import Artifact

HEADER = 100_000_000
"""Bytes of a header that safetensors itself refuses to go beyond."""


def read(stream: BinaryIO) -> Artifact | None:
    """A file of arrays."""
    head = stream.read(8)
    if head[:6] == b"\x93NUMPY":
        return Artifact("npy")
    if head[:4] == b"PK\x03\x04":
        return _zipped(stream)
    size = int.from_bytes(head, "little")
    if len(head) < 8 or not 2 <= size <= HEADER or stream.read(1) != b"{":
        return None
    try:
        header = json.loads(b"{" + stream.read(size - 1))
    except (ValueError, RecursionError, UnicodeDecodeError):
        return None
    tensors = [one for name, one in header.items() if name != "__metadata__"]
    told = all(isinstance(one, dict) and "data_offsets" in one for one in tensors)
    return Artifact("safetensors") if told else None


def _zipped(stream: BinaryIO) -> Artifact | None:
    """A zip of arrays, or of a model of Keras 3."""
    try:
        with zipfile.ZipFile(stream) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, ValueError):
        return None
    if names and all(name.endswith(".npy") for name in names):
        return Artifact("npz")
    return Artifact("Keras") if {"metadata.json", "config.json"} <= set(names) else None
