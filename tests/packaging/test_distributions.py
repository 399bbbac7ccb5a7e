"""What the wheel and the sdist hold."""

import tarfile
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

from handler_lint import __version__
from tests.packaging.conftest import Built
from tests.packaging.support import project_files

pytestmark = pytest.mark.xdist_group("packaging")


def contents(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_wheel_holds_the_two_packages_and_nothing_else_at_the_top(built: Built) -> None:
    tops = {name.split("/")[0] for name in contents(built.wheel)}

    assert tops == {"handler_lint", "handler_lint_rules", f"handler_lint-{__version__}.dist-info"}


def test_the_wheel_holds_each_file_of_the_two_packages(built: Built) -> None:
    ours = {
        file.relative_to("rules") if file.parts[0] == "rules" else file
        for file in project_files()
        if file.parts[0] in ("handler_lint", "rules")
    }

    packed = {Path(name) for name in contents(built.wheel) if ".dist-info/" not in name}

    assert packed == ours


@pytest.mark.parametrize(
    "name",
    [
        "handler_lint/py.typed",
        "handler_lint_rules/py.typed",
        "handler_lint_rules/index.py",
        "handler_lint/worker/serving.py",
        "handler_lint/contract/pytorch.toml",
    ],
)
def test_the_wheel_holds_what_is_not_imported_by_name(built: Built, name: str) -> None:
    assert name in contents(built.wheel)


def test_the_wheel_holds_what_well_known_libraries_do(built: Built) -> None:
    data = [
        name for name in contents(built.wheel) if name.startswith("handler_lint/static/library/")
    ]

    assert any(name.endswith(".toml") for name in data)


def test_the_wheel_of_the_sdist_is_the_wheel_of_the_source_tree(built: Built) -> None:
    assert built.wheel_of_sdist.name == built.wheel.name
    assert contents(built.wheel_of_sdist) == contents(built.wheel)


def test_the_sdist_holds_the_tests_and_what_they_read(built: Built) -> None:
    with tarfile.open(built.sdist) as archive:
        inside = {name.partition("/")[2].split("/")[0] for name in archive.getnames()}

    assert {"tests", "fixtures", "docs", "benchmarks", "Makefile", "README.md"} <= inside
    assert not {".venv", ".wheelhouse", ".git"} & inside


def test_three_libraries_are_all_that_the_core_needs(built: Built) -> None:
    (name,) = (name for name in contents(built.wheel) if name.endswith(".dist-info/METADATA"))
    metadata = Parser().parsestr(contents(built.wheel)[name].decode())
    needed = [r for r in metadata.get_all("Requires-Dist", []) if "extra ==" not in r]

    assert metadata["Requires-Python"] == ">=3.11"
    assert [requirement.split(">=")[0] for requirement in needed] == ["click", "libcst", "pydantic"]
