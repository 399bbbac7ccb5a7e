"""An interpreter for the worker that measures its coverage while the tests themselves are measured.

The worker is started with an environment of its own, so coverage does not follow it there as it follows other processes
of a test. Whoever runs a handler in a test names the interpreter instead, by whichever way the test goes:

    python = worker_python(tmp_path)
    command("check", "package", "--python", python)                # through the real command
    execute(plan, package, stack, RunSettings(python), {})         # through the dynamic pass
    lint(Settings((TargetSettings("package", python=python),)))    # through the library

Under `coverage run -m pytest` that is a script, which starts this file in front of the worker; else it is this
interpreter. A handler that patches what coverage itself needs is given `sys.executable`, which is never measured.

The worker leaves each of its processes by `os._exit`, so that is where coverage saves (`patch = _exit`). Each process
that was forked writes a file of its own.
"""

import os
import runpy
import shlex
import sys
from pathlib import Path

from coverage import Coverage

ROOT = Path(__file__).resolve().parents[1]
WORKER = ROOT / "handler_lint" / "worker"


def worker_python(folder: Path) -> str:
    """What to name as `--python`; where the tests are measured, a script in `folder` that measures the worker."""
    if "COVERAGE_RUN" not in os.environ:
        return sys.executable
    data = os.path.abspath(os.environ.get("COVERAGE_FILE", ROOT / ".coverage"))
    command = shlex.join([sys.executable, "-s", "-B", __file__, data])
    script = folder / "measured-python"
    # the worker is started as `python -s -B start.py CHANNEL`
    script.write_text(f'#!/bin/sh\nexec {command} "$3" "$4"\n')
    script.chmod(0o755)
    return str(script)


def run_measured(data: str, start: str, channel: str) -> None:
    """Run the worker as Python runs it, but under coverage."""
    sys.argv[:] = [start, channel]
    sys.path[0] = os.path.dirname(start)
    measured = Coverage(
        data_file=data, data_suffix=True, config_file=False, branch=True, source=[str(WORKER)]
    )
    measured.set_option("run:patch", ["_exit"])
    # a process that measured nothing says so on stderr otherwise, which the host reads
    measured.set_option("run:disable_warnings", ["no-data-collected"])
    # the worker has a tracer of its own, which asks only one that is written in Python
    measured.set_option("run:core", "pytrace")
    measured.start()
    runpy.run_path(start, run_name="__main__")


if __name__ == "__main__":
    run_measured(*sys.argv[1:])
