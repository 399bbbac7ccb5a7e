"""The files of the abstract world: what lies in the package is known where its listing is complete."""

import fnmatch
import posixpath
from collections.abc import Iterable
from typing import Any

import libcst as cst

from handler_lint.calls import Event
from handler_lint.static.machine import MODEL_DIR, Machine
from handler_lint.static.values import (
    LIBRARY,
    PACKAGE,
    FilePath,
    Origin,
    Unknown,
)


def text_of(path: Any) -> str | None:
    """The text of a path, or None where it is not known."""
    if isinstance(path, FilePath):
        return str(path)
    return str(path) if isinstance(path, str) else None


def relative(m: Machine, path: str) -> str | None:
    """A path relative to the package root, or None if it lies elsewhere."""
    full = posixpath.normpath(posixpath.join(m.world.cwd, path))
    if full == MODEL_DIR:
        return ""
    return full[len(MODEL_DIR) + 1 :] if full.startswith(MODEL_DIR + "/") else None


def exists(m: Machine, path: str, *, folder: bool | None = None) -> bool | None:
    """Whether a path is there, as a folder or a file; None where it is not known."""
    inner = relative(m, path)
    if inner is None or m.world.files is None:
        return True if inner == "" and folder is not False else None
    if inner in m.written():
        return None
    is_folder = inner == "" or inner in m.world.folders
    is_file = inner in m.world.files
    return {None: is_folder or is_file, True: is_folder, False: is_file}[folder]


def listed(m: Machine, path: str) -> list[str] | None:
    """The names in a folder of the package, sorted, or None where they are not known."""
    inner = relative(m, path)
    if inner is None or m.world.files is None or m.written():
        return None
    start = f"{inner}/" if inner else ""
    below = [
        one[len(start) :] for one in (*m.world.files, *m.world.folders) if one.startswith(start)
    ]
    return sorted({one.partition("/")[0] for one in below if one})


def matching(m: Machine, pattern: str) -> list[str] | None:
    """The paths that a glob pattern matches, or None where that is not known."""
    inner = relative(m, pattern)
    if inner is None or m.world.files is None or m.written() or "**" in pattern:
        return None
    there = (*m.world.files, *m.world.folders)
    depth = inner.count("/")
    start = pattern[: len(pattern) - len(inner)] if pattern.endswith(inner) else f"{MODEL_DIR}/"
    found = [one for one in there if one.count("/") == depth and fnmatch.fnmatchcase(one, inner)]
    return [start + one for one in sorted(found)]


def open_path(m: Machine, path: Any, node: cst.CSTNode, what: str, mode: str = "r") -> Origin:
    """A library opens a path: an event, and the exception where the file is surely not there."""
    text = text_of(path)
    if isinstance(path, Unknown) or text is None:
        m.may_raise(what, (FileNotFoundError,), PACKAGE, node)
        return PACKAGE
    inner = relative(m, text)
    if mode[:1] in ("w", "a", "x"):
        m.write(inner if inner is not None else text)
        return PACKAGE
    there = exists(m, text)
    shown = inner if inner is not None else text
    m.record(Event("opened", shown, m.spot(node), missing=there is False, by=what))
    if there is False:
        message = f"[Errno 2] No such file or directory: '{text}'"
        raise m.fail(
            FileNotFoundError, message, node, 2, "No such file or directory", missing=inner
        )
    if what in PLAIN and inner == "":
        message = f"[Errno 21] Is a directory: '{text}'"
        raise m.fail(IsADirectoryError, message, node, 21, "Is a directory")
    m.may_raise(what, (), PACKAGE, node)
    return PACKAGE


def open_file(m: Machine, kind: str, path: Any, content: Origin, items: str = "any") -> Unknown:
    """What `open` returns: a file that knows its path, where that is known."""
    text = text_of(path)
    if text is None or isinstance(path, Unknown):
        return m.unknown(kind, content, LIBRARY, items=items)
    inner = relative(m, text)
    shown = inner if inner is not None else text
    return m.unknown(kind, content, LIBRARY, "open file", shown, m.fresh(), items=items)


PLAIN = ("open", "io.open")
"""Functions that open a file alone; those of libraries may take a folder."""


def passed(m: Machine, values: Iterable[Any], node: cst.CSTNode, by: str = "") -> None:
    """A function of which nothing is known is given these values: of paths in the package it may do anything."""
    for value in values:
        text = text_of(value)
        if text is not None and text.startswith(MODEL_DIR):
            m.record(Event("passed", relative(m, text) or ".", m.spot(node), by=by))


def read_from(m: Machine, file: Any, node: cst.CSTNode, what: str) -> None:
    """A library reads a file object."""
    if isinstance(file, Unknown):
        if file.key[:1] == ("open file",):
            m.record(Event("read", file.key[1], m.spot(node), by=what))
        m.may_raise(what, (), file.content, node)
