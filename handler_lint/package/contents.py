"""What a folder or an archive holds of a package: its listing, its sources and its samples, read once."""

import os
import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from handler_lint.package.archive import read_archive
from handler_lint.package.folder import MOST_ENTRIES, modules_beside, read_files, read_tree
from handler_lint.package.layers import ArchiveLayer, FolderLayer
from handler_lint.package.layout import (
    CODE,
    LIGHT_BYTES,
    SOURCE_BYTES,
    find_handler,
    is_beside_sample,
    is_light,
    is_source,
    requirement_lists,
)
from handler_lint.package.limits import MB, Budget
from handler_lint.package.model import Layer, Listing, Refused
from handler_lint.package.names import parents, under
from handler_lint.package.samples import SAMPLE_BYTES, sample_budget
from handler_lint.package.typed import left_out, too_many

MOST_SOURCES = 2_000
ALL_SOURCE_BYTES = 64 * MB
HANDLER_BYTES = 64 * MB


@dataclass(frozen=True, slots=True)
class Contents:
    """One package as it was found; `handler` is empty if it has none."""

    kind: Literal["file", "folder", "archive"]
    root: str
    handler: str
    listing: Listing
    sources: Mapping[str, bytes]
    kept: Mapping[str, bytes]
    refused: tuple[Refused, ...]
    layers: tuple[Layer, ...]
    complete: bool = True
    warnings: tuple[str, ...] = ()


def of_archive(typed: str, program: str = "") -> Contents:
    """Read a model archive once; small files of the code and samples stay in memory.

    Raises:
        ArchiveError: it is no tar, is damaged, or exceeds a limit.
    """
    sources, light, samples = _source_budget(), Budget(20_000, ALL_SOURCE_BYTES), sample_budget()

    def wanted(path: str, size: int) -> bool:
        if find_handler({path: size}, program):
            return size <= HANDLER_BYTES
        if path.endswith(".py") and size <= SOURCE_BYTES:
            return sources.takes(size)
        if is_beside_sample(path):
            return size <= SAMPLE_BYTES and samples.takes(size)
        # without a code folder the root is the code: what is light is known only when all is listed
        return is_light(path, size, "") and size <= LIGHT_BYTES and light.takes(size)

    listing, kept, refused = read_archive(Path(typed), wanted)
    handler = find_handler(listing.files, program)
    chosen = {path: kept[path] for path in _sources(listing.files, handler) if path in kept}
    layer = ArchiveLayer(Path(typed), typed, listing, kept)
    warnings = tuple(left_out(typed, ((one.path, one.kind) for one in refused)))
    return Contents(
        "archive", typed, handler, listing, chosen, kept, refused, (layer,), warnings=warnings
    )


def of_folder(typed: str, named: str = "", program: str = "") -> Contents:
    """List a folder and read its sources and samples; `named` is the path of the handler in it, if that is known.

    Raises:
        OSError: the folder cannot be read.
    """
    root = Path(os.path.realpath(typed))
    tree = read_tree(root, MOST_ENTRIES)
    if named and (root / named).is_file():
        # named by the user, so part of the package wherever it lies
        tree.files.setdefault(named, (root / named).stat().st_size)
        tree.folders.update(parents(named))
    handler = named or find_handler(tree.files, program)
    sources = read_files(root, _sources(tree.files, handler), _source_budget())
    samples = {
        path: size
        for path, size in tree.files.items()
        if is_beside_sample(path) and size <= SAMPLE_BYTES
    }
    lists = {path: tree.files[path] for path in requirement_lists(handler) if path in tree.files}
    kept = read_files(root, lists, _source_budget()) | read_files(root, samples, sample_budget())
    listing = Listing(tree.files, frozenset(tree.folders))
    refused = tuple(Refused(path, kind) for path, kind in tree.refused.items())
    layer = FolderLayer(root, typed, listing)
    warnings = left_out(typed, tree.refused.items())
    if not tree.complete:
        warnings.append(
            f"{too_many(typed)}, so it is read and not run; check the folder of the package alone"
        )
    return Contents(
        "folder",
        typed,
        handler,
        listing,
        sources,
        kept,
        refused,
        (layer,),
        tree.complete,
        tuple(warnings),
    )


def of_file(target: str) -> Contents:
    """Read a handler file and the modules and packages beside it; the file itself need not be there.

    Raises:
        OSError: its folder cannot be read.
    """
    typed, name = os.path.split(target)
    root = Path(os.path.realpath(typed or "."))
    files = modules_beside(root) if root.is_dir() else {}
    first = {name: files[name]} if name in files else {}
    chosen = {path: size for path, size in files.items() if size <= SOURCE_BYTES and path != name}
    sources = read_files(root, {**first, **chosen}, _source_budget())
    folders = frozenset(folder for path in files for folder in parents(path))
    listing = Listing(files, folders)
    layer = FolderLayer(root, typed, listing)
    return Contents("file", typed, name, listing, sources, {}, (), (layer,))


def _sources(files: Mapping[str, int], handler: str) -> dict[str, int]:
    """The files that are read as Python, the handler first and at any size."""
    home, has_code = posixpath.dirname(handler), any(under(path, CODE) for path in files)
    first = {handler: files[handler]} if handler in files else {}
    return first | {
        path: size for path, size in files.items() if is_source(path, size, home, has_code)
    }


def _source_budget() -> Budget:
    return Budget(MOST_SOURCES, ALL_SOURCE_BYTES)
