"""How much an archive or a folder may hold, and the error that says so."""

from dataclasses import dataclass

from handler_lint.package.sizes import GB, KB, MB, in_units

__all__ = ["DEFAULT", "GB", "KB", "MB", "ArchiveError", "Budget", "Limits", "in_units"]


class ArchiveError(Exception):
    """An archive is not a tar, is damaged or exceeds a limit: one line that says what, where and what to do."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds that real model packages stay far below.

    `unpacked` is in bytes, for the sum and for each member; `ratio` is unpacked bytes for each compressed one, looked
    at only above `ratio_from` bytes, because arrays of zeros reach 1,000 and real weights 1 to 3; `record` is the size
    in bytes of one metadata record, `path` the length in bytes and `depth` the number of folders of a member's path.
    """

    unpacked: int = 20 * GB
    members: int = 20_000
    ratio: int = 200
    ratio_from: int = 64 * MB
    record: int = MB
    path: int = 1024
    depth: int = 64


DEFAULT = Limits()


@dataclass(slots=True)
class Budget:
    """How much is still read into memory: a number of files and of bytes."""

    files: int
    size: int

    def takes(self, size: int) -> bool:
        """Whether a file of `size` bytes still fits; if so it is counted."""
        if self.files < 1 or size > self.size:
            return False
        self.files -= 1
        self.size -= size
        return True
