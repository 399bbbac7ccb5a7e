"""Where the files of a package come from: a folder, an archive, an editor's buffer; one may lie over another."""

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from handler_lint.package.archive import Wanted, extract_archive, make_folders, read_archive
from handler_lint.package.folder import copy_files
from handler_lint.package.limits import MB
from handler_lint.package.model import Listing

MOST_IN_MEMORY = 256 * MB
"""Bytes of a member that are read from an archive to look into it."""


def joined(folder: str, path: str) -> str:
    """A path in a folder as its user would type it."""
    return path if folder in ("", ".") else f"{folder.rstrip('/')}/{path}"


def write_files(destination: Path, files: Mapping[str, bytes]) -> None:
    """Write contents by path into a folder."""
    for path, content in files.items():
        place = destination / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)


@dataclass(frozen=True, slots=True)
class FolderLayer:
    """The files of a folder on the disk, standing in the package under `at` (a folder's path with its slash)."""

    root: Path
    typed: str
    listing: Listing
    at: str = ""

    def write(self, destination: Path, wanted: Wanted) -> None:
        """Copy what is wanted; never more than was listed, so no link out of the folder."""
        files = self.listing.files.items()
        chosen = [
            (path, self.at + path, size) for path, size in files if wanted(self.at + path, size)
        ]
        make_folders(destination, (self.at + folder for folder in self.listing.folders), wanted)
        copy_files(self.root, destination, chosen)

    def opened(self, path: str) -> BinaryIO | None:
        """The file on the disk, open."""
        inner = path.removeprefix(self.at)
        listed = inner in self.listing.files and (inner != path or not self.at)
        return open(self.root / inner, "rb") if listed else None

    def openable(self, path: str) -> str:
        """The file on the disk; a layer that stands under a folder answers for its own files only."""
        inner = path.removeprefix(self.at)
        if self.at and (inner == path or inner not in self.listing.files):
            return ""
        return joined(self.typed, inner)


@dataclass(frozen=True, slots=True)
class ArchiveLayer:
    """The members of an archive, of which some contents were kept when it was listed."""

    archive: Path
    typed: str
    listing: Listing
    kept: Mapping[str, bytes] = field(repr=False)

    def write(self, destination: Path, wanted: Wanted) -> None:
        """Write what is wanted; the archive is read again only if something of it was not kept."""
        chosen = [path for path, size in self.listing.files.items() if wanted(path, size)]
        if not all(path in self.kept for path in chosen):
            extract_archive(self.archive, destination, wanted)
            return
        make_folders(destination, self.listing.folders, wanted)
        write_files(destination, {path: self.kept[path] for path in chosen})

    def opened(self, path: str) -> BinaryIO | None:
        """The member in memory; None for one that is too large for it."""
        size = self.listing.files.get(path)
        if size is None or size > MOST_IN_MEMORY:
            return None
        if path in self.kept:
            return io.BytesIO(self.kept[path])
        _, found, _ = read_archive(self.archive, lambda one, _: one == path)
        return io.BytesIO(found[path]) if path in found else None

    def openable(self, path: str) -> str:
        """The member behind the archive's name."""
        return f"{self.typed}!/{path}"


@dataclass(frozen=True, slots=True)
class BufferLayer:
    """Contents that are not on the disk, as an editor sends them."""

    files: Mapping[str, bytes] = field(repr=False)

    def write(self, destination: Path, wanted: Wanted) -> None:
        """Write what is wanted."""
        write_files(
            destination,
            {path: text for path, text in self.files.items() if wanted(path, len(text))},
        )

    def opened(self, path: str) -> BinaryIO | None:
        """The content."""
        return io.BytesIO(self.files[path]) if path in self.files else None

    def openable(self, path: str) -> str:
        """Nothing: the user sees the file that the buffer stands for."""
        return ""
