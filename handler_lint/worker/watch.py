"""Watching a child process from outside: its time limits, how it ended, and that nothing of it stays behind."""

from __future__ import annotations

from os import (
    WEXITSTATUS,
    WIFSIGNALED,
    WNOHANG,
    WTERMSIG,
    getpid,
    kill,
    killpg,
    listdir,
    read,
    waitpid,
)
from select import POLLIN, poll
from time import monotonic, sleep

from .channel import BROKEN
from .contain import KILL
from .guard import attempt

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Mapping, Tuple

    How = Tuple[str, int]
    """How a process ended otherwise than it should: `time` 0, `signal` number, `exit` code, `closed` 0."""

MILLISECONDS = 20
"""Between two looks at a child."""

LONGEST_PAUSE = 0.002
"""Seconds between two looks at a child that is about to end."""

MANY = 100
"""Packets that are read between two looks."""


def watch(child: int, ear: int, limits: Mapping[bytes, float | None]) -> tuple[int, How | None]:
    """Wait for a process that makes calls, and kill its group when one takes too long.

    Args:
        ear: the descriptor of a socket on which it tells, in packets.
        limits: seconds by the packet with which a call begins, None for the one with which a call ends. All other
            packets are the handler's.

    Returns:
        How many calls it ended, and how the process ended otherwise than it should, else None.
    """
    ended, pause = 0, LONGEST_PAUSE / 20
    deadline: float | None = None
    poller = poll()
    poller.register(ear, POLLIN)
    while True:
        pid, status = waitpid(child, WNOHANG)
        # what it told before it died is read after its death was seen
        packets = hear(poller, ear, 0 if pid else MILLISECONDS)
        for packet in packets:
            if packet in limits:
                seconds = limits[packet]
                ended += seconds is None
                deadline = None if seconds is None else monotonic() + seconds
        if pid:
            attempt(killpg, child, KILL)
            return ended, verdict(status, deadline is not None or not ended)
        if deadline is not None and monotonic() > deadline:
            attempt(killpg, child, KILL)
            attempt(kill, child, KILL)
            waitpid(child, 0)
            return ended, ("time", 0)
        if packets[-1:] == [b""]:
            # it is about to end, or closed the socket and lives on
            sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)


def hear(poller: poll, ear: int, milliseconds: int) -> list[bytes]:
    """The packets that are there, after some time for the first to come; an empty one is the end."""
    packets: list[bytes] = []
    while len(packets) < MANY and poller.poll(0 if packets else milliseconds):
        packets.append(read(ear, 4096))
        if not packets[-1]:
            break
    return packets


def verdict(status: int, calling: bool) -> How | None:
    """How a process ended, from its wait status; None if it ended by itself between calls."""
    if WIFSIGNALED(status):
        return "signal", WTERMSIG(status)
    code = WEXITSTATUS(status)
    if code == BROKEN:
        return "closed", 0
    return ("exit", code) if code or calling else None


def sweep() -> None:
    """Kill all descendants of this process, which adopts orphans, and wait until none is left."""
    waiting = WNOHANG
    while True:
        try:
            waitpid(-1, waiting)
        except ChildProcessError:
            # who has lost its parent would be a child of this process
            return
        for pid in descendants():
            attempt(kill, pid, KILL)
        waiting = 0


def descendants() -> list[int]:
    """The processes below this one, as `/proc` tells."""
    parents: dict[int, int | None] = {}
    for entry in attempt(listdir, "/proc", default=()):
        if entry.isdigit():
            parents[int(entry)] = attempt(parent_of, entry)
    found: list[int] = []
    below = [getpid()]
    while below:
        below = [pid for pid in parents if parents[pid] in below]
        found.extend(below)
    return found


def parent_of(pid: str) -> int:
    with open("/proc/" + pid + "/stat", "rb") as file:
        # the name of the program, in parentheses, may hold blanks
        return int(file.read().rpartition(b")")[2].split()[1])
