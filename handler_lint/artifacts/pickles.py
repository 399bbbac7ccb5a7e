"""Pickles, plain and compressed as joblib does it: the opcodes are read, nothing is imported.

Source: the Python Standard Library, `pickletools`; joblib, `numpy_pickle_utils.py` (magic numbers of compressors).
"""

import bz2
import io
import lzma
import pickletools
import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO

from handler_lint.artifacts.facts import Artifact

READ = 8 * 1024 * 1024
"""Bytes of a pickle that are read; the classes of an object come before its arrays."""

DEVICE = re.compile(r"cpu|mps|cuda(:\d+)?|xla(:\d+)?")
"""The devices that torch names; files of torch before 1.6 are several pickles, one after the other."""

ENDS = ("exhausted", "expected", "not enough data")
"""What `pickletools` says of bytes that are missing."""

JOBLIB = "joblib.numpy_pickle.NumpyArrayWrapper"
"""With it, arrays lie between opcodes, which only joblib reads."""

SKLEARN = re.compile(
    rb"_sklearn_version(?:\x94|q.|r.{4})(?:\x8c.|X.{4})(\d{1,9}\.\d{1,9}[\w.]{0,20})", re.DOTALL
)
"""The key in the state of an estimator, and its version; arrays may come before it."""

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
    classes = tuple(dict.fromkeys(imports(data)))
    old = any(name.startswith("torch.") for name in classes)
    devices = {text for text in texts(data) if DEVICE.fullmatch(text)} if old else set()
    kind = "pickle" if unpack is None else "compressed pickle"
    if JOBLIB in classes:
        kind = "joblib"
    told = tuple(versions(data, classes))
    return Artifact(kind, classes, frozenset(devices), told, cut=kind == "pickle" and is_cut(data))


def is_cut(data: bytes) -> bool:
    """Whether a pickle of which all was read ends before its last opcode, `STOP`."""
    stream = io.BytesIO(data)
    try:
        for _ in pickletools.genops(stream):
            pass
    except ValueError as error:
        return len(data) < READ and any(word in str(error) for word in ENDS)
    except (IndexError, UnicodeError, OverflowError):
        pass
    return False


def versions(data: bytes, classes: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The distributions that saved a pickle: scikit-learn writes its version, numpy 2 its new modules."""
    found = SKLEARN.search(data)
    if found is not None:
        yield "scikit-learn", found[1].decode()
    if any(name.startswith("numpy._core.") for name in classes):
        yield "numpy", "2"


def imports(data: bytes) -> Iterator[str]:
    """The classes that pickles import, as `module.name`, up to what is no opcode.

    Arrays that joblib writes between opcodes end it: the classes before them are known.
    """
    memo: dict[int, str] = {}
    stack: list[str] = []
    for name, argument in _opcodes(data):
        if name in TEXTS:
            stack.append(str(argument))
        elif name == "MEMOIZE":
            memo[len(memo)] = stack[-1] if stack else ""
        elif name in MEMO_PUT:
            memo[_number(argument)] = stack[-1] if stack else ""
        elif name in MEMO_GET:
            stack.append(memo.get(_number(argument), ""))
        elif name == "GLOBAL":
            yield str(argument).replace(" ", ".")
            stack.append("")
        elif name == "STACK_GLOBAL" and len(stack) > 1:
            yield f"{stack[-2]}.{stack[-1]}"
            stack.append("")
        elif name == "STOP":
            memo, stack = {}, []


def texts(data: bytes) -> Iterator[str]:
    """The texts of pickles, up to what is no opcode."""
    return (str(argument) for name, argument in _opcodes(data) if name in TEXTS)


def _opcodes(data: bytes) -> Iterator[tuple[str, object]]:
    """The opcodes of pickles that follow each other, with their arguments."""
    stream = io.BytesIO(data)
    try:
        while stream.tell() < len(data):
            for opcode, argument, _ in pickletools.genops(stream):
                yield opcode.name, argument
    except (ValueError, IndexError, UnicodeError, OverflowError):
        return


def _number(argument: object) -> int:
    return argument if isinstance(argument, int) else int(str(argument))
