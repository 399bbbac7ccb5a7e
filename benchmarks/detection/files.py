"""Mistakes that are made when a package is put together: each changes one file of a package, or where it lies.

Like the operators on sources they know nothing of handlers but where files lie.
"""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.detection.operators import Mutant

POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"


def leave_out(root: Path, path: str) -> None:
    """The file is not packed."""
    (root / path).unlink()


def name_otherwise(root: Path, path: str) -> None:
    """The file has another name than the one that is loaded."""
    file = root / path
    file.rename(file.with_name(f"final_{file.name}"))


def put_into_folder(root: Path, path: str) -> None:
    """The file lies a folder deeper."""
    folder = root / Path(path).parent / "artifacts"
    folder.mkdir(exist_ok=True)
    (root / path).rename(folder / Path(path).name)


def put_at_root(root: Path, path: str) -> None:
    """A module lies beside `code/` in a folder of its own."""
    folder = root / "lib"
    folder.mkdir(exist_ok=True)
    (root / path).rename(folder / Path(path).name)


def put_into_code(root: Path, path: str) -> None:
    """A model file lies beside the handler."""
    (root / path).rename(root / "code" / Path(path).name)


def cut(root: Path, path: str) -> None:
    """Half of the file is there."""
    data = (root / path).read_bytes()
    (root / path).write_bytes(data[: len(data) // 2])


def empty(root: Path, path: str) -> None:
    """Nothing of the file is there."""
    (root / path).write_bytes(b"")


def pointer(root: Path, path: str) -> None:
    """A pointer of Git LFS is in its place."""
    (root / path).write_text(POINTER)


def shadow(root: Path, path: str) -> None:
    """A module of the standard library that the handler imports is the name of a file beside it."""
    (root / "code" / f"{path}.py").write_text('"""Helpers."""\n')


MODEL: tuple[Callable[[Path, str], None], ...] = (
    *(leave_out, name_otherwise, put_into_folder, put_into_code, cut, empty, pointer),
)
MODULE: tuple[Callable[[Path, str], None], ...] = (leave_out, name_otherwise, put_at_root, cut)
OPERATORS = {one.__name__: one for one in (*MODEL, *MODULE, shadow)}


def file_mutants(root: Path) -> Iterator[tuple[str, Mutant]]:
    """All mistakes with the files of a clean package, each with the path that it is about."""
    for file in sorted(one for one in root.rglob("*") if one.is_file()):
        path = file.relative_to(root).as_posix()
        if "samples/" in path or path == "code/inference.py" or "__pycache__" in path:
            continue
        for operator in MODULE if path.startswith("code/") else MODEL:
            yield path, Mutant(operator.__name__, 0, "", "")
    text = (root / "code" / "inference.py").read_text(encoding="utf-8")
    for name in ("json", "csv"):
        if f"import {name}\n" in text:
            yield name, Mutant(shadow.__name__, 0, "", "")


def apply(root: Path, path: str, operator: str) -> None:
    """Make the mistake in a copy of the package."""
    OPERATORS[operator](root, path)
    shutil.rmtree(root / "code" / "__pycache__", ignore_errors=True)
