"""A private copy of a package that is run as it is: nothing of it is read or kept in memory.

Only what is needed is imported, here and in what this file needs: the answer to one request waits for it.
"""

import os

from handler_lint.package.folder import (
    MOST_ENTRIES,
    Tree,
    copy_files,
    make_folders,
    modules_beside,
    read_tree,
)
from handler_lint.package.layout import CODE
from handler_lint.package.names import printable
from handler_lint.package.private import cannot_write
from handler_lint.package.typed import (
    TargetError,
    check_exists,
    check_packed,
    left_out,
    too_many,
    unreadable,
)


class Copy:
    """What was copied: sizes in bytes by path, and by path the kind of each thing that was not.

    `kind` is `folder` or `archive`, `root` that as it was typed, `handler` the path of a handler that was named.
    """

    __slots__ = ("files", "handler", "kind", "refused", "root")

    def __init__(
        self, kind: str, root: str, files: dict[str, int], refused: dict[str, str]
    ) -> None:
        self.kind = kind
        self.root = root
        self.files = files
        self.refused = refused
        self.handler = ""

    @property
    def warnings(self) -> list[str]:
        """One line each, for stderr."""
        return left_out(self.root, self.refused.items())


def copy_package(target: str, package: str | None, destination: str) -> Copy:
    """Copy the package at a path into the empty folder `destination`: all of it, as ordinary files.

    Args:
        target: a package folder, a model archive, or a handler file.
        package: for a handler file, the folder or archive that it belongs to. A file from elsewhere is laid over its
            `code/`, with the modules beside it.

    Raises:
        TargetError: a path does not exist or cannot be read, an archive is damaged.
        WorkspaceError: there is no room for the copy.
    """
    if not target.endswith(".py") or os.path.isdir(target):
        if package is not None:
            raise TargetError(
                f"{printable(target)}: --package is for a target that is a handler file; leave it out"
            )
        return _whole(target, destination)
    check_exists(target)
    if package is None:
        raise TargetError(
            f"{printable(target)}: a file alone is not run; name its package with --package"
        )
    check_exists(package)
    root, file = os.path.join(os.path.realpath(package), ""), os.path.realpath(target)
    if os.path.isdir(package) and file.startswith(root):
        return _folder(package, destination, file.removeprefix(root).replace(os.sep, "/"))
    copied = _whole(package, destination)
    _lay_over(target, copied, destination)
    return copied


def _whole(target: str, destination: str) -> Copy:
    check_exists(target)
    if os.path.isdir(target):
        return _folder(target, destination)
    try:
        check_packed(target)
    except OSError as error:
        raise unreadable(target, error) from None
    return _archive(target, destination)


def _folder(target: str, destination: str, named: str = "") -> Copy:
    """Copy a folder; `named` is the path of the handler in it, if the user named that."""
    root = os.path.realpath(target)
    try:
        tree = read_tree(root, MOST_ENTRIES)
    except OSError as error:
        raise unreadable(target, error) from None
    if not tree.complete:
        raise TargetError(f"{too_many(target)}; name the folder of the package alone")
    if named:
        # so it is part of the package wherever it lies
        tree.files.setdefault(named, os.stat(os.path.join(root, named)).st_size)
    _copy(target, root, tree, destination)
    copied = Copy("folder", target, tree.files, tree.refused)
    copied.handler = named
    return copied


def _copy(target: str, root: str, tree: Tree, destination: str, at: str = "") -> None:
    try:
        make_folders(destination, (at + folder for folder in tree.folders))
        copy_files(
            root, destination, ((path, at + path, size) for path, size in tree.files.items())
        )
    except OSError as error:
        raise cannot_write(f"a copy of {printable(target)}", destination, error) from None


def _archive(target: str, destination: str) -> Copy:
    from handler_lint.package.archive import ArchiveError, extract_archive

    try:
        refused = extract_archive(target, destination, lambda path, size: True)
        files = read_tree(destination).files
    except ArchiveError as error:
        raise TargetError(str(error)) from None
    except OSError as error:
        raise cannot_write(f"a copy of {printable(target)}", destination, error) from None
    return Copy("archive", target, files, {one.path: one.kind for one in refused})


def _lay_over(target: str, copied: Copy, destination: str) -> None:
    """Copy a handler from elsewhere, with the modules beside it, into `code/`."""
    above, name = os.path.split(target)
    tree = Tree()
    try:
        tree.files = modules_beside(above or ".")
    except OSError as error:
        raise unreadable(target, error) from None
    _copy(target, os.path.realpath(above or "."), tree, destination, f"{CODE}/")
    copied.files.update({f"{CODE}/{path}": size for path, size in tree.files.items()})
    copied.handler = f"{CODE}/{name}"
