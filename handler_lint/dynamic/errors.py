"""What cannot be run; apart from the host, so that naming the error imports nothing else."""

NOT_POSIX = "handlers are run on Linux and macOS; under Windows use WSL, or --dynamic off"


class HostError(Exception):
    """The plan cannot be run here: one line with what to do."""
