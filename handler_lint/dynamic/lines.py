"""Cuts what comes on the worker's channel into events; all else is ignored, for a handler may write there too."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

SEPARATOR = b"\x1e"
LONGEST = 80 << 20
"""Bytes of a line that are kept: a reply of 48 MiB is 64 MiB in base64; a longer one is nobody's event."""


class Lines:
    """The lines that start with the token of this run."""

    def __init__(self, token: str) -> None:
        self._head = SEPARATOR + token.encode()
        self._rest: list[bytes] = []
        self._size = 0

    def feed(self, data: bytes) -> "Iterator[bytes]":
        """The JSON of the events that are complete with this data."""
        *lines, rest = data.split(b"\n")
        for line in lines:
            whole = b"".join([*self._rest, line])
            self._rest, self._size = [], 0
            _, head, text = whole.rpartition(self._head)
            if head:
                yield text
        self._rest.append(rest)
        self._size += len(rest)
        if self._size > LONGEST:
            self._rest, self._size = [], 0
