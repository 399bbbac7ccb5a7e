"""The members of a tar in one pass, each with its content as a stream.

Source: POSIX.1-2017 pax interchange format; GNU tar's long names and sparse files.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from handler_lint.package.headers import (
    BLOCK,
    RECORDS,
    ZEROS,
    Header,
    checksum_fits,
    fields_of,
    kind_of,
    name_and_size,
    read_header,
)
from handler_lint.package.limits import ArchiveError, Limits, in_units
from handler_lint.package.names import printable
from handler_lint.package.recognise import PACK, foreign, is_gzip
from handler_lint.package.streams import CHUNK, Stream, cut_short

_RECORDS_IN_A_ROW = 8
_METADATA = "the metadata of a member"


class Body:
    """The content of a member, of which any part may be read before the next member."""

    def __init__(self, stream: Stream, size: int, name: str) -> None:
        self._stream = stream
        self._left = size
        self._what = name

    def __iter__(self) -> Iterator[bytes]:
        while self._left:
            part = self._stream.take(min(self._left, CHUNK))
            if not part:
                raise cut_short(self._what)
            self._left -= len(part)
            yield part

    def skip(self) -> None:
        """Pass over what was not read."""
        self._stream.skip(self._left, self._what)
        self._left = 0


@dataclass(frozen=True, slots=True)
class Member:
    """One member as the archive names it: `kind` is `file`, `folder`, or what else it is; `size` is in bytes."""

    name: str
    kind: str
    size: int
    body: Body


def members(stream: Stream, limits: Limits) -> Iterator[Member]:
    """Every member in the archive's order; what the caller leaves of a body is passed over.

    Raises:
        ArchiveError: the archive is no tar, is damaged, or exceeds a limit.
    """
    general: dict[str, bytes] = {}
    local: dict[str, bytes] = {}
    count = in_a_row = 0
    while block := _header_block(stream, first=not count and not in_a_row):
        header = read_header(block)
        if header.flag in RECORDS:
            in_a_row += 1
            record = _record(stream, header, limits, in_a_row)
            (general if header.flag == b"g" else local).update(fields_of(header.flag, record))
            continue
        count += 1
        if count > limits.members:
            raise ArchiveError(
                f"more than {limits.members:,} members, the limit; pack only what the model needs"
            )
        member = _member(stream, header, {**general, **local}, limits)
        yield member
        member.body.skip()
        stream.skip(-member.size % BLOCK, printable(member.name))
        local, in_a_row = {}, 0
    if local:
        raise cut_short(_METADATA)
    stream.drain()


def _header_block(stream: Stream, first: bool) -> bytes:
    """The next header; nothing at the end of the archive, which is a block of zeros or the end of the file."""
    block = stream.upto(BLOCK)
    if first:
        _refuse_what_is_no_tar(block)
    if not block:
        return b""
    if len(block) < BLOCK:
        raise cut_short("the header of a member")
    return b"" if block == ZEROS else block


def _refuse_what_is_no_tar(block: bytes) -> None:
    if not block:
        raise ArchiveError(f"nothing is in it, not even an empty tar; {PACK}")
    if what := foreign(block):
        raise ArchiveError(f"its content is {what}")
    if is_gzip(block):
        raise ArchiveError(f"compressed twice with gzip; {PACK}")
    if len(block) < BLOCK or (block != ZEROS and not checksum_fits(block)):
        raise ArchiveError(f"not a tar, compressed or not; {PACK}")


def _record(stream: Stream, header: Header, limits: Limits, in_a_row: int) -> bytes:
    if header.size > limits.record or in_a_row > _RECORDS_IN_A_ROW:
        raise ArchiveError(
            f"a member has more metadata than {in_units(limits.record)}"
            f" or {_RECORDS_IN_A_ROW} records, the limit; {PACK}"
        )
    body = stream.exactly(header.size, _METADATA)
    stream.skip(-header.size % BLOCK, _METADATA)
    return body


def _member(stream: Stream, header: Header, fields: Mapping[str, bytes], limits: Limits) -> Member:
    name, size = name_and_size(header, fields)
    if size > limits.unpacked:
        raise ArchiveError(
            f"{printable(name)} claims {in_units(size)}, above the limit of"
            f" {in_units(limits.unpacked)}; {PACK}"
        )
    if header.flag == b"S":
        _skip_sparse_map(stream, header)
    kind = kind_of(header, name, "sparse" in fields)
    return Member(name, kind, size, Body(stream, size, printable(name)))


def _skip_sparse_map(stream: Stream, header: Header) -> None:
    goes_on = header.sparse_goes_on
    while goes_on:
        goes_on = stream.exactly(BLOCK, "the map of a sparse file")[504:505] == b"\1"
