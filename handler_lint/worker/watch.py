"""Watching a child process from outside: its time limits, how it ended, and that nothing of it stays behind."""

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
from signal import SIGKILL
from time import monotonic, sleep
from typing import Dict, List, Mapping, Optional, Tuple

from .channel import BROKEN
from .guard import attempt

How = Tuple[str, int]
"""How a process ended otherwise than it should: `time` 0, `signal` number, `exit` code, `closed` 0."""

MILLISECONDS = 20
"""Between two looks at a child."""

MANY = 100
"""Packets that are read between two looks."""


def watch(
    child: int, ear: int, limits: Mapping[bytes, Optional[float]]
) -> Tuple[int, Optional[How]]:
    """Wait for a process that makes calls, and kill its group when one takes too long.

    Args:
        ear: the descriptor of a socket on which it tells, in packets.
        limits: seconds by the packet with which a call begins, None for the one with which a call ends. All other
            packets are the handler's.

    Returns:
        How many calls it ended, and how the process ended otherwise than it should, else None.
    """
    ended = 0
    deadline: Optional[float] = None
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
            attempt(killpg, child, SIGKILL)
            return ended, verdict(status, deadline is not None or not ended)
        if deadline is not None and monotonic() > deadline:
            attempt(killpg, child, SIGKILL)
            attempt(kill, child, SIGKILL)
            waitpid(child, 0)
            return ended, ("time", 0)
        if packets[-1:] == [b""]:
            # it is about to end, or closed the socket and lives on
            sleep(0.001)


def hear(poller: poll, ear: int, milliseconds: int) -> List[bytes]:
    """The packets that are there, after some time for the first to come; an empty one is the end."""
    packets: List[bytes] = []
    while len(packets) < MANY and poller.poll(0 if packets else milliseconds):
        packets.append(read(ear, 4096))
        if not packets[-1]:
            break
    return packets


def verdict(status: int, calling: bool) -> Optional[How]:
    """How a process ended, from its wait status; None if it ended by itself between calls."""
    if WIFSIGNALED(status):
        return "signal", WTERMSIG(status)
    code = WEXITSTATUS(status)
    if code == BROKEN:
        return "closed", 0
    return ("exit", code) if code or calling else None


def sweep() -> None:
    """Kill all descendants of this process, which adopts orphans, and wait until none is left."""
    while True:
        for pid in descendants():
            attempt(kill, pid, SIGKILL)
        try:
            waitpid(-1, 0)
        except ChildProcessError:
            return


def descendants() -> List[int]:
    """The processes below this one, as `/proc` tells."""
    parents: Dict[int, Optional[int]] = {}
    for entry in attempt(listdir, "/proc", default=()):
        if entry.isdigit():
            parents[int(entry)] = attempt(parent_of, entry)
    found: List[int] = []
    below = [getpid()]
    while below:
        below = [pid for pid in parents if parents[pid] in below]
        found.extend(below)
    return found


def parent_of(pid: str) -> int:
    with open("/proc/" + pid + "/stat", "rb") as file:
        # the name of the program, in parentheses, may hold blanks
        return int(file.read().rpartition(b")")[2].split()[1])
