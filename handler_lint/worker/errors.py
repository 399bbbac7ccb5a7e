"""What an exception that left a call says: class, text, place, and what of the package or of our world was missing."""

from __future__ import annotations

from errno import EHOSTUNREACH, ENETDOWN, ENETUNREACH, ENOENT, EROFS
from os import fspath, stat

from .guard import attempt, base_names, class_name, one_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any, List, Sequence, Tuple

    from .source import Place, Source

    Frames = List[Tuple[FrameType, int]]
    """Frames and lines from the call down to where an exception was raised."""

LINKS = 20
"""Exceptions of a chain that are looked at."""

READ_ONLY, NO_NETWORK, NO_AWS = "the read-only package", "no network", "no AWS environment"

QUOTES = "'\"`"
ENDS = QUOTES + "<>\n"
"""What a path in a text does not go on after."""

NETWORK_ERRORS = (ENETUNREACH, EHOSTUNREACH, ENETDOWN)

WORLD_CLASSES = {
    "OfflineModeIsEnabled": NO_NETWORK,
    "LocalEntryNotFoundError": NO_NETWORK,
    "NoCredentialsError": NO_AWS,
    "NoRegionError": NO_AWS,
}
"""Exceptions of huggingface_hub and botocore that the environment of a call causes, by class."""

_cause = BaseException.__dict__["__cause__"].__get__
_context = BaseException.__dict__["__context__"].__get__
_traceback = BaseException.__dict__["__traceback__"].__get__


BINDING = ("apply", "call", "counted")
"""The functions of the emulation in which a call of the handler's function itself fails."""


class Reader:
    """Reads exceptions. `held` says what of the world is kept from the handler, `names` how its folders are shown."""

    def __init__(
        self, source: Source, names: Sequence[tuple[str, str]], held: Sequence[str]
    ) -> None:
        self.source = source
        self.names = names
        self.held = held

    def read(
        self, error: BaseException, absent: Sequence[tuple[str, Place]], called: Any
    ) -> dict[str, Any]:
        """All that is told of an exception.

        Args:
            absent: files of the package that the call tried to open in vain, each with the place.
            called: what the stack called, for an error about the call itself.
        """
        kind, frames = type(error), frames_of(error)
        place, deeper = self.where(error, frames)
        if place is None and frames and frames[-1][0].f_code.co_name in BINDING:
            place = self.source.definition(called)
        module = attempt(getattr, error, "name") if issubclass(kind, ImportError) else None
        return {
            "type": class_name(kind),
            "bases": base_names(kind),
            "message": self.message(error),
            "place": place,
            "deeper": deeper,
            "missing": self.missing(error, place, absent),
            "world": self.world(error),
            "module": one_line(module, 200) if type(module) is str else "",
        }

    def message(self, error: BaseException) -> str:
        text = text_of(error)
        for path, name in self.names:
            text = text.replace(path, name)
        return one_line(text)

    def where(self, error: BaseException, frames: Frames) -> tuple[Place | None, list[Any] | None]:
        """The deepest place in the handler, and how many frames lie below it, in which library."""
        place: Place | None = None
        below: list[FrameType] = []
        for frame, line in frames:
            found = self.source.place(frame.f_code, line)
            if found is not None:
                place, below = found, []
            elif not frame.f_code.co_filename.startswith("<frozen importlib"):
                below.append(frame)
        if issubclass(type(error), SyntaxError):
            path, number = (attempt(getattr, error, name) for name in ("filename", "lineno"))
            inside = self.source.file_of(path) if type(path) is str else None
            if inside is not None and type(number) is int:
                return [one_line(inside), max(number, 1), "<module>"], None
        library = top_module(below[0]) if place is not None and below else ""
        return place, [library, len(below)] if library else None

    def missing(
        self, error: BaseException, place: Place | None, absent: Sequence[tuple[str, Place]]
    ) -> str | None:
        """The file of the package, relative to it, whose absence made the call fail."""
        for link in chain(error):
            path = self.not_found(link) or self.named(link)
            if path:
                return path
        for path, where in absent:
            if where == place:
                return path
        return None

    def not_found(self, error: BaseException) -> str | None:
        if not issubclass(type(error), OSError) or attempt(getattr, error, "errno") != ENOENT:
            return None
        path = attempt(fspath, attempt(getattr, error, "filename"))
        return self.gone(path) if type(path) is str else None

    def named(self, error: BaseException) -> str | None:
        """A path of the package in the text, where no such file is: quoted, or up to the next blank."""
        text, inside = text_of(error), self.source.root + "/"
        start = text.find(inside)
        if start < 0:
            return None
        begin = end = start + len(inside)
        while end < len(text) and text[end] not in ENDS:
            end += 1
        path = text[begin:end]
        if start == 0 or text[start - 1] not in QUOTES:
            path = path.partition(" ")[0].rstrip(".,:;)]}")
        return self.gone(self.source.root + "/" + path) if path else None

    def gone(self, path: str) -> str | None:
        """The path relative to the package if it would be in it and is not there."""
        inside = self.source.relative(path)
        return one_line(inside) if inside is not None and not exists(path) else None

    def world(self, error: BaseException) -> str:
        """What of our own world caused the exception, or an empty text."""
        for link in chain(error):
            names = base_names(type(link))
            number = attempt(getattr, link, "errno") if issubclass(type(link), OSError) else None
            if number == EROFS and "package" in self.held and self.in_package(link):
                return READ_ONLY
            if "network" in self.held and (number in NETWORK_ERRORS or "gaierror" in names):
                return NO_NETWORK
            for name in names:
                if name in WORLD_CLASSES:
                    return WORLD_CLASSES[name]
        return ""

    def in_package(self, error: BaseException) -> bool:
        path = attempt(fspath, attempt(getattr, error, "filename"))
        inside = (self.source.root + "/", self.source.root)
        return type(path) is not str or (self.source.absolute(path) + "/").startswith(inside)


def text_of(error: BaseException) -> str:
    """The exception's own text, cut before it is worked on; nothing where it has none."""
    text = attempt(str, error, default="")
    return str.__str__(text)[:10000]


def frames_of(error: BaseException) -> Frames:
    frames: Frames = []
    link = _traceback(error)
    while link is not None:
        frames.append((link.tb_frame, link.tb_lineno))
        link = link.tb_next
    return frames


def chain(error: BaseException | None) -> list[BaseException]:
    """The exception, then those that it was raised from or during."""
    links: list[BaseException] = []
    while error is not None and len(links) < LINKS:
        links.append(error)
        cause = _cause(error)
        error = _context(error) if cause is None else cause
    return links


def top_module(frame: FrameType) -> str:
    name = frame.f_globals.get("__name__")
    return one_line(name.partition(".")[0], 100) if type(name) is str else ""


def exists(path: str) -> bool:
    return attempt(stat, path) is not None
