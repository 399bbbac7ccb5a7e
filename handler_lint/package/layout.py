"""What is where in a model package, by path alone."""

import posixpath
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase

from handler_lint.package.names import under
from handler_lint.package.sizes import KB, MB

CODE = "code"
HANDLER = "inference.py"
PROGRAM = "SAGEMAKER_PROGRAM"
"""The variable that names the handler where it is not `inference.py`."""
REQUIREMENTS = "requirements.txt"
SOURCE_BYTES = 512 * KB
LIGHT_BYTES = MB

SKIPPED = frozenset(
    {
        "__pycache__",
        "node_modules",
        "venv",
        "env.bak",
        "venv.bak",
        "site-packages",
        "__MACOSX",
        ".git",
        ".hg",
        ".svn",
        ".venv",
        ".tox",
        ".nox",
        ".eggs",
        ".idea",
        ".vscode",
        ".mypy_cache",
        ".pytest_cache",
        ".ruff_cache",
        ".ipynb_checkpoints",
        ".aws-sam",
    }
)
"""Folders that belong to tools: never read and never copied from a folder."""

SAMPLE_FOLDERS = ("csv_samples", "json_samples", "payload_samples")
_LIGHT = (".py", ".json", ".toml", ".txt")
_NO_MODEL_FOLDERS = frozenset({"test", "tests", "doc", "docs", "example", "examples", "notebooks"})
_NO_MODEL_NAMES = ("readme", "license", "licence", "copying", "notice", "changelog")
_NO_MODEL_ENDINGS = (
    *(".py", ".pyi", ".pyc", ".ipynb", ".sh", ".md", ".rst"),
    *(".toml", ".cfg", ".ini", ".lock", ".tar.gz", ".tgz"),
)
_NO_MODEL = ("makefile", "dockerfile*", "docker-compose*", "requirements*.txt", "constraints*.txt")


def find_handler(files: Mapping[str, int], program: str = "") -> str:
    """The handler of a package: `code/inference.py`, else `inference.py` at the root, else nothing.

    Args:
        program: its name where it is another one, as a server gets it in `SAGEMAKER_PROGRAM`.
    """
    name = program or HANDLER
    candidates = (f"{CODE}/{name}", name)
    return next((path for path in candidates if path in files), "")


def requirement_lists(handler: str) -> tuple[str, ...]:
    """Where a server looks for the distributions to install: beside `code/inference.py`, or beside the handler."""
    home = handler.rpartition("/")[0]
    return tuple(dict.fromkeys([f"{CODE}/{REQUIREMENTS}", f"{home}/{REQUIREMENTS}".lstrip("/")]))


def nested_handler(files: Iterable[str]) -> str:
    """A handler that lies a folder too deep, the one with the shortest path; empty if there is none."""
    nested = [path for path in files if path.endswith(f"/{HANDLER}")]
    return min(nested, key=lambda path: (path.count("/"), path), default="")


def import_roots(handler: str, files: Iterable[str]) -> tuple[str, ...]:
    """Where modules are looked up: the handler's own folder, `code/` where there is one, the root."""
    code = CODE if any(under(path, CODE) for path in files) else ""
    home = posixpath.dirname(handler)
    return tuple(dict.fromkeys([home or code, code, ""]))


def is_source(path: str, size: int, home: str, has_code: bool) -> bool:
    """Whether a file is read as Python: under `code/`, at the root, or where the handler is at home."""
    if not path.endswith(".py") or size > SOURCE_BYTES:
        return False
    beside = under(path, home) if home else not has_code
    return "/" not in path or under(path, CODE) or beside


def is_light(path: str, size: int, home: str) -> bool:
    """Whether a copy without the model holds the file: the code, and small texts at the root.

    Without a `code/` folder the root is the code, so small texts at any depth count.
    """
    if under(path, CODE) or (home and under(path, home)):
        return True
    deep = "/" in path and home != ""
    return not deep and path.endswith(_LIGHT) and size <= LIGHT_BYTES


def is_beside_sample(path: str) -> bool:
    """Whether a file of a package is a payload sample by its path: beside `code/`, under one of the known names."""
    top, *below = path.split("/")
    if not below:
        return top.startswith("payload_")
    return top in SAMPLE_FOLDERS


def is_model_file(path: str, home: str, samples: str) -> bool:
    """Whether a file makes its folder a package: not code, sample, document, configuration or litter of a tool.

    Args:
        home: the folder of the handler.
        samples: the given folder of samples, if it lies in the package.
    """
    if any(part.startswith(".") or part in SKIPPED for part in path.split("/")):
        return False
    *folders, name = path.lower().split("/")
    if under(path, CODE) or (home and under(path, home)) or is_beside_sample(path):
        return False
    if (samples and under(path, samples)) or not _NO_MODEL_FOLDERS.isdisjoint(folders):
        return False
    # not license_plates.pth
    is_text = posixpath.splitext(name)[1] in ("", ".txt")
    if (is_text and name.startswith(_NO_MODEL_NAMES)) or name.endswith(_NO_MODEL_ENDINGS):
        return False
    return not any(fnmatchcase(name, pattern) for pattern in _NO_MODEL)


def imported(handler: str, sources: Mapping[str, bytes]) -> list[str]:
    """The modules of a package whose names occur in the handler or in another of them, so that nothing else is read."""
    import re

    reached: list[str] = []
    waiting = [handler]
    others = {path for path in sources if path != handler}
    while waiting:
        text = sources[waiting.pop()]
        for path in sorted(others):
            name = path.removesuffix(".py").removesuffix("/__init__").rpartition("/")[2]
            if re.search(rb"\b%s\b" % re.escape(name.encode()), text):
                others.discard(path)
                reached.append(path)
                waiting.append(path)
    return reached
