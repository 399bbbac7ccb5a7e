"""One start of the worker: the process, what it is told and tells, the time it may take, its end.

Only what is needed is imported, here and in what `invoke` needs: the answer to one request waits for it.
"""

import os
from select import POLLIN, POLLOUT, poll
from time import monotonic, sleep

from handler_lint.dynamic.lines import Lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

START = os.path.join(
    os.path.dirname(os.path.dirname(os.path.realpath(__file__))), "worker/start.py"
)

TERMINATE, KILL = 15, 9
"""SIGTERM and SIGKILL."""

POLL = 0.1
"""Seconds between two looks at whether the worker lives."""

GRACE = 2.0
"""Seconds above a call's limit after which the worker itself is stopped; it enforces the limits where it can."""

QUIET = 30.0
"""Seconds that the worker may be silent between calls; a cold start needs a few."""

LEAVE = 5.0
"""Seconds that the worker has to end all that it started."""

LEFT = 1.0
"""Seconds in which what an ended worker told is still read."""

CHUNK = 1 << 16
"""Bytes that are read or written at once."""


class Worker:
    """A worker that gets ready and waits for its plan. Whoever starts it stops it.

    Args:
        python: the interpreter: a path, or a name that is looked up in PATH.
        complaints: the file for what the interpreter itself has to say.

    Raises:
        OSError, ValueError: the interpreter cannot be started.
    """

    def __init__(self, python: str, environ: "Mapping[str, str]", complaints: str) -> None:
        self._channel, channel = os.pipe()
        plan, self._plan = os.pipe()
        self._left = memoryview(b"")
        self._ended = False
        try:
            self._pid = _spawn(python, environ, plan, channel, complaints)
        except BaseException:
            os.close(self._channel)
            os.close(self._plan)
            raise
        finally:
            os.close(plan)
            os.close(channel)
        os.set_blocking(self._channel, False)
        os.set_blocking(self._plan, False)

    def tell(self, plan: str) -> None:
        """Give the worker its plan, one line of ASCII; it is written while the worker is listened to."""
        self._left = memoryview(plan.encode("ascii") + b"\n")

    def listen(
        self, token: str, take: "Callable[[bytes], bool]", patience: "Callable[[], float]"
    ) -> bool:
        """Take what the worker tells until there is no more, it has ended, or is silent for too long.

        Args:
            take: gets the JSON of each event with the token; whether more is to come.
            patience: seconds to wait for the next event; asked after each.

        Returns:
            Whether it was done or ended by itself.
        """
        poller, lines = poll(), Lines(token)
        poller.register(self._channel, POLLIN)
        poller.register(self._plan, POLLOUT)
        deadline = monotonic() + patience()
        while monotonic() < deadline:
            # what it told before its end is read after its end was seen
            ended = self._has_ended()
            ready = [descriptor for descriptor, _ in poller.poll(0 if ended else POLL * 1000)]
            if self._plan in ready:
                self._write()
                deadline = monotonic() + patience()
                if not self._left:
                    poller.unregister(self._plan)
                    self._close_plan()
            data = os.read(self._channel, CHUNK) if self._channel in ready else None
            for text in lines.feed(data or b""):
                if not take(text):
                    return True
                deadline = monotonic() + patience()
            if ended:
                if not data:
                    return True
                deadline = min(deadline, monotonic() + LEFT)
            elif data == b"":
                # all of its processes closed the channel
                sleep(POLL)
        return False

    def stop(self, leave: float) -> None:
        """See to it that the worker's group ends: let it for some seconds, ask it, kill it."""
        self._close_plan()
        try:
            self._hear_out(leave)
            if self._ends(leave):
                return
            for number in (TERMINATE, KILL):
                self._signal(number)
                if self._ends(LEAVE):
                    return
        finally:
            os.close(self._channel)

    def _hear_out(self, seconds: float) -> None:
        """Wait for the end of the channel, which all of the worker's processes close when they end."""
        poller, deadline = poll(), monotonic() + seconds
        poller.register(self._channel, POLLIN)
        while (left := deadline - monotonic()) > 0:
            if poller.poll(left * 1000) and not os.read(self._channel, CHUNK):
                return

    def _write(self) -> None:
        try:
            self._left = self._left[os.write(self._plan, self._left[:CHUNK]) :]
        except BlockingIOError:
            return
        except OSError:
            # nobody reads it; that the worker has ended is seen elsewhere
            self._left = memoryview(b"")

    def _close_plan(self) -> None:
        if self._plan >= 0:
            os.close(self._plan)
            self._plan = -1

    def _has_ended(self) -> bool:
        if not self._ended:
            self._ended = os.waitpid(self._pid, os.WNOHANG)[0] != 0
        return self._ended

    def _ends(self, seconds: float) -> bool:
        deadline, pause = monotonic() + seconds, POLL / 500
        while not self._has_ended() or self._signal(0):
            if monotonic() > deadline:
                return False
            sleep(pause)
            pause = min(2 * pause, POLL / 20)
        return True

    def _signal(self, number: int) -> bool:
        """Whether the worker's group, which carries the number of its first process, could be sent a signal."""
        try:
            os.killpg(self._pid, number)
        except (ProcessLookupError, PermissionError):
            return False
        return True


def _spawn(
    python: str, environ: "Mapping[str, str]", plan: int, channel: int, complaints: str
) -> int:
    """Start the interpreter in a session of its own; it gets the two ends and no other descriptor of ours."""
    os.set_inheritable(channel, True)
    others = [(os.POSIX_SPAWN_CLOSE, number) for number in _inheritable() if number != channel]
    return os.posix_spawnp(
        python,
        [python, "-s", "-B", START, str(channel)],
        environ,
        file_actions=[
            (os.POSIX_SPAWN_DUP2, plan, 0),
            (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
            (os.POSIX_SPAWN_OPEN, 2, complaints, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600),
            *others,
        ],
        setsid=True,
    )


def _inheritable() -> "Iterator[int]":
    """What this process itself was given beyond the three standard streams."""
    for name in os.listdir("/dev/fd"):
        try:
            if int(name) > 2 and os.get_inheritable(int(name)):
                yield int(name)
        except OSError:
            # the listing's own
            continue
