"""The wheel, installed into a fresh environment without a network, works by itself."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from handler_lint import __version__
from tests.packaging.conftest import Environment
from tests.packaging.support import FALLS_THROUGH, REFUSES, run, succeed, write_handler

pytestmark = pytest.mark.xdist_group("packaging")


def test_a_handler_that_falls_through_is_found_and_shown_by_a_run(
    installed: Environment, tmp_path: Path
) -> None:
    package = write_handler(tmp_path / "churn", FALLS_THROUGH)

    checked = run(installed.command, "check", package, cwd=tmp_path)

    (finding,) = (line for line in checked.stdout.splitlines() if line.startswith("error["))
    assert finding.startswith("error[HL202]")
    assert finding.endswith("confirmed")
    assert checked.code == 1


def test_a_handler_that_refuses_what_it_does_not_know_is_clean(
    installed: Environment, tmp_path: Path
) -> None:
    package = write_handler(tmp_path / "churn", REFUSES)

    checked = run(installed.command, "check", package, cwd=tmp_path)

    assert checked.code == 0, checked.stdout
    assert "HL202" not in checked.stdout


def test_the_module_and_the_command_are_the_same_program(
    installed: Environment, tmp_path: Path
) -> None:
    command = succeed(installed.command, "--version", cwd=tmp_path)
    module = succeed(installed.python, "-m", "handler_lint", "--version", cwd=tmp_path)

    assert __version__ in command.stdout
    assert module.stdout == command.stdout


def empty_the_index(rules: Path) -> None:
    (rules / "index.py").write_text("RULES: dict[str, str] = {}\n")


def remove_the_index(rules: Path) -> None:
    (rules / "index.py").unlink()


@pytest.mark.parametrize("damage", [shutil.rmtree, remove_the_index, empty_the_index])
def test_an_empty_rule_set_is_an_internal_error_and_never_clean(
    installed_copy: Environment, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    package = write_handler(tmp_path / "churn", REFUSES)
    damage(installed_copy.site_packages / "handler_lint_rules")

    checked = run(installed_copy.python, "-m", "handler_lint", "check", package, cwd=tmp_path)

    assert checked.code == 4
    assert "handler_lint_rules" in checked.stderr
    assert "Traceback" not in checked.stderr
