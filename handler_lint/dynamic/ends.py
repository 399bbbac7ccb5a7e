"""How a process that makes calls ended otherwise than it should, in words."""


def how_gone(how: str, number: int, limit: float, own: bool = True) -> str:
    """What a call did: `died with signal 11 (SIGSEGV)`.

    Args:
        how: `time`, `closed`, `exit` with the code as `number`, or `signal` with its number.
        limit: seconds that the call had.
        own: whether the process was that of the call, and not the one that it was forked from.
    """
    if how == "time":
        return too_long(limit)
    if how == "closed":
        did = "closed the channel on which its outcome is told"
    elif how == "exit":
        did = f"exited with code {number}"
    else:
        did = f"died with signal {number}{_signal_name(number)}"
    return did if own else f"ended the worker it ran in, which {did}"


def too_long(limit: float) -> str:
    return f"ran longer than {limit:g} s"


def _signal_name(number: int) -> str:
    import signal

    try:
        return f" ({signal.Signals(number).name})"
    except ValueError:
        return ""
