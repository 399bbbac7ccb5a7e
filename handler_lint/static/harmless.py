"""Whether a real operation on known values takes little time and memory; what does not is not executed."""

import re
from collections.abc import Sequence
from typing import Any

MAX_NUMBER = 2**256
MAX_SIZE = 100_000
MAX_COUNT = 10_000
"""Of a width, a repetition or an exponent that is a number in the source."""

SMALL = 100

WIDE = re.compile(r"\d{5,}")
REPEATED_GROUP = re.compile(r"\)[*+{]")


def is_small(value: Any) -> bool:
    """Whether a value may be handed to a real operation at all."""
    if isinstance(value, int):
        return abs(value) <= MAX_NUMBER
    return not hasattr(value, "__len__") or isinstance(value, range) or len(value) < MAX_SIZE


def operation(name: str, left: Any, right: Any) -> bool:
    """Of a binary operator, by libcst's name."""
    if not is_small(left) or not is_small(right):
        return False
    numbers = [one for one in (left, right) if isinstance(one, (int, float))]
    if name in ("Power", "LeftShift"):
        return not isinstance(right, (int, float)) or abs(right) <= 128
    sizes = [len(one) for one in (left, right) if hasattr(one, "__len__")]
    if name == "Multiply" and sizes:
        return all(abs(one) * max(*sizes, 1) < MAX_SIZE for one in numbers)
    if name == "Modulo" and isinstance(left, (str, bytes)):
        return template(str(left), right if isinstance(right, tuple) else (right,))
    return sum(sizes) < MAX_SIZE


def template(text: str, values: Sequence[Any]) -> bool:
    """Of a format with its values: a width is small, be it written or given."""
    given = "*" in text or ":{" in text
    return not WIDE.search(text) and not (given and any(map(_is_large, values)))


def _is_large(value: Any) -> bool:
    return isinstance(value, int) and abs(value) > MAX_COUNT


def call(name: str, values: Sequence[Any]) -> bool:
    """Of a function of the standard library, by its full name."""
    if name in ("builtins.bytes", "builtins.bytearray", "builtins.pow"):
        return not any(map(_is_large, values))
    if name.startswith("re.") and values and isinstance(values[0], (str, bytes)):
        pattern = str(values[0])
        repeats = sum(map(pattern.count, "*+{"))
        return repeats < 4 and not REPEATED_GROUP.search(pattern)
    return True


def method(owner: Any, name: str, values: Sequence[Any]) -> bool:
    """Of a method of a text or of bytes."""
    if name in ("ljust", "rjust", "center", "zfill", "expandtabs"):
        return not any(map(_is_large, values))
    if name == "format":
        return template(owner, values)
    if name == "replace":
        sizes = [len(one) for one in values if isinstance(one, (str, bytes))]
        if len(sizes) == 2:
            return len(owner) * max(sizes[1], 1) < 10 * MAX_SIZE
    if name == "join" and values and isinstance(values[0], (list, tuple)):
        parts = [len(one) for one in values[0] if isinstance(one, (str, bytes))]
        return sum(parts) + len(owner) * len(parts) < 10 * MAX_SIZE
    return all(map(is_small, (owner, *values)))
