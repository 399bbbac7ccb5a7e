"""From what the user typed to the package that is linted."""

import os
import posixpath
from dataclasses import replace
from pathlib import Path

from handler_lint.package.contents import HANDLER_BYTES, Contents, of_archive, of_file, of_folder
from handler_lint.package.layers import BufferLayer, FolderLayer
from handler_lint.package.layout import CODE, import_roots, is_model_file, requirement_lists
from handler_lint.package.limits import ArchiveError, in_units
from handler_lint.package.missing import nested_root, no_handler
from handler_lint.package.model import Listing, Package
from handler_lint.package.names import parents, printable
from handler_lint.package.samples import Found, samples_beside, samples_in, samples_packed
from handler_lint.package.typed import (
    NestedRoot,
    NothingToCheck,
    TargetError,
    check_exists,
    check_packed,
    unreadable,
)

__all__ = ["NestedRoot", "NothingToCheck", "TargetError", "open_target"]


def open_target(
    target: str,
    *,
    samples: str | None = None,
    package: str | None = None,
    stdin: bytes | None = None,
    program: str = "",
) -> Package:
    """The package at a path: a handler file, a source folder, an extracted package or a model archive.

    Args:
        samples: a folder of payload samples, or an archive of them; without it those beside `code/` are taken.
        package: for a handler file, the folder or archive that it belongs to.
        stdin: the handler's text instead of that on the disk; the handler file need not exist then.
        program: the name of the handler file in a folder or an archive, where it is not `inference.py`.

    Raises:
        TargetError: a path does not exist or cannot be read, an archive is damaged.
        NothingToCheck: the target holds no handler; NestedRoot where it lies a folder too deep in an archive.
    """
    try:
        return _open(target, samples, package, stdin, program)
    except ArchiveError as error:
        raise TargetError(str(error)) from None
    except OSError as error:
        raise unreadable(target, error) from None


def _open(
    target: str, samples: str | None, package: str | None, stdin: bytes | None, program: str
) -> Package:
    named = target.endswith(".py") and not os.path.isdir(target)
    if named:
        check_exists(target, missing_is_fine=stdin is not None)
        contents = of_file(target) if package is None else _in_package(target, package)
    elif package is not None:
        raise TargetError(
            f"{printable(target)}: --package is for a target that is a handler file; leave it out"
        )
    else:
        contents = _whole(target, program)
    if not contents.handler:
        refused = {member.path: member.kind for member in contents.refused}
        message = no_handler(
            contents.kind,
            contents.root,
            contents.listing.files,
            refused,
            program,
            _others(contents),
        )
        nested, folder = nested_root(contents.listing.files)
        if nested and contents.kind == "archive" and not program:
            raise NestedRoot(message, nested, folder)
        raise NothingToCheck(message)
    if stdin is not None:
        contents = _with_buffer(contents, contents.handler, stdin)
    if contents.handler not in contents.sources:
        raise TargetError(
            f"{printable(target)}: {printable(contents.handler)} cannot be read, or is larger than"
            f" {in_units(HANDLER_BYTES)}; name the handler file"
        )
    return _assembled(target, contents, _samples(contents, samples), named, samples)


def _others(contents: Contents) -> list[str]:
    """The files of the code that define what a server looks for, as a handler of another name does."""
    signs = (b"def model_fn(", b"def transform_fn(", b"def input_handler(", b"def handler(")
    return sorted(
        path
        for path, text in contents.sources.items()
        if any(sign in text for sign in signs) and posixpath.dirname(path) in (CODE, "")
    )


def _whole(target: str, program: str = "") -> Contents:
    """The contents of a folder or an archive."""
    check_exists(target)
    if os.path.isdir(target):
        return of_folder(target, program=program)
    check_packed(target)
    return of_archive(target, program)


def _in_package(target: str, package: str) -> Contents:
    """The contents of a package with this handler file: its own, or laid over its `code/`."""
    check_exists(package)
    file, root = os.path.realpath(target), os.path.join(os.path.realpath(package), "")
    if os.path.isdir(package) and file.startswith(root):
        return of_folder(package, Path(file).relative_to(root).as_posix())
    below, above = _whole(package), of_file(target)
    listing = Listing(
        {f"{CODE}/{path}": size for path, size in above.listing.files.items()},
        frozenset({CODE} | {f"{CODE}/{folder}" for folder in above.listing.folders}),
    )
    layer = FolderLayer(
        Path(os.path.realpath(above.root or ".")), above.root, above.listing, f"{CODE}/"
    )
    return replace(
        below,
        handler=f"{CODE}/{above.handler}",
        sources={
            **below.sources,
            **{f"{CODE}/{path}": text for path, text in above.sources.items()},
        },
        listing=_over(below.listing, listing),
        layers=(*below.layers, layer),
    )


def _with_buffer(contents: Contents, path: str, text: bytes) -> Contents:
    return replace(
        contents,
        sources={**contents.sources, path: text},
        listing=_over(contents.listing, Listing({path: len(text)}, frozenset(parents(path)))),
        layers=(*contents.layers, BufferLayer({path: text})),
    )


def _over(below: Listing, above: Listing) -> Listing:
    return Listing({**below.files, **above.files}, below.folders | above.folders)


def _samples(contents: Contents, given: str | None) -> Found:
    if given is not None:
        check_exists(given)
        if os.path.isdir(given):
            return samples_in(given)
        if not given.endswith((".tar.gz", ".tgz", ".tar")):
            raise TargetError(
                f"{printable(given)}: not a folder; --samples takes the folder of the samples, or an archive of them"
            )
        return samples_packed(given)
    if contents.kind == "file":
        return Found()
    openable = contents.layers[0].openable
    return samples_beside(contents.listing.files, contents.kept, openable)


def _assembled(
    target: str, contents: Contents, found: Found, named: bool, samples: str | None
) -> Package:
    home = posixpath.dirname(contents.handler)
    inside = _samples_inside(contents, samples)
    bare = contents.kind == "file"
    models = frozenset(
        path for path in contents.listing.files if not bare and is_model_file(path, home, inside)
    )
    known = contents.kind == "archive" or (bool(models) and contents.complete)
    return Package(
        target=target,
        kind="package" if contents.kind == "folder" and models else contents.kind,
        handler=contents.handler,
        sources=contents.sources,
        import_roots=("",) if bare else import_roots(contents.handler, contents.listing.files),
        listing=contents.listing if known else None,
        samples=found.samples,
        samples_from=found.origin,
        refused=contents.refused,
        warnings=(*contents.warnings, *found.warnings),
        can_run=not bare and contents.complete,
        model_files=models,
        layers=contents.layers,
        requirements=_requirements(contents),
        declared_types=found.content_types,
        declared_accepts=found.accepts,
        names_handler=named,
    )


def _requirements(contents: Contents) -> str:
    found = (contents.kept.get(path) for path in requirement_lists(contents.handler))
    return next((text.decode("utf-8", "replace") for text in found if text is not None), "")


def _samples_inside(contents: Contents, samples: str | None) -> str:
    """The path of the given samples in the package; empty if they lie elsewhere."""
    if samples is None or contents.kind != "folder":
        return ""
    root, folder = Path(os.path.realpath(contents.root)), Path(os.path.realpath(samples))
    return folder.relative_to(root).as_posix() if root in folder.parents else ""
