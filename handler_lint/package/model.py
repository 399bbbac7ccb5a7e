"""The package that is linted, as every later step sees it."""

import posixpath
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Literal, Protocol

from handler_lint.package.layout import is_light
from handler_lint.package.limits import ArchiveError
from handler_lint.package.listing import Listing, Refused
from handler_lint.package.names import printable
from handler_lint.package.workspace import WorkspaceError, cannot_write

__all__ = ["Layer", "Listing", "Package", "Refused", "Sample"]


@dataclass(frozen=True, slots=True)
class Sample:
    """A payload sample: the bytes of its file as they are; `name` is unique in its package.

    `script` or `handler` is the step of a pipeline that wrote it; both are empty for a request that a client sends.
    """

    name: str
    content_type: str
    body: bytes = field(repr=False)
    script: str = ""
    handler: str = ""


class Layer(Protocol):
    """A part of a package: later layers lie over earlier ones."""

    def write(self, destination: Path, wanted: Callable[[str, int], bool]) -> None:
        """Write the files for which `wanted(path, size in bytes)` holds; raises OSError or ArchiveError."""

    def opened(self, path: str) -> BinaryIO | None:
        """The content of the file at `path`; None if it does not come from this layer, or is too large."""

    def openable(self, path: str) -> str:
        """Where the file at `path` of the package is for the user; empty if it does not come from this layer."""


@dataclass(frozen=True, slots=True)
class Package:
    """What is linted, with its sources and payload samples in memory and the rest where it was found."""

    target: str
    """As the user typed it."""
    kind: Literal["file", "folder", "package", "archive"]
    handler: str
    """The handler's posix path relative to the root: `code/inference.py`; for a bare file its name."""
    sources: Mapping[str, bytes] = field(repr=False)
    """Python files by path: under `code/` and at the root, for a bare file the modules beside it."""
    import_roots: tuple[str, ...]
    """Folders in which modules are looked up, in order; the root is the empty path."""
    listing: Listing | None = field(repr=False)
    """None where it is not complete: a bare file, a folder without a model file."""
    samples: tuple[Sample, ...]
    samples_from: str
    """The folder of the samples, as typed or as found; empty without samples."""
    refused: tuple[Refused, ...]
    warnings: tuple[str, ...]
    """One line each, for stderr."""
    can_run: bool
    """Whether there is a package to run: False for a bare file."""
    model_files: frozenset[str] = field(default=frozenset(), repr=False)
    """The files that make it a package: those outside the code and the samples."""
    layers: tuple[Layer, ...] = field(default=(), repr=False)
    """Where its files are, for `write`."""
    requirements: str = field(default="", repr=False)
    """The text of its `requirements.txt`."""
    declared_types: tuple[str, ...] = ()
    """The content types that clients send, as the manifest of the samples or a specification declares."""
    declared_accepts: tuple[str, ...] = ()
    names_handler: bool = False
    """Whether `target` is the handler file itself."""

    def holds_a_model(self) -> bool:
        """Whether a file outside the code and the samples is there; False where the listing is not known."""
        return self.listing is not None and bool(self.model_files)

    def write(self, destination: Path, with_model: bool) -> None:
        """Write a private copy of the package into the empty folder `destination`.

        Args:
            with_model: False leaves out all but the code and small `.py .json .toml .txt` files at the root.

        Raises:
            WorkspaceError: the copy cannot be made there, or what is copied can no longer be read.
        """
        if any(destination.iterdir()):
            raise WorkspaceError(f"{destination} is not empty; a copy needs an empty folder")
        home = posixpath.dirname(self.handler)

        def wanted(path: str, size: int) -> bool:
            return with_model or path == self.handler or is_light(path, size, home)

        try:
            for layer in self.layers:
                layer.write(destination, wanted)
        except OSError as error:
            raise cannot_write(f"a copy of {printable(self.target)}", destination, error) from None
        except ArchiveError as error:
            raise WorkspaceError(str(error)) from None

    def opened(self, path: str) -> BinaryIO | None:
        """The content of a file of the package; None where it is not there or cannot be read."""
        for layer in reversed(self.layers):
            try:
                stream = layer.opened(path)
            except (OSError, ArchiveError):
                return None
            if stream is not None:
                return stream
        return None

    def shown(self, path: str) -> str:
        """The path as the text report shows it: relative to the target, for a bare file the target as typed."""
        return self.joined(path) if self.names_handler else printable(path)

    def joined(self, path: str) -> str:
        """The path as the user would open it: `TARGET`, `TARGET/PATH`, for an archive `TARGET!/PATH`."""
        if self.names_handler and path == self.handler:
            return printable(self.target)
        places = (layer.openable(path) for layer in reversed(self.layers))
        return printable(next((place for place in places if place), path))
