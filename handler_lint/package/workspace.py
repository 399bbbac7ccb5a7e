"""A private folder that leaves nothing behind, not even after a crash."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from handler_lint.package.private import WorkspaceError, cannot_write, make, remove

__all__ = ["WorkspaceError", "cannot_write", "remove", "workspace"]


@contextmanager
def workspace(parent: Path | None = None) -> Iterator[Path]:
    """A private folder under `parent` (the system's folder for temporary files), removed at the end whatever is in it.

    Folders of the same user whose process is dead are removed first. What cannot be removed is left to the next start.

    Raises:
        WorkspaceError: no folder can be made there.
    """
    folder = make(None if parent is None else os.fspath(parent))
    try:
        yield Path(folder)
    finally:
        remove(folder)
