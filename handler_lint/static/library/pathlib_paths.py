"""`pathlib` paths: their texts are known, and what lies there as far as the listing of the package says."""

import posixpath
from pathlib import PurePosixPath
from typing import Any

import libcst as cst

from handler_lint.static.kinds import content_of
from handler_lint.static.library import environment, files
from handler_lint.static.library.intrinsics import intrinsic
from handler_lint.static.machine import Machine
from handler_lint.static.values import LIBRARY, PACKAGE, FilePath, Method, Stream

PURE_NAMES = ("name", "stem", "suffix", "parts", "suffixes", "root", "anchor")
PURE_METHODS = (
    *("with_suffix", "with_name", "with_stem", "joinpath", "relative_to", "as_posix"),
    *("is_absolute", "match", "is_relative_to"),
)
TESTS = {"exists": None, "is_file": False, "is_dir": True}


@intrinsic("pathlib.Path", "pathlib.PurePath", "pathlib.PosixPath", "pathlib.PurePosixPath")
def _path(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    parts = [text for one in args if (text := files.text_of(one)) is not None]
    if len(parts) < len(args):
        return m.unknown("any", content_of(*args), LIBRARY)
    return FilePath(PurePosixPath(*parts))


@intrinsic("pathlib.Path.cwd")
def _cwd(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    return FilePath(PurePosixPath(m.world.cwd))


def path_attribute(m: Machine, owner: FilePath, name: str, node: cst.CSTNode) -> Any:
    """An attribute of a `pathlib` path."""
    if name in PURE_NAMES:
        return getattr(owner.pure, name)
    if name == "parent":
        return FilePath(owner.pure.parent)
    if name == "parents":
        return [FilePath(one) for one in owner.pure.parents]
    return Method(owner, name)


def path_method(m: Machine, owner: FilePath, name: str, args: list[Any], node: cst.CSTNode) -> Any:
    """A method of a `pathlib` path."""
    text = str(owner)
    if name in PURE_METHODS and all(isinstance(one, (str, FilePath)) for one in args):
        try:
            made = getattr(owner.pure, name)(*(str(one) for one in args))
        except ValueError as error:
            raise m.fail(ValueError, str(error), node) from None
        return FilePath(made) if isinstance(made, PurePosixPath) else made
    if name in ("resolve", "absolute", "expanduser"):
        return FilePath(PurePosixPath(posixpath.normpath(posixpath.join(m.world.cwd, text))))
    if name in TESTS:
        return environment.path_test(TESTS[name])(m, node, [text], {})
    if name in ("open", "read_text", "read_bytes"):
        mode = args[0] if name == "open" and args and isinstance(args[0], str) else "r"
        content = files.open_path(m, owner, node, f"Path.{name}", mode)
        kind = {"read_text": "str", "read_bytes": "bytes"}.get(
            name, "binary file" if "b" in mode else "text file"
        )
        if name != "open":
            return m.unknown(kind, content, LIBRARY)
        return files.open_file(m, kind, owner, content)
    if name in ("write_text", "write_bytes", "mkdir", "touch"):
        files.open_path(m, owner, node, f"Path.{name}", "w")
        return None
    if name in ("glob", "rglob", "iterdir"):
        return _listed(m, owner, name, args)
    return m.library(PACKAGE)


def _listed(m: Machine, owner: FilePath, name: str, args: list[Any]) -> Any:
    found: list[str] | None = None
    if name == "iterdir":
        names = files.listed(m, str(owner))
        found = [f"{owner}/{one}" for one in names] if names is not None else None
    elif name == "glob" and args and isinstance(args[0], str):
        found = files.matching(m, f"{owner}/{args[0]}")
    if found is None:
        return m.unknown("generator", PACKAGE, LIBRARY)
    paths = [FilePath(PurePosixPath(one)) for one in found]
    return Stream("generator", list(paths), loops=m.loops)
