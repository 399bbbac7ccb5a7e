"""Private folders: made under a name that tells whose they are, removed whatever is in them, swept after a crash."""

import errno
import os
import stat
from itertools import count

_FULL = (errno.ENOSPC, errno.EDQUOT)
_PARTS = 6
"""Of the name: `handler-lint-PID-START-SPACE-RANDOM`."""


class WorkspaceError(Exception):
    """A private folder cannot be made or filled: one line that says where, why and what to do."""


def cannot_write(what: str, folder: "str | os.PathLike[str]", error: OSError) -> WorkspaceError:
    """The error for an `error` of the system while `what` was made in `folder`."""
    reason = error.strerror or str(error)
    if error.filename and str(error.filename) != str(folder):
        reason += f": {os.fsdecode(error.filename)}"
    full = error.errno in _FULL or error.errno is None
    todo = (
        "free space there or set TMPDIR to a larger folder"
        if full
        else "check what may be read and written"
    )
    return WorkspaceError(f"cannot make {what} in {folder}: {reason}; {todo}")


def make(parent: str | None = None) -> str:
    """A private folder under `parent` (the folder for temporary files); folders of dead processes are removed first.

    Raises:
        WorkspaceError: no folder can be made there.
    """
    above = parent or _temporary()
    pid = os.getpid()
    mine = f"handler-lint-{pid}-{_started(pid)}-{_process_space()}-{os.urandom(6).hex()}"
    folder = os.path.join(above, mine)
    try:
        os.mkdir(folder, stat.S_IRWXU)
    except OSError as error:
        raise cannot_write("a private folder", above, error) from None
    _sweep(above, folder)
    return folder


def remove(folder: "str | os.PathLike[str]") -> None:
    """Remove a folder with all that is in it: read-only folders and trees of any depth too; links are not followed."""
    try:
        _flatten(os.fspath(folder))
        os.rmdir(folder)
    except OSError:
        # left to the sweep of the next start
        return


def _temporary() -> str:
    """Where temporary files go, by the rules of `tempfile`, which takes long to import."""
    named = (os.environ.get(name) for name in ("TMPDIR", "TEMP", "TMP"))
    for folder in (*named, "/tmp", "/var/tmp", "/usr/tmp"):
        if folder and os.path.isdir(folder) and os.access(folder, os.W_OK | os.X_OK):
            return os.path.abspath(folder)
    return os.getcwd()


def _flatten(folder: str) -> None:
    """Empty a folder without recursion: what lies in a subfolder is moved up first, so no path becomes too long."""
    fresh = (os.path.join(folder, f"{number}.moved") for number in count())
    os.chmod(folder, stat.S_IRWXU)
    while entries := list(os.scandir(folder)):
        for entry in entries:
            if not entry.is_dir(follow_symlinks=False):
                os.unlink(entry)
                continue
            os.chmod(entry, stat.S_IRWXU)
            for inner in list(os.scandir(entry)):
                if inner.is_dir(follow_symlinks=False):
                    os.chmod(inner, stat.S_IRWXU)
                    os.rename(inner, next(place for place in fresh if not os.path.exists(place)))
                else:
                    os.unlink(inner)
            os.rmdir(entry)


def _sweep(above: str, mine: str) -> None:
    """Remove what killed processes of this user left beside `mine`, as far as that can be done.

    Another process may sweep at the same time, and a folder need not be readable to be written to.
    """
    try:
        user = os.lstat(mine).st_uid
        for name in os.listdir(above):
            left = os.path.join(above, name)
            if _is_left(name) and os.lstat(left).st_uid == user and not os.path.islink(left):
                remove(left)
    except OSError:
        return


def _is_left(name: str) -> bool:
    """Whether a folder of this name is of a process that is dead."""
    parts = name.split("-") if name.startswith("handler-lint-") else []
    if len(parts) != _PARTS or not all(part.isdecimal() for part in parts[2:5]):
        return False
    pid, started, space = (int(part) for part in parts[2:5])
    # a process of another container that shares this folder is not seen from here
    return space == _process_space() and not _alive(pid, started)


def _alive(pid: int, started: int) -> bool:
    if started:
        return _started(pid) == started
    # elsewhere than on POSIX systems, signal 0 is a signal
    return os.name != "posix" or _answers(pid)


def _answers(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except (OSError, OverflowError) as error:
        return isinstance(error, PermissionError)
    return True


def _started(pid: int) -> int:
    """When a process started, in clock ticks since boot; 0 where the system has no `/proc` or the process is dead."""
    try:
        with open(f"/proc/{pid}/stat", errors="replace") as file:
            status = file.read()
    except OSError:
        return 0
    # the name of the program, in parentheses, may hold blanks and parentheses
    return int(status.rpartition(")")[2].split()[19])


def _process_space() -> int:
    """The number of the namespace in which process ids count (Linux), else 0."""
    try:
        return os.stat("/proc/self/ns/pid").st_ino
    except OSError:
        return 0
