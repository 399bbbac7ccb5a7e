"""The hook that the project ships, run by pre-commit itself in an environment that pre-commit builds."""

import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from handler_lint import __version__
from tests.packaging.support import (
    FALLS_THROUGH,
    PROJECT,
    REFUSES,
    run,
    succeed,
    write_handler,
)

pytestmark = pytest.mark.xdist_group("pre-commit")

EXAMPLE = PROJECT / "docs" / "examples" / "pre-commit-config.yaml"
PRE_COMMIT = (sys.executable, "-m", "pre_commit")


@pytest.fixture
def environ(tmp_path: Path) -> Mapping[str, str]:
    """An identity for commits, no configuration of this machine, and caches that go with the test."""
    return {
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "A Tester",
        "GIT_AUTHOR_EMAIL": "tester@example.com",
        "GIT_COMMITTER_NAME": "A Tester",
        "GIT_COMMITTER_EMAIL": "tester@example.com",
        "PRE_COMMIT_HOME": str(tmp_path / "pre-commit"),
        "PRE_COMMIT_COLOR": "never",
        "VIRTUALENV_OVERRIDE_APP_DATA": str(tmp_path / "virtualenv"),
        "VIRTUALENV_NO_PERIODIC_UPDATE": "1",
    }


def commit(folder: Path, environ: Mapping[str, str]) -> str:
    """Make a repository of all files of a folder; the full name of its one commit."""
    succeed("git", "init", "--quiet", ".", cwd=folder, environ=environ)
    succeed("git", "add", "--all", ".", cwd=folder, environ=environ)
    succeed("git", "commit", "--quiet", "--message", "all", cwd=folder, environ=environ)
    return succeed("git", "rev-parse", "HEAD", cwd=folder, environ=environ).stdout.strip()


@pytest.fixture
def hook_repository(project_copy: Path, environ: Mapping[str, str]) -> Path:
    if not (project_copy / ".git").exists():
        commit(project_copy, environ)
    return project_copy


def test_the_manifest_is_valid(tmp_path: Path) -> None:
    manifest = PROJECT / ".pre-commit-hooks.yaml"

    succeed(*PRE_COMMIT, "validate-manifest", manifest, cwd=tmp_path)


def test_a_handler_that_falls_through_stops_the_commit_and_is_not_run(
    hook_repository: Path, tmp_path: Path, environ: Mapping[str, str]
) -> None:
    models = tmp_path / "models"
    write_handler(models / "churn", FALLS_THROUGH)
    write_handler(models / "iris", REFUSES)
    commit(models, environ)

    tried = run(
        *(*PRE_COMMIT, "try-repo", hook_repository, "handler-lint", "--all-files"),
        cwd=models,
        environ=environ,
    )

    assert tried.code == 1, tried.stdout + tried.stderr
    (finding,) = (line for line in tried.stdout.splitlines() if line.startswith("error["))
    assert finding.startswith("error[HL202]")
    assert finding.endswith("static")
    assert "churn/code/inference.py" in tried.stdout


def test_the_configuration_of_the_readme_lets_a_clean_handler_pass(
    hook_repository: Path, tmp_path: Path, environ: Mapping[str, str]
) -> None:
    example = yaml.safe_load(EXAMPLE.read_text())
    (entry,) = example["repos"]
    assert entry["rev"] == f"v{__version__}"
    entry["repo"] = str(hook_repository)
    entry["rev"] = commit_of(hook_repository, environ)
    models = tmp_path / "models"
    write_handler(models / "iris", REFUSES)
    (models / ".pre-commit-config.yaml").write_text(yaml.safe_dump(example))
    commit(models, environ)

    ran = run(*PRE_COMMIT, "run", "--all-files", cwd=models, environ=environ)

    assert ran.code == 0, ran.stdout + ran.stderr
    assert ran.stdout.rstrip().endswith("Passed")


def commit_of(repository: Path, environ: Mapping[str, str]) -> str:
    return succeed("git", "rev-parse", "HEAD", cwd=repository, environ=environ).stdout.strip()


def test_the_configuration_of_the_readme_is_valid(tmp_path: Path) -> None:
    succeed(*PRE_COMMIT, "validate-config", EXAMPLE, cwd=tmp_path)
