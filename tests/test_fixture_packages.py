"""The fixture packages through the real command, each against what its `expected.toml` says."""

import json
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "fixtures" / "packages"
EXPECTED = {
    path.parent.name: tomllib.loads(path.read_text()) for path in sorted(FOLDER.glob("*/*.toml"))
}

every_package = pytest.mark.parametrize("name", EXPECTED)


@cache
def report_of(name: str) -> Any:
    """The JSON report of a package, with the exit code."""
    arguments = ["check", f"fixtures/packages/{name}", "--output-format", "json"]
    more = EXPECTED[name].get("arguments", [])
    command = [sys.executable, "-m", "handler_lint", *arguments, *more]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return {**json.loads(done.stdout), "exit": done.returncode}


def place(one: Any) -> str:
    return f"{one['path']}:{one['line']}"


def step(one: Any) -> str:
    """A call of the evidence and how it ended, as a sentence."""
    error = one["error"]
    how = f"{error['type']}: {error['message']}" if error else one["value"]
    return f"{one['call']} {one['outcome']} {how}"


def finding(diagnostic: Any) -> dict[str, Any]:
    """A diagnostic in the words of `expected.toml`."""
    found = {"code": diagnostic["code"], "status": diagnostic["status"], "place": place(diagnostic)}
    evidence = diagnostic["evidence"]
    if evidence:
        found["run"] = step(evidence["run"])
    if evidence and evidence["then"]:
        found["then"] = [step(one) for one in evidence["then"]]
    return found


@every_package
def test_a_package_has_the_findings_that_are_expected(name: str) -> None:
    report = report_of(name)

    assert list(map(finding, report["diagnostics"])) == EXPECTED[name].get("findings", [])
    assert report["exit"] == EXPECTED[name]["exit"]


@every_package
def test_a_package_is_run_as_far_as_is_expected(name: str) -> None:
    expected = EXPECTED[name]
    run = report_of(name)["targets"][0]["run"]

    if "planned" not in expected:
        assert run is None
        assert report_of(name)["calls"] == []
    else:
        assert (run["planned"], run["made"]) == (expected["planned"], expected["made"])
        assert len(report_of(name)["calls"]) == expected["planned"]


@every_package
def test_what_cannot_be_run_is_told_once_for_each_cause(name: str) -> None:
    run = report_of(name)["targets"][0]["run"]
    keys = ("headline", "missing", "calls", "blocked")

    blocks = run["not_run"] if run else []
    told = [{"place": place(one["place"]), **{key: one[key] for key in keys}} for one in blocks]
    assert told == EXPECTED[name].get("not_run", [])


def test_input_fn_is_run_although_the_load_is_not_possible() -> None:
    report = report_of("absent_in_model_fn")

    outcomes = {call["call"].partition("(")[0]: call["outcome"] for call in report["calls"]}
    assert outcomes["model_fn"] == "raised"
    assert outcomes["input_fn"] == "returned"
    assert outcomes["predict_fn"] == "not_made"


def test_a_refuted_finding_is_hidden_until_it_is_asked_for() -> None:
    command = [
        sys.executable,
        "-m",
        "handler_lint",
        "check",
        "fixtures/packages/optional_calibration",
    ]

    usual, asked = (
        subprocess.run([*command, *more], cwd=ROOT, capture_output=True, text=True, check=True)
        for more in ([], ["--show", "refuted"])
    )

    assert "error[HL304]" not in usual.stdout
    assert "error[HL304]" in asked.stdout


def test_a_demo_package_needs_nothing_but_the_standard_library() -> None:
    modules = {
        line.split()[1].partition(".")[0]
        for line in (FOLDER / "wine" / "code" / "inference.py").read_text().splitlines()
        if line.startswith(("import ", "from "))
    }

    assert modules
    assert modules <= sys.stdlib_module_names


def test_every_package_says_what_is_expected_of_it() -> None:
    assert {folder.name for folder in FOLDER.iterdir()} == set(EXPECTED)
