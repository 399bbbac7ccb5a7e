"""The worker in every Python that is found here, from 3.8 on."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from handler_lint.calls import Case, GivenBody, InputFn, OutputFn, Place, PredictFn
from handler_lint.dynamic.host import HostError
from tests.dynamic.support import CHAIN, EMPTY, JSON, READ, RunHandler

VERSIONS = ("3.8", "3.9", "3.10", "3.11", "3.12", "3.13", "3.14")


def candidates(version: str) -> Iterator[str]:
    """Where an interpreter of a version may be: on PATH, or where version managers put it."""
    on_path = shutil.which(f"python{version}")
    if on_path:
        yield on_path
    homes = (os.environ.get("PYENV_ROOT", ""), str(Path.home() / ".pyenv"))
    for home in homes:
        if home:
            yield from map(str, Path(home).glob(f"versions/{version}.*/bin/python"))


def interpreter(version: str) -> str:
    """One that really is of this version, or the test is skipped."""
    ask = "import sys; print('%d.%d' % sys.version_info[:2])"
    for path in candidates(version):
        try:
            done = subprocess.run([path, "-c", ask], capture_output=True, text=True, check=False)
        except OSError:
            continue
        if done.stdout.strip() == version:
            return path
    pytest.skip(f"there is no Python {version} here")


@pytest.mark.parametrize("version", VERSIONS)
def test_a_handler_is_run_by_the_interpreter_that_is_named(run: RunHandler, version: str) -> None:
    python = interpreter(version)
    ran = run(
        CHAIN,
        Case((READ, PredictFn(), OutputFn(None))),
        Case((InputFn(JSON, GivenBody("bad.json", b"[")), PredictFn())),
        python=python,
        trace={"code/inference.py": frozenset({8})},
    )

    good, bad = ran.runs
    assert ran.executed.python.startswith(f"{version}.")
    assert ran.executed.interpreter == python
    assert [one.ended for one in good.all] == ["returned"] * 5
    assert good[0].place == Place("code/inference.py", 8, function="input_fn")
    assert ran.executed.lines[2] == {"code/inference.py": {8}}
    assert bad[0].error is not None
    assert bad[0].error.type == "JSONDecodeError"
    assert bad[0].error.place == Place("code/inference.py", 8, function="input_fn")
    assert [one.parameters for one in ran.executed.bindings] == [1, 2, 2, 2, None]


@pytest.mark.parametrize("version", ["2.7", "3.6", "3.7"])
def test_a_python_that_is_too_old_is_told_by_its_version(run: RunHandler, version: str) -> None:
    python = interpreter(version)

    with pytest.raises(HostError) as error:
        run(CHAIN, Case((READ,)), python=python)

    assert str(error.value).startswith(f"{python} is Python {version}.")


@pytest.mark.parametrize("version", VERSIONS)
def test_a_crash_costs_one_call_there_too(run: RunHandler, version: str) -> None:
    ran = run(
        """
        import ctypes, os
        def input_fn(body, content_type):
            if content_type == "text/crash":
                ctypes.string_at(0)
            if content_type == "text/missing":
                open("code/vocabulary.txt")
            return os.getcwd()
        """,
        Case((InputFn("text/crash", EMPTY),)),
        Case((InputFn("text/missing", EMPTY),)),
        Case((READ,)),
        python=interpreter(version),
    )

    crash, missing, good = (one[0] for one in ran.runs)
    assert crash.why_not == "died with signal 11 (SIGSEGV)"
    assert missing.error is not None
    assert missing.error.missing == "code/vocabulary.txt"
    assert [event.missing for event in missing.events] == [True]
    assert good.ended == "returned"
