"""Model archives in one pass: regular files and folders are made, every other kind of member is only reported.

No link is ever made, so no member can lead out of the folder that is written to.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from handler_lint.package.limits import DEFAULT, ArchiveError, Limits
from handler_lint.package.listing import Listing, Refused
from handler_lint.package.names import inside, parents, printable
from handler_lint.package.recognise import PACK
from handler_lint.package.streams import open_stream
from handler_lint.package.tar import Member, members

__all__ = ["ArchiveError", "Limits", "Wanted", "extract_archive", "read_archive"]

Path = str | os.PathLike[str]

Wanted = Callable[[str, int], bool]
"""Whether a file is wanted, by its path in the package and its size in bytes; a folder's path ends with `/`."""


def read_archive(
    path: Path, wanted: Wanted, limits: Limits = DEFAULT
) -> tuple[Listing, dict[str, bytes], tuple[Refused, ...]]:
    """The members of a model archive, with the content of the files that are `wanted`.

    Args:
        path: a gzip-compressed tar, as SageMaker stores models (`.tar.gz`); plain tar is read too.
        wanted: asked once for each file, in the archive's order; must itself bound what is kept in memory.

    Returns:
        Files and folders, contents by path, and the members of every other kind.

    Raises:
        ArchiveError: it is not a tar, is damaged, or exceeds a limit; the message names archive and member.

    Source: POSIX.1-2017 pax interchange format; GNU tar long names.
    """
    made = _Made()
    contents: dict[str, bytes] = {}
    with _naming(path):
        for file, member in _files(path, made, limits):
            contents.pop(file, None)
            if wanted(file, member.size):
                contents[file] = b"".join(member.body)
    return Listing(made.files, frozenset(made.folders)), contents, tuple(made.refused)


def extract_archive(
    path: Path, destination: Path, wanted: Wanted, limits: Limits = DEFAULT
) -> tuple[Refused, ...]:
    """Write the folders and files that are `wanted` into the empty folder `destination`, in the usual modes.

    Returns:
        The members of every other kind.

    Raises:
        ArchiveError: as `read_archive`.
        OSError: the disk is full, or does not take a name.
    """
    if os.listdir(destination):
        raise FileExistsError(f"{destination} is not empty")
    made = _Made()
    with _naming(path):
        for file, member in _files(path, made, limits):
            if wanted(file, member.size):
                place = os.path.join(destination, file)
                os.makedirs(os.path.dirname(place), exist_ok=True)
                with open(place, "wb") as output:
                    output.writelines(member.body)
    make_folders(destination, made.folders, wanted)
    return tuple(made.refused)


def make_folders(destination: Path, folders: Iterable[str], wanted: Wanted) -> None:
    """Make the folders that are `wanted`, also those without files."""
    for folder in folders:
        if wanted(f"{folder}/", 0):
            os.makedirs(os.path.join(destination, folder), exist_ok=True)


@dataclass(slots=True)
class _Made:
    files: dict[str, int] = field(default_factory=dict)
    folders: set[str] = field(default_factory=set)
    refused: list[Refused] = field(default_factory=list)

    def enter(self, member: Member, limits: Limits) -> str:
        """The path of a file that can be made; empty for everything else."""
        path, obstacle = inside(member.name, limits)
        if not obstacle and member.kind not in ("file", "folder"):
            obstacle = member.kind
        if not obstacle and member.kind == "file" and not path:
            obstacle = "file without a name"
        if obstacle:
            self.refused.append(Refused(member.name, obstacle))
            return ""
        folders = [*parents(path), path] if member.kind == "folder" and path else parents(path)
        clash = next((folder for folder in folders if folder in self.files), None)
        if clash or (member.kind == "file" and path in self.folders):
            raise ArchiveError(f"{printable(clash or path)} is a file and a folder in it; {PACK}")
        self.folders.update(folders)
        if len(self.folders) > limits.members:
            raise ArchiveError(f"more than {limits.members:,} folders, the limit; {PACK}")
        if member.kind == "folder":
            return ""
        self.files[path] = member.size
        return path


def _files(path: Path, made: _Made, limits: Limits) -> Iterator[tuple[str, Member]]:
    with open(path, "rb") as file:
        stream = open_stream(file, os.stat(path).st_size, limits)
        for member in members(stream, limits):
            if entered := made.enter(member, limits):
                yield entered, member


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """Put the archive in front of every error about its content."""
    try:
        yield
    except ArchiveError as error:
        raise ArchiveError(f"{printable(os.fspath(path))}: {error}") from None
