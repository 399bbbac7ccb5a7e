"""Standard streams and output files, with readers that leave and disks that are full."""

import os
import sys

from handler_lint.config.usage import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import IO, Any, BinaryIO


def open_standard_streams() -> None:
    """Open what is closed: the next file that is opened would take its place."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode))


def say(text: str) -> None:
    """Write text to standard output; errors as in `put`."""
    put(encoded(text))


def encoded(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")


def put(data: bytes) -> None:
    """Write bytes to standard output; a reader that has seen enough and left is no error.

    Raises:
        UsageError: it cannot be written.
    """
    stream = sys.stdout.buffer
    try:
        stream.write(data)
        stream.flush()
    except OSError as error:
        _let_go(stream)
        if not isinstance(error, BrokenPipeError):
            raise UsageError(f"standard output cannot be written: {error.strerror}") from error


def tell(text: str, end: str = "\n") -> None:
    """Write to standard error, if anybody reads it."""
    try:
        print(text, end=end, file=sys.stderr, flush=True)
    except OSError:
        _let_go(sys.stderr)


def _let_go(stream: "IO[Any]") -> None:
    """Lead a stream that cannot be written nowhere; the exit would fail once more on what is left in its buffer."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def check_file(file: str) -> str:
    """Find out before anything is run that a file cannot be written.

    Raises:
        UsageError: it is a folder, or its folder is not there.
    """
    above = os.path.dirname(file) or "."
    if os.path.isdir(file):
        raise UsageError(f"{file} cannot be written: it is a folder; name a file in it")
    if not os.path.isdir(above):
        raise UsageError(f"{file} cannot be written: there is no folder {above}; make it")
    return file


def write_file(
    file: str,
    data: "bytes | Callable[[BinaryIO], object]",
    instead: str = "; name another file",
) -> None:
    """Write a file whole or not at all; a pipe or a device, which is no file to replace, is written as it is.

    Args:
        data: what is written, or what writes it to a stream.

    Raises:
        UsageError: it cannot be written.
    """
    file = os.path.realpath(file)
    above, name = os.path.split(file)
    part = os.path.join(above, f".{name}.{os.getpid()}.part")
    special = os.path.exists(file) and not os.path.isfile(file)
    try:
        with open(file if special else part, "wb") as output:
            if isinstance(data, bytes):
                output.write(data)
            else:
                data(output)
        if not special:
            if os.path.exists(file):
                os.chmod(part, os.stat(file).st_mode & 0o777)
            os.replace(part, file)
    except OSError as error:
        raise UsageError(f"{file} cannot be written: {error.strerror}{instead}") from error
    finally:
        if os.path.lexists(part):
            os.unlink(part)
