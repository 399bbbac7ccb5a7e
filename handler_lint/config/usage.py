"""The error for what the user typed."""


class UsageError(Exception):
    """Wrong usage or configuration; one line that says what to do."""
