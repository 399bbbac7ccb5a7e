"""Paths of members: which of them can be made inside a folder, and how they are printed."""

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from handler_lint.package.limits import Limits

NAME_BYTES = 255
"""The longest file name that the usual file systems hold."""


def printable(text: str) -> str:
    """`text` for a terminal or a report: control characters, surrogates and invisible ones as escapes."""
    if text.isprintable():
        return text
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape", "surrogatepass").decode()
        for char in text
    )


def inside(raw: str, limits: "Limits") -> tuple[str, str]:
    """The path of a member relative to the package root, and why it cannot be made there (empty if it can).

    `./` and doubled slashes are dropped, so the root itself is the empty path.
    """
    parts = [part for part in raw.split("/") if part not in ("", ".")]
    path = "/".join(parts)
    return path, _obstacle(raw, parts, limits)


def _obstacle(raw: str, parts: list[str], limits: "Limits") -> str:
    if raw.startswith("/"):
        return "absolute path"
    # under Windows "C:x" and "a\\b" are elsewhere on the disk, here they are plain names
    if _leaves(parts) or any(os.path.split(part)[1] != part for part in parts):
        return "path leaves the package"
    if ".." in parts:
        return 'path with ".."'
    if "\0" in raw:
        return "path with a NUL character"
    if len("/".join(parts).encode("utf-8", "surrogateescape")) > limits.path:
        return f"path longer than {limits.path} bytes"
    if len(parts) > limits.depth:
        return f"path deeper than {limits.depth} folders"
    if any(len(part.encode("utf-8", "surrogateescape")) > NAME_BYTES for part in parts):
        return f"name longer than {NAME_BYTES} bytes"
    return ""


def _leaves(parts: list[str]) -> bool:
    depth = 0
    for part in parts:
        depth += -1 if part == ".." else 1
        if depth < 0:
            return True
    return False


def parents(path: str) -> list[str]:
    """The folders above `path`, the outermost first, without the root."""
    parts = path.split("/")
    return ["/".join(parts[:depth]) for depth in range(1, len(parts))]


def under(path: str, folder: str) -> bool:
    """Whether `path` lies in `folder`, at any depth; everything lies in the root, the empty path."""
    return not folder or path.startswith(folder + "/")
