"""What stops a job must not leave a worker or a folder behind: leaving by an exception cleans up."""

import signal
import sys


def clean_up_when_stopped() -> None:
    """Leave by an exception when a job is told to stop."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        # Under nohup a hang-up is ignored, and stays so.
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, lambda sent, _: sys.exit(128 + sent))
