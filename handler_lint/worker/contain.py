"""Keeping a run away from the machine: namespaces of Linux, by the C library.

This guards against accidents, not against malice. Nothing here raises: what the system refuses is not held.
"""

from __future__ import annotations

from _socket import AF_INET, SOCK_DGRAM, socket
from fcntl import ioctl
from importlib import import_module
from os import fsencode, getgid, getuid, statvfs, strerror
from resource import RLIMIT_CORE, setrlimit
from sys import byteorder

from .guard import attempt

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

NEW_MOUNTS, NEW_USER, NEW_PROCESSES, NEW_NETWORK = 0x20000, 0x10000000, 0x20000000, 0x40000000
"""Flags of unshare(2)."""

READ_ONLY, NO_SUID, NO_DEV, NO_EXEC = 1, 2, 4, 8
REMOUNT, BIND, RECURSIVE, PRIVATE = 32, 4096, 16384, 1 << 18
"""Flags of mount(2); statvfs(3) tells those of the first row with the same numbers."""

KEPT = NO_SUID | NO_DEV | NO_EXEC
"""What a user's own read-only view of a folder may not drop."""

SET_PARENT_DEATH_SIGNAL, SET_CHILD_SUBREAPER = 1, 36
"""Commands of prctl(2)."""

SET_INTERFACE_FLAGS, UP = 0x8914, 1

TERMINATE, KILL = 15, 9
"""SIGTERM and SIGKILL; the module that names them takes long to import."""

# not every interpreter is built with it
ctypes: Any = attempt(import_module, "ctypes")
libc: Any = attempt(lambda: ctypes.CDLL(None, use_errno=True))


def call(name: str, *arguments: Any) -> bool:
    """Whether a function of the C library succeeded; not, where it does not exist."""
    return attempt(lambda: getattr(libc, name)(*arguments) == 0, default=False)


def limit() -> None:
    """No core files."""
    attempt(setrlimit, RLIMIT_CORE, (0, 0))


def die_with_parent(signal: int = KILL) -> None:
    call("prctl", SET_PARENT_DEATH_SIGNAL, signal, 0, 0, 0)


def adopt_orphans() -> None:
    """Become the parent of all descendants that lose theirs."""
    call("prctl", SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def leave() -> tuple[int, str]:
    """Leave the machine's namespaces: as who may, else in a namespace of the user's own, else those that can be left.

    The next child is the first process of the new ones.

    Returns:
        The flags of the namespaces that were left, and why not all were.
    """
    wanted = NEW_MOUNTS | NEW_PROCESSES | NEW_NETWORK
    user, group = getuid(), getgid()
    if call("unshare", wanted):
        return wanted, ""
    if call("unshare", wanted | NEW_USER):
        attempt(write, "/proc/self/setgroups", "deny")
        attempt(write, "/proc/self/uid_map", f"{user} {user} 1")
        attempt(write, "/proc/self/gid_map", f"{group} {group} 1")
        return wanted, ""
    number = attempt(lambda: ctypes.get_errno(), default=0)
    refused = f"the system refuses namespaces ({strerror(number).lower()})"
    why = refused if number else "the system has no namespaces"
    single = (NEW_MOUNTS, NEW_PROCESSES, NEW_NETWORK)
    return sum([flag for flag in single if call("unshare", flag)]), why


def settle(left: int, folder: str) -> list[str]:
    """Arrange the new namespaces, in their first process; returns what is held: `network`, `package`."""
    held: list[str] = []
    if left & NEW_NETWORK:
        attempt(raise_loopback)
        held.append("network")
    # without this, what is mounted here would be mounted for the machine
    if left & NEW_MOUNTS and call("mount", b"none", b"/", None, RECURSIVE | PRIVATE, None):
        if attempt(make_read_only, fsencode(folder)):
            held.append("package")
        # shared memory that nobody releases goes with the namespace
        call("mount", b"tmpfs", b"/dev/shm", b"tmpfs", NO_SUID | NO_DEV, None)
        if left & NEW_PROCESSES:
            call("mount", b"proc", b"/proc", b"proc", NO_SUID | NO_DEV | NO_EXEC, None)
    return held


def make_read_only(folder: bytes) -> bool:
    """Lay a read-only view of a folder over it; whether that holds."""
    flags = statvfs(folder).f_flag & KEPT
    call("mount", folder, folder, None, BIND, None)
    call("mount", None, folder, None, REMOUNT | BIND | READ_ONLY | flags, None)
    return bool(statvfs(folder).f_flag & READ_ONLY)


def raise_loopback() -> None:
    any_socket = socket(AF_INET, SOCK_DGRAM)
    try:
        request = b"lo".ljust(16, b"\0") + UP.to_bytes(2, byteorder)
        ioctl(any_socket, SET_INTERFACE_FLAGS, request)
    finally:
        any_socket.close()


def write(path: str, text: str) -> None:
    with open(path, "w") as file:
        file.write(text)
