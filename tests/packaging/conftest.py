"""The built distributions, an environment that holds the wheel, and a copy of the project; no network."""

import shutil
import sys
import venv
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.packaging.support import FROM_WHEELHOUSE, PROJECT, project_files, succeed


@dataclass(frozen=True, slots=True)
class Built:
    """The wheel and the sdist of the source tree, and the wheel that is built from that sdist."""

    wheel: Path
    sdist: Path
    wheel_of_sdist: Path


@dataclass(frozen=True, slots=True)
class Environment:
    """A virtual environment that holds the wheel and what it depends on, nothing else."""

    root: Path

    @property
    def python(self) -> Path:
        return self.root / "bin" / "python"

    @property
    def command(self) -> Path:
        return self.root / "bin" / "handler-lint"

    @property
    def site_packages(self) -> Path:
        (found,) = self.root.glob("lib/python3*/site-packages")
        return found


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    out = tmp_path_factory.mktemp("dist")
    build = (sys.executable, "-m", "build", "--no-isolation", PROJECT, "--outdir")
    succeed(*build, out / "tree", "--wheel", cwd=out)
    succeed(*build, out / "sdist", cwd=out)
    (wheel,) = (out / "tree").glob("*.whl")
    (sdist,) = (out / "sdist").glob("*.tar.gz")
    (wheel_of_sdist,) = (out / "sdist").glob("*.whl")
    return Built(wheel, sdist, wheel_of_sdist)


@pytest.fixture(scope="session")
def installed(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    environment = Environment(tmp_path_factory.mktemp("environment") / "fresh")
    venv.create(environment.root, symlinks=True)
    install = (sys.executable, "-m", "pip", "--python", environment.python, "install", "--quiet")
    wheelhouse = ("--no-index", "--find-links", FROM_WHEELHOUSE["PIP_FIND_LINKS"])
    succeed(*install, *wheelhouse, built.wheel, cwd=environment.root)
    return environment


@pytest.fixture
def installed_copy(installed: Environment, tmp_path: Path) -> Environment:
    """An environment that a test may change."""
    shutil.copytree(installed.root, tmp_path / "copy", symlinks=True)
    return Environment(tmp_path / "copy")


@pytest.fixture(scope="session")
def project_copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of the project in a folder of their own, as in a fresh checkout."""
    copy = tmp_path_factory.mktemp("project") / "handler-lint"
    for file in project_files():
        (copy / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(PROJECT / file, copy / file)
    return copy
