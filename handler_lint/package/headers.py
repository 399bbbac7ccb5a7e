"""One block of a tar and one metadata record of it, read with every number checked.

Source: POSIX.1-2017 pax interchange format; GNU tar's long names, sparse files and base-256 numbers.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from handler_lint.package.limits import ArchiveError
from handler_lint.package.names import printable

BLOCK = 512
ZEROS = bytes(BLOCK)
RECORDS = (b"L", b"K", b"x", b"X", b"g")
"""The types of metadata records: GNU's long name and long link, pax for the next member and for all."""
AGAIN = "download or pack it again"
WITHOUT_BODY = {
    b"1": "hard link",
    b"2": "symbolic link",
    b"3": "device",
    b"4": "device",
    b"5": "folder",
    b"6": "FIFO",
}
"""The types of members that have no content, whatever their size field says."""
_FILES = (b"0", b"\0", b"7")
_SIZE_DIGITS = 20


@dataclass(frozen=True, slots=True)
class Header:
    """What a header block says; `size` is in bytes, `sparse_goes_on` says that a GNU sparse map follows."""

    name: str
    flag: bytes
    size: int
    sparse_goes_on: bool


def checksum_fits(block: bytes) -> bool:
    """Whether a block is a header at all; some old tars added up signed characters."""
    stated = _octal(block[148:156])
    others = block[:148] + b" " * 8 + block[156:]
    return stated in (sum(others), sum(others) - 256 * sum(byte >> 7 for byte in others))


def read_header(block: bytes) -> Header:
    """The header in a block of 512 bytes.

    Raises:
        ArchiveError: its checksum does not fit, or its size is no number.
    """
    if not checksum_fits(block):
        raise ArchiveError(f"damaged: the header of a member does not fit its checksum; {AGAIN}")
    name = _text(block[:100])
    if block[257:263] == b"ustar\0" and (prefix := _text(block[345:500])):
        name = f"{prefix}/{name}"
    raw = block[124:136]
    # base 256 after a first byte of 0x80; negative numbers begin with 0xff and are no size
    size = int.from_bytes(raw[1:], "big") if raw.startswith(b"\x80") else _octal(raw)
    if size is None:
        raise no_number(name)
    return Header(name, block[156:157], size, block[482:483] == b"\1")


def no_number(name: str) -> ArchiveError:
    """The error for a member whose size cannot be read."""
    return ArchiveError(f"damaged: {printable(name)} has a size that is no number; {AGAIN}")


def kind_of(header: Header, name: str, sparse: bool) -> str:
    """`file`, `folder`, or what else a member is; a slash at the end of a file's name makes it a folder."""
    if header.flag in WITHOUT_BODY:
        return WITHOUT_BODY[header.flag]
    if header.flag == b"S" or sparse:
        return "sparse file"
    if header.flag not in _FILES:
        return f"member of unknown type {printable(header.flag.decode('latin-1'))}"
    return "folder" if name.endswith("/") else "file"


def fields_of(flag: bytes, record: bytes) -> Mapping[str, bytes]:
    """What a metadata record says that is needed here: `path`, `size`, and whether the file is `sparse`."""
    if flag == b"K":
        return {}
    if flag == b"L":
        return {"path": record.split(b"\0", 1)[0]}
    fields = {}
    for key, value in _pax(record):
        # a record without a value takes an earlier one back
        if key in ("path", "size") and value:
            fields[key] = value
        elif key.startswith("GNU.sparse."):
            fields["sparse"] = b"1"
    return fields


def name_and_size(header: Header, fields: Mapping[str, bytes]) -> tuple[str, int]:
    """The name and size (bytes) of a member, where metadata records win over the header."""
    name = fields["path"].decode("utf-8", "surrogateescape") if "path" in fields else header.name
    if header.flag in WITHOUT_BODY:
        return name, 0
    stated = fields.get("size")
    if stated is None:
        return name, header.size
    if not stated.isdigit() or len(stated) > _SIZE_DIGITS:
        raise no_number(name)
    return name, int(stated)


def _octal(raw: bytes) -> int | None:
    text = raw.split(b"\0", 1)[0].strip()
    if not text:
        return 0
    return int(text, 8) if re.fullmatch(rb"[0-7]+", text) else None


def _text(raw: bytes) -> str:
    return raw.split(b"\0", 1)[0].decode("utf-8", "surrogateescape")


def _pax(record: bytes) -> Iterator[tuple[str, bytes]]:
    at = 0
    while at < len(record) and record[at]:
        length, _, _ = record[at : at + 20].partition(b" ")
        end = at + int(length) if length.isdigit() else 0
        entry = record[at + len(length) + 1 : end]
        key, equals, value = entry.partition(b"=")
        if end > len(record) or not entry.endswith(b"\n") or not equals:
            raise ArchiveError(f"damaged: an extended header (pax) cannot be read; {AGAIN}")
        yield key.decode("utf-8", "replace"), value[:-1]
        at = end
