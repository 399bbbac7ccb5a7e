"""What cannot be run; apart from the host, so that naming the error imports nothing else."""


class HostError(Exception):
    """The plan cannot be run here: one line with what to do."""
