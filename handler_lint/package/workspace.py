"""Private folders that leave nothing behind, not even after a crash."""

import errno
import os
import re
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

_NAME = re.compile(r"handler-lint-(\d+)-(\d+)-(\d+)-\w+")
_FULL = (errno.ENOSPC, errno.EDQUOT)


class WorkspaceError(Exception):
    """A private folder cannot be made or filled: one line that says where, why and what to do."""


def cannot_write(what: str, folder: Path, error: OSError) -> WorkspaceError:
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


@contextmanager
def workspace(parent: Path | None = None) -> Iterator[Path]:
    """A private folder under `parent` (the system's folder for temporary files), removed at the end whatever is in it.

    Folders of the same user whose process is dead are removed first. What cannot be removed is left to the next start.

    Raises:
        WorkspaceError: no folder can be made there.
    """
    above = parent or Path(os.environ.get("TMPDIR", "the system's folder for temporary files"))
    try:
        above = parent or Path(tempfile.gettempdir())
        mine = f"handler-lint-{os.getpid()}-{_started(os.getpid())}-{_process_space()}-"
        folder = Path(tempfile.mkdtemp(prefix=mine, dir=above))
    except OSError as error:
        raise cannot_write("a private folder", above, error) from None
    try:
        # another process may sweep at the same time, and a folder need not be readable to be written to
        with suppress(OSError):
            _sweep(folder)
        yield folder
    finally:
        remove(folder)


def remove(folder: Path) -> None:
    """Remove a folder with all that is in it: read-only folders and trees of any depth too; links are not followed."""
    try:
        _flatten(folder)
        folder.rmdir()
    except OSError:
        # left to the sweep of the next start
        return


def _flatten(folder: Path) -> None:
    """Empty a folder without recursion: what lies in a subfolder is moved up first, so no path becomes too long."""
    fresh = (folder / f"{number}.moved" for number in count())
    folder.chmod(stat.S_IRWXU)
    while entries := list(os.scandir(folder)):
        for entry in entries:
            if not entry.is_dir(follow_symlinks=False):
                os.unlink(entry)
                continue
            os.chmod(entry, stat.S_IRWXU)
            for inner in list(os.scandir(entry)):
                if inner.is_dir(follow_symlinks=False):
                    os.chmod(inner, stat.S_IRWXU)
                    os.rename(inner, next(place for place in fresh if not place.exists()))
                else:
                    os.unlink(inner)
            os.rmdir(entry)


def _sweep(mine: Path) -> None:
    """Remove what killed processes of this user left beside `mine`."""
    user = mine.lstat().st_uid
    for name in os.listdir(mine.parent):
        match = _NAME.fullmatch(name)
        pid, started, space = (int(number) for number in match.groups()) if match else (0, 0, -1)
        # a process of another container that shares this folder is not seen from here
        if space == _process_space() and not _alive(pid, started):
            left = mine.parent / name
            if left.lstat().st_uid == user and not left.is_symlink():
                remove(left)


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
        status = Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except OSError:
        return 0
    # the name of the program, in parentheses, may hold blanks and parentheses
    return int(status.rpartition(")")[2].split()[19])


def _process_space() -> int:
    """The number of the namespace in which process ids count (Linux), else 0."""
    space = Path("/proc/self/ns/pid")
    return space.stat().st_ino if space.exists() else 0
