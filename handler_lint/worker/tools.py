"""A traceback as text, with the handler's own frames: what the server sends to the client where it does."""

from __future__ import annotations

import sys

from .signatures import parameters

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable

OURS = __file__.rpartition("/")[0] + "/"


def trace(error: BaseException) -> str:
    """The traceback as `traceback.format_exc` writes it, without the frames of this program."""
    from traceback import format_exception

    lines = "".join(format_exception(type(error), error, error.__traceback__)).splitlines(True)
    kept: list[str] = []
    ours = False
    for line in lines:
        if line.startswith("  File "):
            ours = line.startswith('  File "' + OURS)
        elif not line.startswith("    "):
            ours = False
        if not ours:
            kept.append(line)
    return "".join(kept)


def is_a(value: Any, module: str, name: str) -> bool:
    """Whether a value is of a class of a library, which has to be loaded for that."""
    loaded = sys.modules.get(module)
    kind = getattr(loaded, name, None)
    return isinstance(kind, type) and isinstance(value, kind)


def count(function: Any) -> int:
    """How many parameters `inspect.signature` has."""
    return len(parameters(function))


def is_plain(text: str) -> bool:
    return text.isascii()


def is_open(value: Any) -> bool:
    """Whether what a value is, is not known: never, where the handler runs."""
    return False


def tools(import_module: Callable[[], Any]) -> Any:
    """What the emulation of a stack needs from this program."""
    return {
        "import_module": import_module,
        "trace": trace,
        "is_a": is_a,
        "is_plain": is_plain,
        "is_open": is_open,
        "count": count,
    }
