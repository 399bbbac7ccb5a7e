"""Paths, files and machines: what a load or a request takes for granted of the endpoint."""

import ast
import re
from collections.abc import Iterator, Mapping

from handler_lint.static.source import Source
from handler_lint.static.written.model import (
    Definition,
    Written,
    dotted,
    names_given,
    nodes_of,
    place_of,
)
from handler_lint.static.written.names import NAMES

ABSOLUTE = re.compile(r"/(opt/ml/|home/|root/|Users/|mnt/|content/|workspace/)|[A-Za-z]:[\\/]")
HUB = re.compile(r"[A-Za-z0-9][\w.-]*(/[\w.-]+)?")
FILE = re.compile(
    r"(\./)?[\w-][\w./-]*\.(pkl|pickle|joblib|pth?|h5|keras|onnx|npy|npz|json|txt|csv|model|bin|sav|ya?ml)"
)
LOADERS = NAMES["loaders"]
SHOWN = ("print", "getenv", "get", "debug", "info", "warning", "error", "exception", "setdefault")
WRITERS = NAMES["writers"]
LOOKS = NAMES["path_tests"]

DOWNLOADS = NAMES["downloads"]
HUB_LOADERS = NAMES["hub_loaders"]


def load_facts(
    source: Source, loading: Mapping[str, Definition], directory: str
) -> Iterator[Written]:
    """Of `model_fn` and what it comes to; `directory` is its parameter."""
    for name, function in loading.items():
        if name == "model_fn" and not any(isinstance(one, ast.Call) for one in nodes_of(function)):
            yield Written("constant_model", "", place_of(source, function, name))
        looks = any(dotted(one.func).endswith(LOOKS) for one in _calls(function))
        for node in nodes_of(function):
            if isinstance(node, ast.Constant) and looks and _is_calibration(node):
                yield Written("calibration", str(node.value), place_of(source, node, name))
            if (found := _of_paths(node, directory)) is not None or (
                found := _of_calls(node, directory)
            ) is not None:
                is_call = found[0] == "no_map_location" and isinstance(node, ast.Call)
                shown = getattr(node, "func", node) if is_call else node
                yield Written(*found, place_of(source, shown, name))


def _calls(function: Definition) -> Iterator[ast.Call]:
    return (one for one in nodes_of(function) if isinstance(one, ast.Call))


def _is_calibration(node: ast.Constant) -> bool:
    """Whether a text is a path in the folder `calibration`."""
    path = node.value if isinstance(node.value, str) else ""
    return path.strip("/").partition("/")[0] == "calibration"


def _of_paths(node: ast.AST, directory: str) -> tuple[str, str] | None:
    match node:
        case ast.Call(func=ast.Name(id="next"), args=[ast.Call(func=function), *_]):
            if _name(function) in ("glob", "iglob", "iterdir", "rglob", "scandir"):
                return "any_file", ast.unparse(node)
        case ast.Call(func=function, args=arguments) if _name(function) not in SHOWN:
            for one in arguments:
                if isinstance(one, ast.Constant) and isinstance(one.value, str):
                    if ABSOLUTE.match(one.value):
                        return "absolute_path", one.value
                    if (
                        _name(function) in LOADERS
                        and one is arguments[0]
                        and FILE.fullmatch(one.value)
                    ):
                        return "relative_path", one.value
        case ast.BinOp(left=ast.Name(id=name), op=ast.Add(), right=ast.Constant(value=str(text))):
            if name == directory and not text.startswith(("/", ".")):
                return "no_separator", text
        case ast.JoinedStr(
            values=[ast.FormattedValue(value=ast.Name(id=name)), ast.Constant(value=str(text)), *_]
        ):
            if name == directory and not text.startswith(("/", "\\", ".")) and "/" not in text:
                return "no_separator", text
        case ast.Subscript(value=ast.Call(func=function), slice=ast.Constant(value=0)):
            if _name(function) in ("listdir", "glob", "iglob", "iterdir"):
                return "any_file", ast.unparse(node)
    return None


def _of_calls(node: ast.AST, directory: str) -> tuple[str, str] | None:
    if not isinstance(node, ast.Call):
        return None
    called, given = dotted(node.func), {one.arg: one.value for one in node.keywords}
    last = called.rpartition(".")[2]
    if _writes(node, directory):
        return "writes", called
    if called in DOWNLOADS or last in ("download_file", "download_fileobj"):
        return "downloads", called
    if last in HUB_LOADERS and "local_files_only" not in given:
        by_name = given.get("model", given.get("pretrained_model_name_or_path"))
        first = node.args[0] if node.args else None
        text = _text(by_name or (first if last != "pipeline" else None))
        if HUB.fullmatch(text) and (last == "from_pretrained" or "/" in text):
            return "hub", text
    if called in ("torch.load", "torch.jit.load"):
        return (
            ("no_map_location", called)
            if "map_location" not in given and not node.args[1:]
            else None
        )
    return None


def _writes(call: ast.Call, directory: str) -> bool:
    """Whether a call writes where the model's folder is part of the path."""
    name = _name(call.func)
    if name == "open":
        mode = call.args[1] if call.args[1:] else None
        mode = next((one.value for one in call.keywords if one.arg == "mode"), mode)
        return bool(set(_text(mode)) & set("wax+")) and directory in names_given(call)
    return name in WRITERS and directory in names_given(call)


def _text(node: ast.expr | None) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _name(function: ast.expr) -> str:
    return dotted(function).rpartition(".")[2]
