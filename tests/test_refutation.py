"""What a run settles and what it does not: a refutation must be sound."""

from pathlib import Path

import pytest

from tests.configured import JSON, SWITCH, configured
from tests.rule_package import Install
from tests.vocabulary import GOOD, package, report_of

TWO_ENDS = """
def input_fn(body, content_type):
    if content_type == "application/json":
        return json.loads(body)
    if CONFIG["strict"]:
        print("strict")
        return None
    print("lax")
    return None
"""


@pytest.mark.parametrize(("strict", "shown", "other"), [("true", 16, 18), ("false", 18, 16)])
def test_where_the_package_decides_a_run_confirms_one_place_and_refutes_the_other(
    tmp_path: Path, strict: str, shown: int, other: int
) -> None:
    folder = configured(tmp_path, TWO_ENDS, f'{{"strict": {strict}}}')
    found = {
        one.place.line: one.status
        for one in report_of(folder).target.diagnostics
        if one.code == "HL202"
    }

    assert found == {shown: "confirmed", other: "refuted"}


def test_where_the_client_decides_the_other_place_stays_open(tmp_path: Path) -> None:
    folder = configured(tmp_path, TWO_ENDS.replace('CONFIG["strict"]', "len(body) > 3"), "{}")
    found = {
        one.status: one.why_open
        for one in report_of(folder).target.diagnostics
        if one.code == "HL202"
    }

    assert found == {"confirmed": "", "open": "not seen with 1 payload"}


MIXED = """
def input_fn(body, content_type):
    if content_type not in ("application/json", "text/csv"):
        raise ValueError(content_type)
    keep = content_type == "text/csv" and CONFIG["text"]
    return body if keep else body.decode("utf-8")
"""


def test_what_one_type_does_surely_is_not_contradicted_by_the_sample_of_another(
    tmp_path: Path,
) -> None:
    folder = configured(tmp_path, MIXED, '{"text": true}', csv_samples__one_dot_csv="1,2\n")
    seen = report_of(folder)

    assert seen["HL205"].status == "confirmed"
    assert seen["HL205"].message == "input_fn mixes text and bytes for application/json"
    assert "HL906" not in seen.codes


NONE = """
    def judge(self, handler, run):
        if run.last.returned and run.last.value.is_none:
            return Violation(run.last.place, "it is None")
"""

JSON_AND_CSV = """
    def cases(self, handler):
        for content_type in ("application/json", "text/csv"):
            yield Case((InputFn(content_type, handler.any_body()),))
"""


def test_a_way_that_the_package_turns_off_is_refuted(install: Install, tmp_path: Path) -> None:
    install(JSON + NONE)
    folder = configured(tmp_path, SWITCH, '{"on": false}')

    assert report_of(folder, select=("HL777",), dynamic="off")["HL777"].status == "open"
    assert report_of(folder, select=("HL777",))["HL777"].status == "refuted"


def test_a_case_that_no_run_settles_keeps_the_finding_open(
    install: Install, tmp_path: Path
) -> None:
    undecided = """
    def judge(self, handler, run):
        if run.last.call.content_type == "text/csv" and run.last.seconds is not None:
            raise Undecided("nobody can tell")
        if run.last.returned and run.last.value.is_none:
            return Violation(run.last.place, "it is None")
"""
    install(JSON_AND_CSV + undecided)
    folder = configured(tmp_path, SWITCH, '{"on": false}', csv_samples__one_dot_csv="1")
    found = report_of(folder, select=("HL777",))["HL777"]

    assert (found.status, found.why_open) == ("open", "nobody can tell")
    assert "needs a person" in found.next


def test_a_library_call_that_raised_settles_nothing(install: Install, tmp_path: Path) -> None:
    install(JSON + NONE)
    folder = configured(tmp_path, SWITCH, '{"on": false}', json_samples__one_dot_json="no JSON")
    found = report_of(folder, select=("HL777",))["HL777"]

    assert found.status == "open"
    assert found.why_open == "input_fn raised JSONDecodeError before it came so far"
    assert found.next


def test_what_is_certain_stays_so_where_the_run_did_not_come_so_far(tmp_path: Path) -> None:
    always = SWITCH.replace('    if CONFIG["on"]:\n        return None\n    return data\n', "")
    folder = configured(tmp_path, always, "{}", json_samples__one_dot_json="no JSON")
    found = report_of(folder)["HL202"]

    assert (found.status, found.why_open) == ("static", "")
    assert found.notes == (
        "certain by reading; the run did not settle it:"
        " input_fn raised JSONDecodeError before it came so far",
    )


def test_a_place_that_was_not_reached_is_not_refuted(install: Install, tmp_path: Path) -> None:
    suspects = """
    def judge(self, handler, run):
        return None

    def suspects(self, handler, run):
        return Violation(handler.bindings["model_fn"].place, "it looks odd")
"""
    install(JSON + suspects)
    plain = "def input_fn(body, content_type):\n    return json.loads(body)\n"
    found = report_of(configured(tmp_path, plain, "{}"), select=("HL777",))["HL777"]

    assert found.status == "open"
    assert found.why_open == "code/inference.py:8 was not reached in the run"
    assert found.next == "make a run come to line 8"


def test_what_has_no_place_cannot_be_refuted(install: Install, tmp_path: Path) -> None:
    suspects = """
    def suspects(self, handler, run):
        return Violation(None, "it looks odd")
"""
    install(JSON + suspects)
    found = report_of(package(tmp_path, GOOD), select=("HL777",))["HL777"]

    assert (found.status, found.why_open) == ("open", "its place is not known")
    assert found.next


@pytest.mark.parametrize(
    ("need", "model", "why"),
    [("sample", True, "no payload sample"), ("model", False, "no model in the package")],
)
def test_a_case_without_what_it_needs_is_open_with_that_reason(
    install: Install, tmp_path: Path, need: str, model: bool, why: str
) -> None:
    suspects = """
    def suspects(self, handler, run):
        return Violation(run.last.place, "it looks odd")
"""
    install(f'\n    needs = frozenset({{"{need}"}})\n{JSON}{suspects}')
    files = {"json_samples__one_dot_json": "[1]"} if need == "model" else {}
    found = report_of(package(tmp_path, GOOD, model=model, **files), select=("HL777",))["HL777"]

    assert (found.status, found.why_open) == ("open", why)
    assert found.next
