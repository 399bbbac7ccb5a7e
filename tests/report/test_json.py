"""The report for scripts."""

import json
from dataclasses import replace
from typing import Any

from handler_lint.calls import Place
from handler_lint.report.formats import Style, write
from handler_lint.report.model import ContentType, Failure, Report
from tests.report import examples


def read(report: Report) -> Any:
    return json.loads(write(report, "json", Style()).encode("utf-8"))


def test_the_report_is_one_object_with_these_keys() -> None:
    found = read(examples.churn())

    assert list(found) == ["version", "tool", "targets", "calls", "diagnostics", "summary"]
    assert found["version"] == 1
    assert found["tool"] == {"name": "handler-lint", "version": "0.1.0"}
    assert write(examples.churn(), "json", Style()).endswith("}\n")


def test_a_target_says_what_the_stack_binds_and_how_it_was_run() -> None:
    known = ContentType("input_fn", "text/csv", "returned", 16)
    target = replace(examples.churn().targets[0], content_types=(known,))
    (found,) = read(examples.report(target))["targets"]

    assert found["stack"] == {"name": "pytorch", "evidence": "given", "candidates": []}
    assert found["bindings"][0] == {
        "name": "model_fn",
        "path": "code/inference.py",
        "line": 8,
        "text": "model_fn(model_dir)",
        "parameters": 1,
    }
    assert found["bindings"][4]["path"] is None
    assert found["content_types"] == [
        {
            "function": "input_fn",
            "content_type": "text/csv",
            "outcome": "returned",
            "line": 16,
        }
    ]
    assert found["run"] == {
        "python": "3.11.7",
        "interpreter": "this interpreter",
        "tier": "contained: no network, package read-only",
        "planned": 8,
        "made": 8,
        "not_run": [],
    }


def test_the_run_is_null_where_no_call_was_planned() -> None:
    assert read(examples.report(examples.target()))["targets"][0]["run"] is None


def test_what_was_not_run_is_in_the_run() -> None:
    (cause,) = read(examples.vision())["targets"][0]["run"]["not_run"]

    assert cause["headline"] == "code/inference.py cannot be imported here"
    assert cause["place"]["line"] == 5
    assert cause["calls"] == 3
    assert list(cause) == [
        "headline",
        "place",
        "label",
        "notes",
        "missing",
        "blocked",
        "next",
        "calls",
    ]


def test_calls_are_in_order_across_targets() -> None:
    report = examples.report(examples.vision().targets[0], examples.churn().targets[0])
    calls = read(report)["calls"]

    assert [call["target"] for call in calls] == ["vision"] * 4 + ["churn/model.tar.gz"] * 8
    assert calls[0] == {
        "target": "vision",
        "call": "import code/inference.py",
        "sample": None,
        "content_type": None,
        "accept": None,
        "outcome": "raised",
        "value": None,
        "seconds": 0.003,
        "error": {
            "type": "ModuleNotFoundError",
            "message": "No module named 'torch'",
            "path": "code/inference.py",
            "line": 5,
        },
        "codes": [],
        "why_not": "",
    }
    assert (calls[1]["outcome"], calls[1]["why_not"]) == ("not_made", "the import failed")
    assert calls[7]["error"]["message"] == examples.MATMUL.message
    assert calls[11]["error"] == {
        "type": "TypeError",
        "message": "Object of type ndarray is not JSON serializable",
        "path": None,
        "line": None,
    }


def test_a_diagnostic_has_all_that_the_text_report_shows_and_more() -> None:
    found = read(examples.churn())["diagnostics"][0]
    evidence = found.pop("evidence")

    assert found == {
        "target": "churn/model.tar.gz",
        "code": "HL202",
        "name": "content-type-path-returns-none",
        "severity": "error",
        "status": "confirmed",
        "message": "input_fn returns None for a content type it does not know",
        "path": "code/inference.py",
        "line": 15,
        "column": 10,
        "end_line": 15,
        "end_column": 36,
        "function": "input_fn",
        "label": "the last test; no else and nothing after it",
        "notes": [],
        "listing": [],
        "why_open": "",
        "next": "",
        "help": 'end input_fn with: raise ValueError(f"unsupported content type: {content_type}")',
        "related": [
            {
                "path": "code/inference.py",
                "line": line,
                "column": column,
                "end_line": line,
                "end_column": end,
                "function": "input_fn",
                "label": "",
            }
            for line, column, end in [(12, 1, 34), (13, 8, 42)]
        ],
        "fix": None,
        "moves": [],
        "fingerprint": "f" * 32,
        "suppressed": False,
        "hidden": False,
        "docs_url": "https://handler-lint.readthedocs.io/rules/HL202/",
    }
    assert evidence["run"]["value"] == "None"
    assert evidence["then"][0] == {
        "call": "predict_fn(None, <model>)",
        "outcome": "raised",
        "value": None,
        "error": {
            "type": "ValueError",
            "message": examples.MATMUL.message,
            "path": "code/inference.py",
            "line": 20,
        },
        "died": "",
    }
    assert list(evidence) == ["run", "input", "then", "client"]


def test_hidden_findings_are_there_and_marked() -> None:
    found = read(examples.iris())

    assert [(d["status"], d["hidden"]) for d in found["diagnostics"]] == [("refuted", True)]
    assert found["summary"]["hidden"] == {"refuted": 1, "suppressed": 0}
    assert found["summary"]["errors"] == 0


def test_the_summary_counts_what_the_text_report_counts() -> None:
    assert read(examples.vision())["summary"] == {
        "errors": 1,
        "warnings": 2,
        "notes": 0,
        "by_status": {"confirmed": 0, "static": 1, "dynamic": 0, "open": 2, "refuted": 0},
        "hidden": {"refuted": 0, "suppressed": 0},
        "calls": {"planned": 4, "not_run": 3},
        "fail_on": "error",
        "fail_on_open": False,
        "require_dynamic": False,
        "fixed": [],
        "not_fixed": [],
        "failures": [],
        "exit_code": 1,
        "exit_reason": "1 error; --fail-on error. Open findings do not count (--fail-on-open)",
    }


def test_nothing_is_cut() -> None:
    long = Failure("ValueError", "x" * 5000)
    target = examples.target(calls=(examples.call("f" * 300, failure=long),))

    (call,) = read(examples.report(target))["calls"]
    assert len(call["error"]["message"]) == 5000
    assert len(call["call"]) == 300


def test_a_finding_about_a_file_is_at_its_beginning() -> None:
    about_the_file = examples.diagnostic(place=Place("requirements.txt", 0))
    (found,) = read(examples.report(examples.target(about_the_file)))["diagnostics"]

    assert [found[k] for k in ("line", "column", "end_line", "end_column")] == [1, 1, 1, 1]


def test_lone_surrogates_are_spelled_out() -> None:
    call = examples.call("input_fn(\udc80.json)", value="'\ud83d' 値")

    (found,) = read(examples.report(examples.target(calls=(call,))))["calls"]
    assert found["call"] == r"input_fn(\udc80.json)"
    assert found["value"] == r"'\ud83d' 値"
