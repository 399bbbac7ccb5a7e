"""The file for code scanning: what the schema asks for, what GitHub asks for, and what neither checks."""

import json
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from handler_lint.calls import Place
from handler_lint.report.formats import Style, write
from handler_lint.report.model import Failure, Related, Report, RuleInfo, Step
from tests.report import examples


def read(report: Report) -> Any:
    return json.loads(write(report, "sarif", Style()).encode("utf-8"))


def full() -> Report:
    """Several targets, statuses, places outside of a line, twice the same line, long rules, failures."""
    place = Place(examples.PATH, 9, 5)
    odd = examples.diagnostic("HL901", place=Place("läuft/50%/a b#c?.py", 0), severity="note")
    twice = [examples.diagnostic("HL205", place=place, status="dynamic")] * 2
    never = [
        examples.diagnostic(status="open"),
        examples.diagnostic(status="refuted"),
        examples.diagnostic(suppressed=True),
    ]
    long = RuleInfo("HL999", "never-ending", "note", "s" * 2000, "d" * 2000)
    related = replace(
        examples.falls_through(), related=(Related(Place(examples.PATH, 20, 12), "made here"),)
    )
    died = examples.diagnostic(
        "HL903", evidence=replace(examples.EVIDENCE, run=Step("f()", "timed_out"), then=())
    )
    return replace(
        examples.churn(*never),
        targets=(
            *examples.churn(*never).targets,
            *examples.vision().targets,
            examples.target(odd, *twice, *never, related, died, target="./my model"),
        ),
        exit_code=4,
        rules=(*examples.RULES, long),
        failures=("HL304 raised KeyError: 'x'",),
        shown=frozenset({"refuted", "suppressed"}),
    )


REPORTS = [examples.iris, examples.churn, examples.vision, full]


def objects(node: Any) -> Iterator[dict[str, Any]]:
    """Every object of a log."""
    if isinstance(node, dict):
        yield node
    for child in (
        node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    ):
        yield from objects(child)


@pytest.mark.parametrize("report", REPORTS)
def test_a_log_holds_what_neither_the_schema_nor_github_checks(
    report: Callable[[], Report],
) -> None:
    log = read(report())
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]

    assert log["version"] == "2.1.0"
    assert "/sarif/v2.1.0/errata01/" in log["$schema"]
    for result in run["results"]:
        assert result["kind"] == "fail"
        assert result["level"] in ("error", "warning", "note")
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert len(result["locations"]) == 1
        assert result["message"]["text"]
    for found in objects(log):
        if "region" in found:
            region = found["region"]
            start = (region["startLine"], region["startColumn"])
            assert (1, 1) <= start <= (region["endLine"], region["endColumn"])
        if "uri" in found:
            assert re.fullmatch(r"[A-Za-z0-9._~!/%-]+", found["uri"])
            assert not found["uri"].startswith(("/", "./"))
        assert "" not in found.values()


@pytest.mark.parametrize("report", REPORTS)
def test_fingerprints_are_there_once_a_file_and_rule(report: Callable[[], Report]) -> None:
    (run,) = read(report())["runs"]
    keys = [
        (
            result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
            result["ruleId"],
            result["partialFingerprints"]["primaryLocationLineHash"],
        )
        for result in run["results"]
    ]

    assert len(set(keys)) == len(keys)
    assert all(re.fullmatch(r"[0-9a-f]{32}:\d+", key[2]) for key in keys)


@pytest.mark.parametrize("report", REPORTS)
def test_every_rule_has_what_github_requires(report: Callable[[], Report]) -> None:
    rules = read(report())["runs"][0]["tool"]["driver"]["rules"]

    assert [rule["id"] for rule in rules] == sorted({rule["id"] for rule in rules})
    for rule in rules:
        assert 1 <= len(rule["name"]) <= 255
        assert 1 <= len(rule["shortDescription"]["text"]) <= 1024
        assert 1 <= len(rule["fullDescription"]["text"]) <= 1024
        assert rule["help"]["text"]
        assert rule["help"]["markdown"]
        assert rule["defaultConfiguration"]["level"] in ("error", "warning", "note")
        assert 1 <= len(rule["properties"]["tags"]) <= 10
        assert rule["properties"]["precision"] == "high"
        assert rule["properties"]["problem.severity"] in ("error", "warning", "recommendation")


@pytest.mark.parametrize("report", REPORTS)
def test_a_log_follows_the_schema(report: Callable[[], Report]) -> None:
    schema = os.environ.get("SARIF_SCHEMA")
    if not schema:
        pytest.skip(
            "SARIF_SCHEMA does not name the schema of OASIS, which this project may not copy"
        )
    jsonschema = pytest.importorskip("jsonschema")
    validator = jsonschema.Draft4Validator(json.loads(Path(schema).read_text("utf-8")))

    assert [error.message for error in validator.iter_errors(read(report()))] == []


def test_only_findings_that_a_reader_may_rely_on_are_results() -> None:
    results = read(full())["runs"][0]["results"]
    statuses = [result["properties"]["handlerLint"]["status"] for result in results]

    assert set(statuses) == {"confirmed", "static", "dynamic"}
    assert len(results) == 2 + 1 + 5
    assert read(examples.iris())["runs"][0]["results"] == []


def test_the_message_says_what_the_run_showed_and_links_to_where_it_ended() -> None:
    result = read(examples.churn())["runs"][0]["results"][0]

    assert result["message"]["text"] == (
        "input_fn returns None for a content type it does not know. "
        'Confirmed: input_fn(two_rows.json, "application/x-handler-lint") returned None; '
        "then predict_fn(None, <model>) raised ValueError at [code/inference.py:20](1). "
        "The client gets 500."
    )
    first = result["relatedLocations"][0]
    assert first["id"] == 1
    assert first["physicalLocation"]["region"] == {
        "startLine": 20,
        "startColumn": 12,
        "endLine": 20,
        "endColumn": 24,
    }
    assert first["message"]["text"] == "ValueError is raised here"


def test_a_finding_by_reading_alone_says_so() -> None:
    (result,) = read(examples.vision())["runs"][0]["results"]

    assert result["message"]["text"] == (
        "input_fn returns None for a content type it does not know. Static: certain by reading."
    )
    assert "codeFlows" not in result
    assert "stacks" not in result


def test_the_evidence_is_a_flow_of_calls_and_a_stack() -> None:
    result = read(examples.churn())["runs"][0]["results"][0]
    (stack,) = result["stacks"]
    flow = result["codeFlows"][0]["threadFlows"][0]["locations"]

    assert stack["message"]["text"] == f"ValueError: {examples.MATMUL.message}"
    assert stack["frames"][0]["location"]["message"]["text"] == "predict_fn"
    assert [step["executionOrder"] for step in flow] == [1, 2]
    assert [step["location"]["message"]["text"] for step in flow] == [
        'input_fn(two_rows.json, "application/x-handler-lint") returned None',
        "predict_fn(None, <model>) raised ValueError",
    ]
    lines = [step["location"]["physicalLocation"]["region"]["startLine"] for step in flow]
    assert lines == [15, 20]


def test_an_exception_without_a_place_has_a_stack_without_frames() -> None:
    step = Step("f()", "raised", failure=Failure("MemoryError", ""))
    found = examples.diagnostic(evidence=replace(examples.EVIDENCE, run=step))
    (result,) = read(examples.report(examples.target(found)))["runs"][0]["results"]

    assert result["stacks"] == [{"message": {"text": "MemoryError"}, "frames": []}]
    assert result["message"]["text"].endswith("Static: f() raised MemoryError.")


def test_what_was_not_run_is_a_warning_and_an_internal_error_an_error() -> None:
    (invocation,) = read(full())["runs"][0]["invocations"]
    not_run, internal = invocation["toolExecutionNotifications"]

    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (False, 4)
    assert (not_run["level"], not_run["descriptor"]["id"]) == ("warning", "not-run")
    assert not_run["message"]["text"].startswith(
        "not run: code/inference.py cannot be imported here. "
        "ModuleNotFoundError: No module named 'torch'. "
    )
    assert not_run["locations"][0]["physicalLocation"]["region"]["startLine"] == 5
    assert (internal["level"], internal["descriptor"]["id"]) == ("error", "internal-error")
    assert internal["message"]["text"] == "HL304 raised KeyError: 'x'"
    descriptors = read(full())["runs"][0]["tool"]["driver"]["notifications"]
    for notification in (not_run, internal):
        descriptor = notification["descriptor"]
        assert descriptors[descriptor["index"]]["id"] == descriptor["id"]


def test_all_active_rules_are_listed_and_those_of_findings_too() -> None:
    rules = read(full())["runs"][0]["tool"]["driver"]["rules"]

    assert {rule["id"] for rule in rules} > {"HL201", "HL202", "HL901", "HL999"}
    by_code = {rule["id"]: rule for rule in rules}
    assert by_code["HL202"] == {
        "id": "HL202",
        "name": "ContentTypePathReturnsNone",
        "shortDescription": {
            "text": "`input_fn` returns `None` for a content type it does not know."
        },
        "fullDescription": {"text": "No stack looks at what `input_fn` returned."},
        "help": {
            "text": "Raise at the end.\n\nhttps://handler-lint.readthedocs.io/rules/HL202/",
            "markdown": "Raise at the end.\n\n"
            "[HL202](https://handler-lint.readthedocs.io/rules/HL202/)",
        },
        "defaultConfiguration": {"level": "error"},
        "properties": {
            "tags": ["sagemaker", "inference"],
            "precision": "high",
            "problem.severity": "error",
        },
        "helpUri": "https://handler-lint.readthedocs.io/rules/HL202/",
    }
    assert "helpUri" not in by_code["HL999"]
    assert by_code["HL999"]["fullDescription"]["text"] == "d" * 1023 + "…"


def test_a_uri_leads_to_the_file_whatever_its_name() -> None:
    path = "läuft/50%/a b#c?.py"
    found = examples.diagnostic(place=Place(path, 1, 1, 1, 2))
    relative = examples.report(examples.target(found, target="./my model"))
    absolute = examples.report(examples.target(found, target="/srv/my model"))

    assert unquote(_uri(relative)) == f"my model/{path}"
    assert unquote(_uri(absolute)) == f"file:///srv/my model/{path}"
    assert "%" in _uri(relative)
    assert _uri(examples.churn()) == "churn/model.tar.gz!/code/inference.py"


def _uri(report: Report) -> str:
    result = read(report)["runs"][0]["results"][0]
    found: str = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    return found
