"""Pickles, plain and compressed as joblib does it: the opcodes are read, nothing is imported.

Source: the Python Standard Library, `pickletools`; joblib, `numpy_pickle_utils.py` (magic numbers of compressors).
"""

import bz2
import io
import lzma
import pickletools
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO

from handler_lint.artifacts.facts import Artifact

READ = 8 * 1024 * 1024
"""Bytes of a pickle that are read; the classes of an object come before its arrays."""

TEXTS = ("SHORT_BINUNICODE", "BINUNICODE", "BINUNICODE8", "UNICODE")
MEMO_PUT = ("BINPUT", "LONG_BINPUT", "PUT")
MEMO_GET = ("BINGET", "LONG_BINGET", "GET")


COMPRESSED: tuple[tuple[bytes, Callable[[bytes], bytes]], ...] = (
    (b"\x1f\x8b", lambda data: zlib.decompressobj(31).decompress(data, READ)),
    (b"BZh", lambda data: bz2.BZ2Decompressor().decompress(data, READ)),
    (b"\xfd7zXZ", lambda data: lzma.LZMADecompressor().decompress(data, READ)),
    (b"\x5d\x00\x00", lambda data: lzma.LZMADecompressor().decompress(data, READ)),
    (b"\x78", lambda data: zlib.decompressobj().decompress(data, READ)),
)


def read(stream: BinaryIO) -> Artifact | None:
    """A pickle of protocol 2 or newer, whatever compresses it."""
    data = stream.read(READ)
    unpack = next((one for start, one in COMPRESSED if data.startswith(start)), None)
    try:
        data = unpack(data) if unpack is not None else data
    except (OSError, EOFError, zlib.error, lzma.LZMAError):
        return None
    if not data.startswith(b"\x80") or data[1:2] not in (b"\x02", b"\x03", b"\x04", b"\x05"):
        return None
    return Artifact("pickle", tuple(dict.fromkeys(imports(data))))


def imports(data: bytes) -> Iterator[str]:
    """The classes that a pickle imports, as `module.name`, up to what is no opcode.

    Arrays that joblib writes between opcodes end it: the classes before them are known.
    """
    memo: dict[int, str] = {}
    stack: list[str] = []
    try:
        for opcode, argument, _ in pickletools.genops(io.BytesIO(data)):
            if opcode.name in TEXTS:
                stack.append(str(argument))
            elif opcode.name == "MEMOIZE":
                memo[len(memo)] = stack[-1] if stack else ""
            elif opcode.name in MEMO_PUT:
                memo[_number(argument)] = stack[-1] if stack else ""
            elif opcode.name in MEMO_GET:
                stack.append(memo.get(_number(argument), ""))
            elif opcode.name == "GLOBAL":
                yield str(argument).replace(" ", ".")
                stack.append("")
            elif opcode.name == "STACK_GLOBAL" and len(stack) > 1:
                yield f"{stack[-2]}.{stack[-1]}"
                stack.append("")
    except (ValueError, IndexError, KeyError, UnicodeError, OverflowError):
        return


def _number(argument: object) -> int:
    return argument if isinstance(argument, int) else int(str(argument))


def texts(data: bytes) -> Iterator[str]:
    """The texts of a pickle, up to what is no opcode."""
    try:
        for opcode, argument, _ in pickletools.genops(io.BytesIO(data)):
            if opcode.name in TEXTS:
                yield str(argument)
    except (ValueError, IndexError, UnicodeError, OverflowError):
        return
