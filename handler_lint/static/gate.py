"""What stands before libcst: sources that would crash or stall the native parser are refused here."""

import io
import re
import tokenize
import warnings
from dataclasses import dataclass, replace

import libcst as cst

from handler_lint.calls import Place
from handler_lint.static.source import Source

MAX_BYTES = 512 * 1024
MAX_LINES = 20_000
MAX_DEPTH = 200


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why a source cannot be read, and where."""

    message: str
    place: Place
    valid: bool = False
    """Python accepts it; only our parser does not."""


def read_source(path: str, data: bytes, *, cell: bool = False) -> Source | Unreadable:
    """Parse one module.

    Args:
        path: relative to the package root.
        data: the bytes of the file, in the encoding that they declare (PEP 263).
        cell: it may be a cell of a notebook: lines that only a notebook understands are comments then.

    Returns:
        The source, or why it cannot be read; no content raises.
    """
    lines = data.count(b"\n") + 1
    if len(data) > MAX_BYTES or lines > MAX_LINES:
        size = f"{len(data)} bytes, {lines} lines"
        return Unreadable(f"{path} is too large to be read ({size})", Place(path, 1))
    try:
        _compile(path, data)
    except SyntaxError as error:
        plain = without_magics(data) if cell else data
        if plain != data:
            return _read_cell(path, data, plain)
        if not _might_be_newer_syntax(data, error):
            return _unreadable(path, error)
        refused: SyntaxError | None = error
    except (ValueError, MemoryError, RecursionError, OverflowError) as error:
        reason = "too deeply nested" if not isinstance(error, ValueError) else str(error)
        return Unreadable(f"{path} cannot be read: {reason}", Place(path, 1))
    else:
        refused = None
    try:
        tree = cst.parse_module(data)
        return Source(path, tree.code, tree)
    except RecursionError:
        return Unreadable(f"{path} cannot be read: too deeply nested", Place(path, 1))
    except (cst.ParserSyntaxError, cst.CSTValidationError, UnicodeError, SyntaxError) as error:
        if refused is not None:
            return _unreadable(path, refused)
        line = error.raw_line if isinstance(error, cst.ParserSyntaxError) else 1
        message = f"reading does not follow this source: {_first_line(error)}"
        return Unreadable(message, Place(path, max(line, 1)), valid=True)


def _compile(path: str, data: bytes) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        compile(data, path, "exec", dont_inherit=True)


MAGIC = re.compile(rb"^([ \t]*)(%%?[A-Za-z]|!)(.*)$", re.MULTILINE)
"""A line of a notebook that is no Python: `%%writefile inference.py`, `%load`, `!pip install`."""


def _read_cell(path: str, data: bytes, plain: bytes) -> Source | Unreadable:
    found = read_source(path, plain)
    first = MAGIC.search(data)
    if isinstance(found, Source) and first is not None:
        return replace(found, magic=data.count(b"\n", 0, first.start()) + 1)
    return found


def without_magics(data: bytes) -> bytes:
    """A cell of a notebook as Python, line by line."""
    return MAGIC.sub(rb"\1pass  # \3", data)


def _unreadable(path: str, error: SyntaxError) -> Unreadable:
    line, column = error.lineno or 1, max(error.offset or 1, 1)
    return Unreadable(f"{path} cannot be read: {error.msg}", Place(path, line, column))


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__


def _might_be_newer_syntax(data: bytes, error: SyntaxError) -> bool:
    """Whether libcst may try: the nesting is harmless, so only the grammar's version can differ."""
    if "nested" in str(error) or b"\0" in data:
        return False
    depth = deepest = 0
    signs = longest = 0
    try:
        for token in tokenize.tokenize(io.BytesIO(data).readline):
            if token.type != tokenize.OP:
                signs = 0
                continue
            depth += (token.string in "([{") - (token.string in ")]}")
            signs = signs + 1 if token.string in "+-~" else 0
            deepest, longest = max(deepest, depth), max(longest, signs)
    except (tokenize.TokenError, SyntaxError, UnicodeError, ValueError):
        return False
    return deepest <= MAX_DEPTH and longest <= MAX_DEPTH
