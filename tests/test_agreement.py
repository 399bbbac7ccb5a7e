"""Over all fixtures, with everything run: what happens is among what reading said can happen."""

import shutil
from pathlib import Path

import pytest

from handler_lint.config.settings import Settings, TargetSettings
from handler_lint.lint import lint
from tests.both_passes import disagreements

FIXTURES = Path(__file__).parents[1] / "fixtures"
ALL = sorted(
    path for kind in ("rules/*/*", "packages/*", "report/*") for path in FIXTURES.glob(kind)
)
NO_HANDLER = FIXTURES / "packages" / "not_a_handler"


def named(path: Path) -> str:
    return path.relative_to(FIXTURES).as_posix()


every_fixture = pytest.mark.parametrize("fixture", ALL, ids=named)
every_handler = pytest.mark.parametrize("fixture", [p for p in ALL if p != NO_HANDLER], ids=named)


def packed(fixture: Path, folder: Path) -> Path:
    """The fixture as a package; a file becomes one with a model file."""
    if fixture.is_dir():
        return fixture
    (folder / "code").mkdir()
    shutil.copy(fixture, folder / "code" / "inference.py")
    (folder / "model.json").write_text("{}")
    return folder


@every_fixture
def test_running_everything_breaks_nothing_and_contradicts_nothing(
    fixture: Path, tmp_path: Path
) -> None:
    target = TargetSettings(str(packed(fixture, tmp_path)))

    report = lint(Settings((target,), dynamic="all"))

    assert report.failures == ()
    assert "HL906" not in {diagnostic.code for diagnostic in report.diagnostics}


@every_handler
def test_each_real_outcome_is_among_the_ends_by_reading(fixture: Path, tmp_path: Path) -> None:
    assert list(disagreements(packed(fixture, tmp_path))) == []
