"""Calls whose time counts: nobody looks on, and what is looked at is another call of the same."""

from pathlib import Path

import pytest

from tests.vocabulary import package, report_of

SLOW = """
import json, sys

def model_fn(model_dir):
    return sys.gettrace() is not None

def input_fn(body, content_type):
    return json.loads(body)

def predict_fn(data, model):
    return [model, sys.gettrace() is not None]

def output_fn(prediction, accept):
    if accept == "text/csv":
        return ",".join(map(str, prediction))
    return json.dumps(prediction)
"""


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return package(tmp_path, SLOW, json_samples__one_dot_json="{}")


def test_no_tracer_is_there_in_a_test(target: Path) -> None:
    calls = report_of(target, tested=True).target.calls

    reply = next(one.reply.body for one in calls if one.reply is not None)
    assert reply == b"[false, false]"


def test_in_a_check_the_place_where_a_function_returned_is_looked_for(target: Path) -> None:
    calls = report_of(target, dynamic="all").target.calls

    bodies = {one.reply.body for one in calls if one.reply is not None}
    assert b"[false, false]" not in bodies


def test_a_finding_of_a_timed_call_is_at_its_only_return(tmp_path: Path) -> None:
    source = SLOW.replace("return [model, sys.gettrace() is not None]", 'return float("nan")')
    source = source.replace(
        '    if accept == "text/csv":\n        return ",".join(map(str, prediction))\n', ""
    )
    target = package(tmp_path, source, json_samples__one_dot_json="{}")

    assert report_of(target, tested=True)["HL506"].place.line == 14


def test_what_is_flagged_is_made_again_and_the_table_shows_it_once(tmp_path: Path) -> None:
    source = SLOW.replace("return [model", "return None; return [model")
    target = package(tmp_path, source, json_samples__one_dot_json="{}")
    found = report_of(target, tested=True)
    calls = [one.call for one in found.target.calls]

    assert calls.count('input_fn(one.json, "application/json")') == 1
    assert found["HL401"].status == "confirmed"
    shown = next(one for one in found.target.calls if one.call.startswith("predict_fn"))
    assert "HL401" in shown.codes
