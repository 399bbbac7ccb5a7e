"""The bytes of a tar, read once from front to back: from a gzip file or from a plain one."""

import zlib
from abc import ABC, abstractmethod
from typing import BinaryIO

from handler_lint.package.limits import ArchiveError, Limits, in_units
from handler_lint.package.recognise import foreign, is_gzip

CHUNK = 1 << 18
_FOLDER_INSTEAD = "if that is meant, unpack it and check the folder instead"


class Stream(ABC):
    """Bytes in order; what is too short is an error that names what was being read."""

    @abstractmethod
    def take(self, count: int) -> bytes:
        """The next bytes, at least one and at most `count`; none at the end."""

    def upto(self, count: int) -> bytes:
        """The next `count` bytes, fewer only at the end."""
        parts = []
        while count and (part := self.take(count)):
            parts.append(part)
            count -= len(part)
        return b"".join(parts)

    def exactly(self, count: int, what: str) -> bytes:
        """The next `count` bytes.

        Raises:
            ArchiveError: the archive ends before; `what` was being read.
        """
        read = self.upto(count)
        if len(read) < count:
            raise cut_short(what)
        return read

    def skip(self, count: int, what: str) -> None:
        """Pass over `count` bytes; errors as in `exactly`."""
        while count:
            part = self.take(min(count, CHUNK))
            if not part:
                raise cut_short(what)
            count -= len(part)

    def drain(self) -> None:
        """Read to the end, so that the checksum there is compared."""
        while self.take(CHUNK):
            pass


class PlainStream(Stream):
    """A tar that is not compressed: what is not wanted is not read."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file = file
        self._left = size

    def take(self, count: int) -> bytes:
        part = self._file.read(min(count, CHUNK))
        self._left -= len(part)
        return part

    def skip(self, count: int, what: str) -> None:
        if count > self._left:
            raise cut_short(what)
        self._left -= count
        self._file.seek(count, 1)


class GzipStream(Stream):
    """A gzip file, of one member or of several, with its checksums compared and its limits held (RFC 1952)."""

    def __init__(self, file: BinaryIO, limits: Limits) -> None:
        self._file = file
        self._limits = limits
        self._inflate = zlib.decompressobj(31)
        self._chunk = b""
        self._at = 0
        self._packed = 0
        self._unpacked = 0

    def take(self, count: int) -> bytes:
        if self._at == len(self._chunk):
            self._chunk, self._at = self._next(), 0
        part = self._chunk[self._at : self._at + count]
        self._at += len(part)
        return part

    def _next(self) -> bytes:
        while True:
            if self._inflate.eof and not self._begin_again():
                return b""
            packed = self._inflate.unconsumed_tail or self._read()
            try:
                chunk = self._inflate.decompress(packed, CHUNK)
            except zlib.error as error:
                raise ArchiveError(_explain(error)) from None
            if chunk:
                self._count(len(chunk))
                return chunk
            if not packed and not self._inflate.eof:
                raise cut_short("the compressed data")

    def _begin_again(self) -> bool:
        """Whether another gzip member follows; zeros and anything else after the last one are padding."""
        rest = self._inflate.unused_data.lstrip(b"\0")
        while len(rest) < 2 and (more := self._read()):
            rest = (rest + more).lstrip(b"\0")
        if not is_gzip(rest):
            return False
        self._inflate = zlib.decompressobj(31)
        self._packed -= len(rest)
        self._file.seek(-len(rest), 1)
        return True

    def _read(self) -> bytes:
        packed = self._file.read(CHUNK)
        self._packed += len(packed)
        return packed

    def _count(self, size: int) -> None:
        self._unpacked += size
        if self._unpacked > self._limits.unpacked:
            raise ArchiveError(
                f"more than {in_units(self._limits.unpacked)} when unpacked, the limit; {_FOLDER_INSTEAD}"
            )
        high = self._unpacked > self._limits.ratio * self._packed
        if high and self._unpacked > self._limits.ratio_from:
            raise ArchiveError(
                f"unpacks to more than {self._limits.ratio} times its size, the limit; {_FOLDER_INSTEAD}"
            )


def cut_short(what: str) -> ArchiveError:
    """The error for an archive that ends within `what`."""
    return ArchiveError(f"truncated: it ends within {what}; download or pack it again")


def _explain(error: zlib.error) -> str:
    text = str(error)
    if "incorrect data check" in text or "incorrect length check" in text:
        return "damaged: the checksum of its content (CRC) does not fit; download or pack it again"
    return "damaged: its compressed data cannot be decoded; download or pack it again"


def open_stream(file: BinaryIO, size: int, limits: Limits) -> Stream:
    """The tar inside `file`, which stands at its beginning and has `size` bytes.

    Raises:
        ArchiveError: it is something else under the name of an archive.
    """
    head = file.read(512)
    file.seek(0)
    if is_gzip(head):
        return GzipStream(file, limits)
    if what := foreign(head):
        raise ArchiveError(f"this is {what}")
    return PlainStream(file, size)
