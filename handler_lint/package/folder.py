"""Folders as packages: the same answers as for an archive, and no link is followed out of them."""

import os
import shutil
import stat

from handler_lint.package.layout import SKIPPED
from handler_lint.package.sizes import in_units

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from handler_lint.package.limits import Budget

    Path = str | os.PathLike[str]

MOST_ENTRIES = 100_000
_SPECIAL = {
    stat.S_IFIFO: "FIFO",
    stat.S_IFSOCK: "socket",
    stat.S_IFBLK: "device",
    stat.S_IFCHR: "device",
}


class Tree:
    """What a folder holds: files with sizes in bytes, folders, and by path what kind of thing everything else is.

    `complete` is False where it has more than `MOST_ENTRIES` files and folders.
    """

    __slots__ = ("complete", "files", "folders", "refused")

    def __init__(self) -> None:
        self.files: dict[str, int] = {}
        self.folders: set[str] = set()
        self.refused: dict[str, str] = {}
        self.complete = True


def read_tree(root: "Path", most: int = MOST_ENTRIES) -> Tree:
    """List a folder in the order of its paths, without what belongs to tools (`.git`, `.venv` …).

    Raises:
        OSError: the folder itself cannot be read; a folder in it that cannot be read is refused.
    """
    tree = Tree()
    real = os.path.realpath(root)
    pending = [("", entry) for entry in _entries(root)]
    while pending:
        above, entry = pending.pop()
        if len(tree.files) + len(tree.folders) + len(tree.refused) >= most:
            tree.complete = False
            break
        path = above + entry.name
        try:
            obstacle = _enter(tree, path, entry, real)
            if path in tree.folders:
                pending.extend((path + "/", inner) for inner in _entries(entry))
        except OSError:
            obstacle = (
                "symbolic link to nothing" if entry.is_symlink() else "thing that cannot be read"
            )
        if obstacle:
            tree.refused[path] = obstacle
    return tree


def _entries(folder: "Path") -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        return sorted(entries, key=lambda entry: entry.name, reverse=True)


def _enter(tree: Tree, path: str, entry: os.DirEntry[str], root: str) -> str:
    """Enter one thing into the tree; the answer is why not, or nothing."""
    status = entry.stat()
    if entry.is_symlink():
        if not os.path.realpath(entry).startswith(os.path.join(root, "")):
            return "symbolic link out of the package"
        if stat.S_ISDIR(status.st_mode):
            return "symbolic link to a folder"
    if stat.S_ISDIR(status.st_mode):
        if entry.name not in SKIPPED and not os.path.exists(os.path.join(entry, "pyvenv.cfg")):
            tree.folders.add(path)
        return ""
    if not stat.S_ISREG(status.st_mode):
        return _SPECIAL.get(stat.S_IFMT(status.st_mode), "special file")
    tree.files[path] = status.st_size
    return ""


def modules_beside(folder: "Path") -> dict[str, int]:
    """The `.py` files of a folder and of the packages (folders with `__init__.py`) in it, with sizes in bytes."""
    found = {}
    for entry in reversed(_entries(folder)):
        if entry.name.endswith(".py") and entry.is_file():
            found[entry.name] = entry.stat().st_size
        elif os.path.isfile(os.path.join(entry, "__init__.py")) and not entry.is_symlink():
            inner = read_tree(entry.path, 2_000).files.items()
            found |= {f"{entry.name}/{path}": size for path, size in inner if path.endswith(".py")}
    return found


def make_folders(destination: "Path", folders: "Iterable[str]") -> None:
    """Make folders, by their paths in `destination`."""
    for folder in folders:
        os.makedirs(os.path.join(destination, folder), exist_ok=True)


def copy_files(root: "Path", destination: "Path", files: "Iterable[tuple[str, str, int]]") -> None:
    """Copy files (path in `root`, path in `destination`, size in bytes) as ordinary files in the usual modes.

    Raises:
        OSError: the disk has no room for all of them, or one of them cannot be read or written.
    """
    chosen = list(files)
    total, free = sum(size for _, _, size in chosen), shutil.disk_usage(destination).free
    if total > free:
        raise OSError(f"{in_units(total)} are to be copied and {in_units(free)} are free")
    for source, copy, _ in chosen:
        place = os.path.join(destination, copy)
        os.makedirs(os.path.dirname(place), exist_ok=True)
        shutil.copyfile(os.path.join(root, source), place)


def read_files(root: "Path", files: "Mapping[str, int]", budget: "Budget") -> dict[str, bytes]:
    """The contents of files of a folder (path to size in bytes); left out is what cannot be read or is too much."""
    contents = {}
    for path, size in files.items():
        try:
            if budget.takes(size):
                with open(os.path.join(root, path), "rb") as file:
                    contents[path] = file.read()
        except OSError:
            continue
    return contents
