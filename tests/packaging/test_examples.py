"""The examples in docs/examples are what the README shows, and they work."""

import json
import re
import shlex
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.packaging.support import FALLS_THROUGH, PROJECT, run, write_handler

EXAMPLES = sorted((PROJECT / "docs" / "examples").glob("*.y*ml"))


def yaml_blocks(page: Path) -> list[str]:
    return re.findall(r"^```yaml\n(.*?)^```$", page.read_text(), re.MULTILINE | re.DOTALL)


@pytest.fixture
def steps() -> list[dict[str, Any]]:
    """The steps of the one job of the GitHub workflow."""
    workflow = yaml.safe_load((PROJECT / "docs/examples/github-workflow.yml").read_text())
    (job,) = workflow["jobs"].values()
    assert job["permissions"]["security-events"] == "write"
    return list(job["steps"])


def test_the_readme_shows_exactly_the_examples() -> None:
    shown = yaml_blocks(PROJECT / "README.md")

    assert len(EXAMPLES) == 2
    assert sorted(shown) == sorted(example.read_text() for example in EXAMPLES)


def test_the_check_of_the_workflow_writes_the_file_that_is_uploaded(
    steps: list[dict[str, Any]], tmp_path: Path
) -> None:
    (check,) = (step["run"] for step in steps if "handler-lint check" in step.get("run", ""))
    (upload,) = (step for step in steps if "upload-sarif@" in step.get("uses", ""))
    command, *arguments = shlex.split(check)
    write_handler(tmp_path / arguments[1], FALLS_THROUGH)

    checked = run(sys.executable, "-m", "handler_lint", *arguments, cwd=tmp_path)

    log = json.loads((tmp_path / upload["with"]["sarif_file"]).read_text())
    assert command == "handler-lint"
    assert checked.code == 1, checked.stderr
    assert [result["ruleId"] for result in log["runs"][0]["results"]] == ["HL202"]


def test_the_workflow_uploads_after_a_failed_check(steps: list[dict[str, Any]]) -> None:
    assert "upload-sarif@" in steps[-1]["uses"]
    assert steps[-1]["if"] == "always()"
