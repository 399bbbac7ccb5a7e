"""One start of the worker: the process, what it tells, the time it may take, its end."""

import os
import signal
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from selectors import EVENT_READ, DefaultSelector
from time import monotonic, sleep

from handler_lint.dynamic.wire import Done, Message, Wire

START = Path(__file__).resolve().parents[1] / "worker" / "start.py"

POLL = 0.1
"""Seconds between two looks at whether the worker lives."""

LEAVE = 5.0
"""Seconds that the worker has to end all that it started."""

LEFT = 1.0
"""Seconds in which what an ended worker told is still read."""


@dataclass(frozen=True, slots=True)
class Command:
    """How the worker is started; `plan` is a file with one line of JSON, `complaints` one for the interpreter's own."""

    python: str
    environ: Mapping[str, str]
    folder: Path
    plan: Path
    complaints: Path


def run_worker(
    command: Command, token: str, take: Callable[[Message], None], patience: Callable[[], float]
) -> bool:
    """Start the worker and take what it tells until it is done, has ended, or is silent for too long.

    Args:
        patience: seconds to wait for the next event; asked after each.

    Returns:
        Whether it ended by itself, else it was stopped. Nothing of it runs any more.

    Raises:
        OSError: the interpreter cannot be started.
    """
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    with FileIO(reading, "rb") as channel:
        with FileIO(writing, "wb") as end:
            process = _start(command, end.fileno())
        alive = True
        try:
            alive = not _listen(process, channel, Wire(token), take, patience)
        finally:
            _stop(process, 0.0 if alive else LEAVE)
    return not alive


def _start(command: Command, descriptor: int) -> subprocess.Popen[bytes]:
    with command.plan.open("rb") as plan, command.complaints.open("wb") as complaints:
        process = subprocess.Popen(
            [command.python, "-s", "-B", str(START), str(descriptor)],
            stdin=plan,
            stdout=subprocess.DEVNULL,
            stderr=complaints,
            cwd=command.folder,
            env=command.environ,
            pass_fds=(descriptor,),
            start_new_session=True,
        )
    # it holds the token
    command.plan.unlink()
    return process


def _listen(
    process: subprocess.Popen[bytes],
    channel: FileIO,
    wire: Wire,
    take: Callable[[Message], None],
    patience: Callable[[], float],
) -> bool:
    """Whether the worker ended within the time that it was given."""
    selector = DefaultSelector()
    selector.register(channel, EVENT_READ)
    deadline = monotonic() + patience()
    while monotonic() < deadline:
        # what it told before its end is read after its end was seen
        ended = process.poll() is not None
        data = channel.read(1 << 16) if selector.select(0 if ended else POLL) else None
        for message in wire.feed(data or b""):
            if isinstance(message, Done):
                return True
            take(message)
            deadline = monotonic() + patience()
        if ended:
            if not data:
                return True
            deadline = min(deadline, monotonic() + LEFT)
        elif data == b"":
            # all of its processes closed the channel
            sleep(POLL)
    return False


def _stop(process: subprocess.Popen[bytes], leave: float) -> None:
    """See to it that the worker's group ends: let it, ask it, kill it."""
    if _ends(process, leave):
        return
    for number in (signal.SIGTERM, signal.SIGKILL):
        _signal(process, number)
        if _ends(process, LEAVE):
            return


def _ends(process: subprocess.Popen[bytes], seconds: float) -> bool:
    deadline = monotonic() + seconds
    while process.poll() is None or _signal(process, 0):
        if monotonic() > deadline:
            return False
        sleep(POLL / 20)
    return True


def _signal(process: subprocess.Popen[bytes], number: int) -> bool:
    """Whether the worker's group, which carries the number of its first process, could be sent a signal."""
    try:
        os.killpg(process.pid, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True
