"""A plugin of coverage.py that measures the worker, which takes care that nothing of its surroundings reaches it.

Its environment is made anew, so an audit hook lays the variable that starts coverage into it, which is gone when the
handler is imported. It keeps its own reference to `os._exit`, so that is replaced before the worker is loaded; whatever
leaves by it saves first. A forked child goes on measuring, into a data file of its own.
"""

import copy
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from coverage import Coverage
from coverage.plugin_support import Plugins
from coverage.types import TConfigSectionOut

START = str(Path(__file__).resolve().parents[1] / "handler_lint" / "worker" / "start.py")
VARIABLE = "COVERAGE_PROCESS_CONFIG"

_exit = os._exit


def coverage_init(plugins: Plugins, options: TConfigSectionOut) -> None:
    """Called by coverage.py in each process that it measures, once for each time that it is started."""
    if os._exit is not save_and_exit:
        os._exit = save_and_exit
        sys.addaudithook(measure_worker)
    if START in sys.orig_argv:
        os.environ.pop(VARIABLE, None)


def save_and_exit(status: int) -> NoReturn:
    with suppress(Exception):
        measured = Coverage.current()
        if measured is not None:
            measured.save()
    _exit(status)


def measure_worker(event: str, arguments: tuple[object, ...]) -> None:
    """Let a worker of this interpreter be measured."""
    if event != "subprocess.Popen":
        return
    _, command, _, environ = arguments
    here = Coverage.current()
    if here is None or not isinstance(command, list) or not isinstance(environ, dict):
        return
    if command[0] == sys.executable and START in command:
        config = copy.copy(here.config)
        # else the variable would be set again
        config.patch = []
        environ[VARIABLE] = config.serialize()
