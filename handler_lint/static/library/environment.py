"""What lies around the process: the files of the package, the working folder, the environment."""

import posixpath
from typing import Any

import libcst as cst

from handler_lint.static.kinds import key_of
from handler_lint.static.library import files
from handler_lint.static.library.intrinsics import INTRINSICS, Intrinsic, intrinsic
from handler_lint.static.machine import Machine
from handler_lint.static.values import LIBRARY, PACKAGE


@intrinsic("builtins.open", "io.open")
def _open(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    mode = args[1] if len(args) > 1 else keywords.get("mode", "r")
    path = args[0] if args else keywords.get("file")
    word = mode if isinstance(mode, str) else "r"
    content = files.open_path(m, path, node, "open", word)
    kind = "binary file" if "b" in word else "text file"
    if not isinstance(mode, str):
        kind = "any"
    return files.open_file(m, kind, path, content, {"text file": "str"}.get(kind, "any"))


def path_test(folder: bool | None) -> Intrinsic:
    """`exists`, `isfile`, `isdir`: whether a path is there at all, as no folder, or as a folder."""

    def test(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
        text = files.text_of(args[0]) if args else None
        there = files.exists(m, text, folder=folder) if text is not None else None
        if there is not None:
            return there
        which = text if text is not None else key_of(args[0] if args else None)
        written = len(m.files_written)
        return m.unknown("bool", PACKAGE, LIBRARY, "exists", folder, which, written)

    return test


INTRINSICS["os.path.exists"] = path_test(None)
INTRINSICS["os.path.isfile"] = path_test(False)
INTRINSICS["os.path.isdir"] = path_test(True)


@intrinsic("os.path.abspath", "os.path.realpath")
def _abspath(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    text = files.text_of(args[0]) if args else None
    if text is None:
        return m.unknown("str", PACKAGE, LIBRARY)
    return posixpath.normpath(posixpath.join(m.world.cwd, text))


@intrinsic("os.getcwd")
def _getcwd(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    return m.world.cwd


@intrinsic("os.listdir")
def _listdir(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    text = files.text_of(args[0] if args else m.world.cwd)
    names = files.listed(m, text) if text is not None else None
    return m.unknown("list", PACKAGE, LIBRARY, items="str") if names is None else names


@intrinsic("glob.glob", "glob.iglob")
def _glob(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    text = files.text_of(args[0]) if args else None
    found = files.matching(m, text) if text is not None and not keywords else None
    return found if found is not None else m.unknown("list", PACKAGE, LIBRARY, items="str")


@intrinsic("os.makedirs", "os.mkdir")
def _make_folder(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    files.open_path(m, args[0] if args else None, node, "makedirs", "w")
    return None


@intrinsic("os.environ.get", "os.getenv")
def _environ_get(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    name = args[0] if args else keywords.get("key")
    default = args[1] if len(args) > 1 else keywords.get("default")
    if isinstance(name, str) and name in m.world.environ:
        return m.world.environ[name]
    return default


def environ_item(m: Machine, name: Any, node: cst.CSTNode) -> Any:
    """`os.environ[name]`: the endpoint may set what this world does not know."""
    if isinstance(name, str) and name in m.world.environ:
        return m.world.environ[name]
    m.may_raise("the variable is set", (KeyError,), PACKAGE, node)
    return m.unknown("str", PACKAGE, LIBRARY, "environ", key_of(name))
