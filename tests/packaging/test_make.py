"""The two commands of the README on a machine that is new to the project."""

import shutil
import sys
from pathlib import Path

import pytest

from tests.packaging.support import PROJECT, run

pytestmark = pytest.mark.xdist_group("packaging")

LACKS_ENSUREPIP = """\
#!/bin/sh
case "$*" in *ensurepip*) exit 1;; esac
exec {python} "$@"
"""
IS_OLD = """\
#!/bin/sh
case "$*" in *version_info*) exec {python} -c 'import sys; sys.version_info = (3, 9)
'"$2";; esac
exec {python} "$@"
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / "handler_lint").mkdir()
    for name in ("Makefile", "pyproject.toml", "handler_lint/__init__.py"):
        shutil.copy2(PROJECT / name, tmp_path / name)
    return tmp_path


@pytest.mark.parametrize("goal", ["demo", "test"])
@pytest.mark.parametrize(
    ("script", "line"),
    [
        (LACKS_ENSUREPIP, "sudo apt install python3-venv"),
        (IS_OLD, "Python 3.11 or newer is needed: make {goal} PYTHON=python3.11"),
    ],
)
def test_what_the_machine_lacks_is_said_as_the_line_to_type(
    checkout: Path, goal: str, script: str, line: str
) -> None:
    python = checkout / "python3"
    python.write_text(script.format(python=sys.executable))
    python.chmod(0o755)

    made = run("make", goal, f"PYTHON={python}", cwd=checkout)

    assert made.code != 0
    assert line.format(goal=goal) in made.stderr
    assert not (checkout / ".venv").exists()


def test_make_demo_sets_up_and_reports(project_copy: Path) -> None:
    made = run("make", "demo", f"PYTHON={sys.executable}", cwd=project_copy)

    assert made.code == 0, made.stdout + made.stderr
    report = made.stdout.splitlines()
    assert "fixtures/packages/wine" in report
    assert report[-1].startswith("exit ")
