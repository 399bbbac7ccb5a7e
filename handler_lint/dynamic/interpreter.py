"""The handler's interpreter, as the user named it, and what to say where it cannot be used."""

import os
import sys

from handler_lint.dynamic.errors import HostError

OLDEST = (3, 8)
"""The oldest Python that the worker runs in."""


def path_of(python: str | None) -> str:
    """The interpreter's path, or a name to look up in PATH. Links stay: they make a virtual environment."""
    if python is None or "/" not in python:
        return python or sys.executable
    return os.path.abspath(os.path.expanduser(python))


def cannot_start(python: str | None, why: str) -> str:
    """What to say of an interpreter that does not start."""
    return (
        f"{_typed(python)} does not start as a Python interpreter: {_printable(why)};"
        " name another one with --python"
    )


def check_hello(python: str | None, version: str | None, complaints: str) -> None:
    """See whether the worker runs.

    Args:
        version: of the interpreter, as the worker told it, None where it did not.
        complaints: the file with what the interpreter said on stderr.

    Raises:
        HostError: it does not start as Python, or is too old.
    """
    if version is None:
        with open(complaints, errors="replace") as file:
            said = file.read().strip().splitlines()
        raise HostError(cannot_start(python, said[-1] if said else "it says nothing"))
    if tuple(int(part) for part in version.split(".")[:2]) < OLDEST:
        oldest = ".".join(map(str, OLDEST))
        raise HostError(
            f"{_typed(python)} is Python {version}, and handlers are run with {oldest} or newer;"
            " name another interpreter with --python"
        )


def _typed(python: str | None) -> str:
    return _printable(python or sys.executable)


def _printable(text: str) -> str:
    # only an error needs it
    from handler_lint.package.names import printable

    return printable(text)
