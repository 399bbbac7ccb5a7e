"""An interpreter for the worker that measures its coverage while the tests themselves are measured."""

import os
import shlex
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]

MEASURED = f"""\
import os, runpy, sys
from coverage import Coverage

def begin():
    global coverage
    coverage = Coverage(
        data_file={str(ROOT / ".coverage")!r},
        data_suffix=True,
        config_file=False,
        branch=True,
        source=[{str(ROOT / "handler_lint" / "worker")!r}],
    )
    coverage.set_option("run:disable_warnings", ["no-data-collected"])
    # the worker has a tracer of its own, which asks only one that is written in Python
    coverage.set_option("run:core", "pytrace")
    coverage.start()

def begin_again():
    coverage.stop()
    begin()

def leave(code, leave=os._exit):
    try:
        coverage.stop()
        coverage.save()
    finally:
        leave(code)

os._exit = leave
os.register_at_fork(after_in_child=begin_again)
del sys.argv[0]
begin()
runpy.run_path(sys.argv[0], run_name="__main__")
"""
"""The worker leaves every process by the `os._exit` that it finds at its start."""


def worker_python(folder: Path) -> str | None:
    """A script in `folder` that runs the worker under coverage; None, this interpreter, where nothing is measured.

    The worker is no process that coverage follows by itself: it is started with an environment of its own.
    """
    if "COVERAGE_RUN" not in os.environ:
        return None
    measured = folder / "measured.py"
    measured.write_text(MEASURED)
    # the worker is started as `python -s -B start.py CHANNEL`
    command = shlex.join([sys.executable, "-s", "-B", str(measured)])
    return _script(folder / "measured-python", f'{command} "$3" "$4"')


def unmeasured_python(folder: Path) -> str:
    """This interpreter, for handlers that patch what a coverage tool needs."""
    return _script(folder / "unmeasured-python", f'{shlex.quote(sys.executable)} "$@"')


def _script(path: Path, command: str) -> str:
    path.write_text(f"#!/bin/sh\nexec {command}\n")
    path.chmod(0o755)
    return str(path)
