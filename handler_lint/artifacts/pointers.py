"""Files that are no model: a pointer of Git LFS in place of the file, and a file without content.

Source: Git LFS, `docs/spec.md` (the first line of a pointer).
"""

from typing import BinaryIO

from handler_lint.artifacts.facts import Artifact


def read(stream: BinaryIO) -> Artifact | None:
    """A pointer, or an empty file."""
    head = stream.read(64)
    if not head:
        return Artifact("empty")
    return Artifact("Git LFS pointer") if head.startswith(b"version https://git-lfs") else None
