"""An interpreter for the worker that measures its coverage while the tests themselves are measured."""

import os
import shlex
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]

SETTINGS = f"""\
[run]
branch = true
parallel = true
source = {ROOT / "handler_lint" / "worker"}
data_file = {ROOT / ".coverage"}
patch =
    _exit
    fork
disable_warnings =
    no-data-collected
    module-not-imported
    module-not-measured
"""


def worker_python(folder: Path) -> str | None:
    """A script in `folder` that starts the worker under coverage; None, this interpreter, where nothing is measured.

    The worker is no child that coverage follows by itself: it is started with an environment of its own.
    """
    if "COVERAGE_RUN" not in os.environ:
        return None
    settings, script = folder / "worker-coverage.ini", folder / "measured-python"
    settings.write_text(SETTINGS)
    measured = [sys.executable, "-s", "-B", "-m", "coverage", "run", f"--rcfile={settings}"]
    # the worker is started as `python -s -B start.py CHANNEL`
    script.write_text(f'#!/bin/sh\nexec {shlex.join(measured)} "$3" "$4"\n')
    script.chmod(0o755)
    return str(script)
