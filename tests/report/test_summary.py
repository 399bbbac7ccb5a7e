"""The end of a report: what is counted, what is hidden, and why the exit code is what it is."""

from dataclasses import replace
from typing import Any

import pytest

from handler_lint.report.model import Diagnostic, NotRun, Report, RunInfo
from handler_lint.report.summary import exit_code, exit_line, ordered, summary_lines
from tests.report.examples import diagnostic, place, report, target


def ends(*diagnostics: Diagnostic, run: RunInfo | None = None, **more: Any) -> Report:
    """A report whose calls that were not made all have one cause."""
    missing = run.planned - run.made if run is not None else 0
    causes = (NotRun("no torch", calls=missing),) if missing else ()
    return report(target(*diagnostics, run=run, not_run=causes), **more)


def decided(*diagnostics: Diagnostic, **changes: Any) -> int:
    given: dict[str, Any] = {
        "fail_on": "error",
        "fail_on_open": False,
        "require_dynamic": False,
        "calls_not_run": 0,
        "failures": (),
    }
    return exit_code(diagnostics, **{**given, **changes})


ERROR = diagnostic()
WARNING = diagnostic(severity="warning", status="confirmed")
NOTE = diagnostic(severity="note", status="dynamic")
OPEN = diagnostic(status="open")
PARTLY = RunInfo("3.11.7", "this interpreter", "contained", planned=4, made=1)


@pytest.mark.parametrize(
    ("fail_on", "codes"),
    [("error", [1, 0, 0]), ("warning", [1, 1, 0]), ("note", [1, 1, 1]), ("never", [0, 0, 0])],
)
def test_findings_at_or_above_fail_on_count(fail_on: str, codes: list[int]) -> None:
    assert [decided(one, fail_on=fail_on) for one in (ERROR, WARNING, NOTE)] == codes


def test_open_findings_count_only_when_asked_for() -> None:
    assert decided(OPEN) == 0
    assert decided(OPEN, fail_on_open=True) == 1
    assert decided(replace(OPEN, severity="warning"), fail_on_open=True) == 0


def test_refuted_and_suppressed_findings_never_count() -> None:
    assert decided(replace(ERROR, status="refuted"), fail_on_open=True) == 0
    assert decided(replace(ERROR, suppressed=True), fail_on_open=True) == 0


def test_calls_not_run_matter_only_when_a_run_is_required() -> None:
    assert decided(calls_not_run=3) == 0
    assert decided(calls_not_run=3, require_dynamic=True) == 2
    assert decided(require_dynamic=True) == 0


def test_a_finding_wins_over_a_missing_run_and_an_internal_error_over_all() -> None:
    assert decided(ERROR, calls_not_run=3, require_dynamic=True) == 1
    assert decided(ERROR, calls_not_run=3, require_dynamic=True, failures=("HL202",)) == 4


def test_findings_are_ordered_by_severity_then_place_then_code() -> None:
    first = replace(ERROR, place=place(1, 1, 2))
    late = replace(ERROR, place=place(9, 1, 2))
    other = replace(ERROR, place=place(1, 1, 2, path="code/z.py"))
    same = replace(first, code="HL101")

    assert ordered([NOTE, other, WARNING, late, first, same]) == (
        same,
        first,
        late,
        other,
        WARNING,
        NOTE,
    )


@pytest.mark.parametrize(
    ("diagnostics", "line"),
    [
        ([], "no findings"),
        ([ERROR], "1 error (static)"),
        ([WARNING, WARNING], "2 warnings (confirmed)"),
        ([OPEN, ERROR, ERROR, NOTE], "3 errors (2 static, 1 open), 1 note (dynamic)"),
        (
            [replace(ERROR, status=s) for s in ("open", "dynamic", "static", "confirmed")],
            "4 errors (1 confirmed, 1 static, 1 dynamic, 1 open)",
        ),
    ],
)
def test_the_first_line_counts_what_is_shown(diagnostics: list[Diagnostic], line: str) -> None:
    assert summary_lines(ends(*diagnostics)) == [line]


def test_what_is_hidden_is_counted_apart_with_the_option_that_shows_it() -> None:
    refuted = replace(ERROR, status="refuted")
    suppressed = replace(WARNING, suppressed=True)
    made = ends(ERROR, refuted, refuted, suppressed)

    assert summary_lines(made) == [
        "1 error (static)",
        "hidden: 2 refuted (--show refuted), 1 suppressed (--show suppressed)",
    ]
    assert summary_lines(replace(made, shown=frozenset({"refuted", "suppressed"}))) == [
        "3 errors (1 static, 2 refuted), 1 warning (suppressed)"
    ]


def test_what_was_not_run_or_not_read_is_counted() -> None:
    first = target(
        run=PARTLY,
        not_run=(NotRun("no torch", calls=1), NotRun("no PIL", calls=2)),
        incomplete_cases=1,
    )
    second = target(run=replace(PARTLY, planned=1), incomplete_cases=1)

    assert summary_lines(report(first, second)) == [
        "no findings",
        "not run: 3 of 5 planned calls (2 causes)",
        "not read to the end: 2 cases",
    ]
    assert "not run: 1 of 1 planned call (1 cause)" in summary_lines(
        ends(run=replace(PARTLY, planned=1, made=0))
    )


def test_a_call_that_follows_a_failed_one_is_not_counted_as_not_run() -> None:
    assert summary_lines(report(target(run=PARTLY))) == ["no findings"]


def test_internal_errors_are_told() -> None:
    made = ends(exit_code=4, failures=("HL202 raised KeyError",))

    assert summary_lines(made) == ["no findings", "internal error: HL202 raised KeyError"]
    assert exit_line(made) == "exit 4: an internal error; the report is complete for the rest"


@pytest.mark.parametrize(
    ("made", "line"),
    [
        (ends(), "exit 0"),
        (ends(replace(ERROR, status="refuted")), "exit 0"),
        (ends(WARNING), "exit 0: nothing at or above --fail-on error"),
        (ends(ERROR, fail_on="never"), "exit 0: --fail-on never"),
        (
            ends(OPEN),
            "exit 0: nothing at or above --fail-on error."
            " The open finding does not count (--fail-on-open)",
        ),
        (
            ends(run=PARTLY),
            "exit 0: nothing at or above --fail-on error, but 3 of 4 planned calls were not run"
            " (--require-dynamic)",
        ),
        (
            ends(run=replace(PARTLY, made=3)),
            "exit 0: nothing at or above --fail-on error, but 1 of 4 planned calls was not run"
            " (--require-dynamic)",
        ),
        (
            ends(run=PARTLY, exit_code=2, require_dynamic=True),
            "exit 2: 3 of 4 planned calls were not run; --require-dynamic",
        ),
        (ends(ERROR, ERROR, exit_code=1), "exit 1: 2 errors; --fail-on error"),
        (
            ends(ERROR, WARNING, NOTE, exit_code=1, fail_on="warning"),
            "exit 1: 1 error, 1 warning; --fail-on warning",
        ),
        (
            ends(ERROR, OPEN, OPEN, exit_code=1),
            "exit 1: 1 error; --fail-on error. Open findings do not count (--fail-on-open)",
        ),
        (
            ends(ERROR, OPEN, exit_code=1, fail_on_open=True),
            "exit 1: 2 errors; --fail-on error, --fail-on-open",
        ),
        (ends(exit_code=3), "exit 3"),
    ],
)
def test_the_last_line_gives_the_exit_code_and_its_reason(made: Report, line: str) -> None:
    assert exit_line(made) == line
