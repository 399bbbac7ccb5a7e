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

from .channel import BROKEN
from .guard import attempt

LOAD, CALL, ENDED = b"l", b"c", b"."
"""What a child tells its parent: a call begins that has the limit of a load or of a request, or has ended."""

MILLISECONDS = 20


def watch(child, pipe, limits):
    """Wait for a process that makes calls, and kill its group when one takes too long.

    Args:
        pipe: the descriptor on which it tells.
        limits: seconds, by what it tells.

    Returns:
        How many calls it ended, and how the process ended otherwise than it should: `["time", 0]`,
        `["signal", number]`, `["exit", code]`, `["closed", 0]`; else None.
    """
    ended, deadline, listening = 0, None, True
    poller = poll()
    poller.register(pipe, POLLIN)
    while True:
        pid, status = waitpid(child, WNOHANG)
        # what it told before it died is read after its death was seen
        told = listen(poller, pipe, 0 if pid else MILLISECONDS) if listening else b""
        if told is None:
            listening = False
        for number in range(len(told or b"")):
            sign = told[number : number + 1]
            ended += sign == ENDED
            deadline = None if sign == ENDED else monotonic() + limits[sign]
        if pid:
            attempt(killpg, child, SIGKILL)
            return ended, verdict(status, deadline is not None or not ended)
        if deadline is not None and monotonic() > deadline:
            attempt(killpg, child, SIGKILL)
            attempt(kill, child, SIGKILL)
            waitpid(child, 0)
            return ended, ["time", 0]
        if not listening:
            sleep(MILLISECONDS / 1000)


def listen(poller, pipe, milliseconds):
    """What a child told, empty if nothing in this time, None at the end."""
    if not poller.poll(milliseconds):
        return b""
    return read(pipe, 4096) or None


def verdict(status, calling):
    """How a process ended, from its wait status; None if it ended by itself between calls."""
    if WIFSIGNALED(status):
        return ["signal", WTERMSIG(status)]
    code = WEXITSTATUS(status)
    if code == BROKEN:
        return ["closed", 0]
    return ["exit", code] if code or calling else None


def sweep():
    """Kill all descendants of this process, which adopts orphans, and wait until none is left."""
    while True:
        for pid in descendants():
            attempt(kill, pid, SIGKILL)
        try:
            waitpid(-1, 0)
        except ChildProcessError:
            return


def descendants():
    """The processes below this one, as `/proc` tells."""
    parents = {}
    for entry in attempt(listdir, "/proc", default=()):
        if entry.isdigit():
            parents[int(entry)] = attempt(parent_of, entry)
    found, below = [], [getpid()]
    while below:
        below = [pid for pid in parents if parents[pid] in below]
        found.extend(below)
    return found


def parent_of(pid):
    with open("/proc/" + pid + "/stat", "rb") as file:
        # the name of the program, in parentheses, may hold blanks
        return int(file.read().rpartition(b")")[2].split()[1])
