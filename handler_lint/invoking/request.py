"""What is sent: one request, from the options of the command line."""

import sys

from handler_lint.config.usage import UsageError
from handler_lint.invoking.headers import given_headers
from handler_lint.package.names import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

MOST = 64 << 20
"""Bytes of a body; no endpoint takes more."""


class Request:
    """One request; None is an absent header, `headers` are all others as name and value."""

    __slots__ = ("accept", "body", "content_type", "headers")

    def __init__(self, options: "Mapping[str, Any]") -> None:
        """Read what the options name.

        Raises:
            UsageError: the body cannot be read, or a header is malformed.
        """
        self.content_type, self.accept, self.headers = given_headers(
            options["content_type"], options["accept"], options["headers"]
        )
        self.body = _body(options["body"])


def _body(named: str) -> bytes:
    """The body in a file, or on standard input for `-`."""
    try:
        if named == "-":
            body = sys.stdin.buffer.read(MOST + 1)
        else:
            with open(named, "rb") as file:
                body = file.read(MOST + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(
            f"--body {printable(named)}: {reason}; name a file, or - for standard input"
        ) from None
    if len(body) > MOST:
        raise UsageError(
            f"--body {printable(named)}: larger than {MOST >> 20} MB, and no endpoint takes that"
        )
    return body
