"""Paths that the user typed: what is said where nothing is there, or something else than is needed."""

import os

from handler_lint.package.folder import MOST_ENTRIES
from handler_lint.package.names import printable
from handler_lint.package.recognise import looks_packed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


class TargetError(Exception):
    """A target or an option about it is wrong: one line that says what, why and what to do."""


class NothingToCheck(Exception):
    """There is no handler where one was looked for."""


class NestedRoot(NothingToCheck):
    """An archive whose members all lie below one folder, so that the server does not find the handler in it.

    `handler` is its path, `folder` what has to go, and `help` the command that packs again.
    """

    def __init__(self, message: str, handler: str, folder: str) -> None:
        super().__init__(message)
        self.handler = handler
        self.folder = folder
        self.help = f"tar -czf model.tar.gz -C {printable(folder)} ."


def check_exists(path: str, missing_is_fine: bool = False) -> None:
    """See that a path is a file or a folder.

    Raises:
        TargetError: it is not.
    """
    if "\0" in path or not (missing_is_fine or os.path.exists(path)):
        raise TargetError(
            f"{printable(path)}: no such file or folder; check the path and the working folder"
        )
    if os.path.exists(path) and not (os.path.isfile(path) or os.path.isdir(path)):
        raise TargetError(f"{printable(path)}: neither a file nor a folder; name one of these")


def check_packed(path: str) -> None:
    """See that a file is meant as an archive.

    Raises:
        TargetError: it is not.
        OSError: it cannot be read.
    """
    with open(path, "rb") as file:
        if not looks_packed(path, file.read(512)):
            raise TargetError(
                f"{printable(path)}: neither a handler (.py), a folder nor a model archive (.tar.gz)"
            )


def unreadable(typed: str, error: OSError) -> TargetError:
    """The error for something that cannot be read."""
    where = os.fsdecode(error.filename) if error.filename else typed
    reason = error.strerror or str(error)
    return TargetError(f"{printable(where)}: {reason}; check that it may be read")


def too_many(typed: str) -> str:
    """The beginning of what is said of a folder that holds too much to be a package."""
    return f"{printable(typed)}: more than {MOST_ENTRIES:,} files and folders"


def left_out(typed: str, refused: "Iterable[tuple[str, str]]") -> list[str]:
    """A line for each kind of thing that is no part of the package.

    Args:
        refused: paths, each with what kind of thing it is.
    """
    kinds: dict[str, list[str]] = {}
    for path, kind in refused:
        kinds.setdefault(kind, []).append(printable(path))
    return [
        f"{printable(typed)}: left out is {paths[0]}"
        + (f" and {len(paths) - 1} more" if len(paths) > 1 else "")
        + f": {kind}; only regular files and folders are read"
        for kind, paths in kinds.items()
    ]
