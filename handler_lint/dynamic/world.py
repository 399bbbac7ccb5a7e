"""The folders of a run."""

import os


class World:
    """The package's private copy at an odd path, the handler's own folders, and an empty one; made at once.

    `complaints` is a file for what the interpreter itself says.

    Args:
        folder: a private folder, with all links in its path resolved.
    """

    __slots__ = ("complaints", "elsewhere", "home", "root", "tmp")

    def __init__(self, folder: str) -> None:
        self.root = f"{folder}/odd place/model"
        self.home = f"{folder}/home"
        self.tmp = f"{folder}/tmp"
        self.elsewhere = f"{folder}/elsewhere"
        self.complaints = f"{folder}/complaints"
        for path in (os.path.dirname(self.root), self.root, self.home, self.tmp, self.elsewhere):
            os.mkdir(path)

    def in_package(self, folder: str) -> str:
        """A folder of the package, by its path relative to the root."""
        return f"{self.root}/{folder}" if folder else self.root
