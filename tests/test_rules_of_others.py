"""Rules of another package, found through the same door: how what they say is judged and merged."""

from pathlib import Path

import pytest

from handler_lint import rule as rules
from handler_lint.rule import RuleSetError, load_rule, rule_index
from tests.rule_package import Install
from tests.vocabulary import GOOD, package, report_of

CASES = """
    def cases(self, handler):
        yield Case((InputFn("application/json", handler.any_body()),))
"""


def test_a_rule_of_others_is_judged_like_our_own(install: Install, tmp_path: Path) -> None:
    install(
        CASES
        + """
    def judge(self, handler, run):
        if run.last.returned:
            return Violation(run.last.place, "it returns")
"""
    )

    assert report_of(package(tmp_path, GOOD), select=("HL777",))["HL777"].status == "confirmed"


def test_what_a_rule_suspects_is_open_until_a_run_settles_it(
    install: Install, tmp_path: Path
) -> None:
    install(
        CASES
        + """
    def judge(self, handler, run):
        return None

    def suspects(self, handler, run):
        return Violation(run.last.place, "it looks odd")
"""
    )
    folder = package(tmp_path, GOOD)

    assert report_of(folder, select=("HL777",), dynamic="off")["HL777"].status == "open"
    assert report_of(folder, select=("HL777",))["HL777"].status == "refuted"


def test_what_reading_is_sure_of_and_a_run_does_not_show_is_our_defect(
    install: Install, tmp_path: Path
) -> None:
    install(
        CASES
        + """
    def judge(self, handler, run):
        if run.last.returned and run.last.value.text == "json" or run.last.seconds is None:
            return Violation(run.last.place, "reading says so")
"""
    )
    seen = report_of(package(tmp_path, GOOD), select=("HL777",))

    assert seen["HL777"].status == "open"
    assert seen["HL777"].why_open == "reading and run disagree"
    assert seen["HL906"].severity == "note"


def test_a_rule_that_is_undecided_in_the_run_leaves_its_finding_open(
    install: Install, tmp_path: Path
) -> None:
    install(
        CASES
        + """
    def judge(self, handler, run):
        if run.last.seconds is not None:
            raise Undecided("nobody can tell")
        return None

    def suspects(self, handler, run):
        return Violation(run.last.place, "it looks odd")
"""
    )
    found = report_of(package(tmp_path, GOOD), select=("HL777",))["HL777"]

    assert (found.status, found.why_open) == ("open", "nobody can tell")


def test_undecided_is_no_answer_whatever_was_asked(install: Install, tmp_path: Path) -> None:
    install(
        CASES
        + """
    def judge(self, handler, run):
        raise Undecided("nobody can tell")

    def suspects(self, handler, run):
        raise Undecided("nobody can tell")

    def asks(self, handler, run):
        raise Undecided("nobody can tell")
"""
    )

    assert report_of(package(tmp_path, GOOD), select=("HL777",)).codes == []


def test_cases_of_one_place_are_one_finding(install: Install, tmp_path: Path) -> None:
    install(
        """
    def cases(self, handler):
        for content_type in ("application/json", "application/json; charset=utf-8"):
            yield Case((InputFn(content_type, handler.any_body()),))

    def judge(self, handler, run):
        return Violation(handler.bindings["input_fn"].place, "always")
"""
    )

    assert report_of(package(tmp_path, GOOD), select=("HL777",)).codes == ["HL777"]


def test_a_case_that_the_handler_cannot_make_is_dropped(install: Install, tmp_path: Path) -> None:
    install(
        """
    def cases(self, handler):
        yield Case((InputFn("application/json", handler.any_body()),))

    def judge(self, handler, run):
        return Violation(None, "never")
"""
    )

    whole = """
        def model_fn(model_dir):
            return 1

        def transform_fn(model, body, content_type, accept):
            return "{}"
        """
    assert report_of(package(tmp_path, whole), select=("HL777",)).codes == []


def test_a_finding_without_a_place_is_about_the_handler(install: Install, tmp_path: Path) -> None:
    install(
        """
    def check(self, handler):
        yield Violation(None, "of the whole file")
"""
    )
    found = report_of(package(tmp_path, GOOD), select=("HL777",))["HL777"]

    assert (found.place.path, found.place.line, found.status) == ("code/inference.py", 1, "static")


def test_a_module_that_holds_no_rule_is_an_internal_error(install: Install) -> None:
    install("")

    with pytest.raises(RuleSetError, match="holds 0 rules"):
        load_rule("handler_lint.calls")
    with pytest.raises(RuleSetError, match="cannot be imported"):
        load_rule("rules_of_others.absent")


def test_no_rule_at_all_is_an_internal_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "RULE_PACKAGES", ())
    with pytest.raises(RuleSetError, match="there are no rules"):
        rule_index()

    monkeypatch.setattr(rules, "RULE_PACKAGES", ("absent_rule_package",))
    with pytest.raises(RuleSetError, match="absent_rule_package cannot be imported"):
        rule_index()


def test_a_rule_that_cannot_be_imported_is_a_failure_and_the_rest_reports(
    install: Install, tmp_path: Path
) -> None:
    install("    def cases(self, handler: Absent): pass\n")
    seen = report_of(package(tmp_path, GOOD))

    assert seen.exit_code == 4
    assert "hl777_mine cannot be imported" in seen.failures[0]


def test_what_was_judged_on_an_earlier_call_explains_a_rejected_sample(
    install: Install, tmp_path: Path
) -> None:
    install(
        """
    def cases(self, handler):
        (sample,) = handler.samples
        body = GivenBody(sample.name, sample.body)
        yield Case(handler.request(sample.content_type, body)[:1])

    def judge(self, handler, run):
        return Violation(run[0].place, "input_fn gives what predict_fn cannot take", outcome=run[0])
"""
    )
    source = GOOD.replace("model * value", "value.missing")
    folder = package(tmp_path, source, json_samples__one_dot_json="[1]")

    assert report_of(folder, select=("HL777", "HL801")).codes == ["HL777"]
    assert report_of(folder, select=("HL801",)).codes == ["HL801"]


def test_a_wrong_signature_explains_what_raises_in_its_function(
    install: Install, tmp_path: Path
) -> None:
    install(
        """
    def check(self, handler):
        yield Violation(handler.bindings["predict_fn"].place, "of predict_fn")
"""
    )
    source = GOOD.replace("model * value", "value.missing")
    folder = package(tmp_path, source, json_samples__one_dot_json="[1]")

    assert report_of(folder, select=("HL777", "HL801")).codes == ["HL777"]
