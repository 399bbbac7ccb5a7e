"""What a package holds, by path alone."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Listing:
    """All files and folders of a package by their posix path relative to its root; sizes in bytes."""

    files: Mapping[str, int]
    folders: frozenset[str]


@dataclass(frozen=True, slots=True)
class Refused:
    """A member that is never made: its path as the archive or folder has it, and what kind of thing it is."""

    path: str
    kind: str
