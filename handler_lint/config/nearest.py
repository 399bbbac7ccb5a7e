"""The files that may hold our configuration, found without reading any of them as TOML."""

import os

from handler_lint.config.usage import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


def candidates(folder: str) -> "Iterator[tuple[str, bytes]]":
    """Every pyproject.toml in a folder and above it that mentions us, the nearest first, with its text.

    Raises:
        UsageError: one cannot be read.
    """
    above = ""
    while folder != above:
        file = os.path.join(folder, "pyproject.toml")
        # A file of others need not even be valid.
        if os.path.isfile(file) and b"handler-lint" in (text := text_of(file)):
            yield file, text
        folder, above = os.path.dirname(folder), folder


def text_of(file: str) -> bytes:
    """The text of a file.

    Raises:
        UsageError: it cannot be read.
    """
    try:
        with open(file, "rb") as opened:
            return opened.read()
    except OSError as error:
        raise UsageError(f"{os.path.relpath(file)} cannot be read: {error.strerror}") from error
