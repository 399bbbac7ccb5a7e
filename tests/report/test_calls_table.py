"""What was run, as a table."""

from dataclasses import replace

import pytest

from handler_lint.report.formats import Style, write
from handler_lint.report.model import CallRecord, Failure, NotRun
from tests.report import examples


def rows(*calls: CallRecord, width: int = 100) -> list[str]:
    """The table without its heading."""
    shown = write(examples.report(examples.target(calls=calls)), "text", Style(width=width))
    _, found, table = shown.partition("calls run ")
    return table.split("\n\n")[0].splitlines()[1:] if found else []


@pytest.mark.parametrize(
    ("ms", "wall"),
    [
        (0.04, "0.0 ms"),
        (9.94, "9.9 ms"),
        (9.96, "10 ms"),
        (999, "999 ms"),
        (1234, "1.2 s"),
        (99_940, "99.9 s"),
        (600_000, "600 s"),
    ],
)
def test_wall_time_has_no_more_figures_than_it_needs(ms: float, wall: str) -> None:
    (row,) = rows(examples.call("model_fn(model_dir)", "None", ms))

    assert row.endswith(f" {wall}")
    assert len(row) == 100


def test_a_call_that_ended_the_worker_says_how_and_takes_no_time_of_its_own() -> None:
    died = examples.call("model_fn(model_dir)", ended="died", why_not="died with signal 11")
    silent = replace(died, ended="timed_out", why_not="", seconds=None)

    first, second = rows(died, silent)
    assert first.split("  ")[1] == "model_fn(model_dir)"
    assert "died with signal 11" in first
    assert second == f"  {'model_fn(model_dir)':37} timed out"


def test_calls_that_were_not_made_are_not_listed() -> None:
    missed = examples.call("model_fn(model_dir)", ended="not_made", why_not="the import failed")

    assert rows(missed) == []


def test_a_failure_that_a_not_run_block_tells_is_not_told_again() -> None:
    failed = examples.call("import code/inference.py", failure=Failure("ImportError", "no"))
    told = examples.target(calls=(failed,), not_run=(NotRun("it cannot be imported here"),))
    others = replace(told, calls=(failed, examples.call("model_fn(model_dir)", "None")))

    assert "calls run" not in write(examples.report(told), "text", Style())
    assert "raised ImportError" in write(examples.report(others), "text", Style())


def test_several_codes_stand_left_of_the_wall_time() -> None:
    both = examples.call("input_fn(a.json, json)", "None", 0.1, codes=("HL202", "HL304"))
    one = examples.call("model_fn(model_dir)", "None", 0.1, codes=("HL304",))

    assert rows(both, one) == [
        f"  {'input_fn(a.json, json)':37} {'None':37}HL202 HL304      0.1 ms",
        f"  {'model_fn(model_dir)':37} {'None':37}HL304            0.1 ms",
    ]


def test_a_long_outcome_wraps_under_its_own_column() -> None:
    wide = "dict {" + ", ".join(f'"column_{n}"' for n in range(6)) + "}"
    beginning = 'dict {"column_0", "column_1", "column_2",'

    assert rows(examples.call("input_fn(a.json, json)", wide, 0.1)) == [
        f"  {'input_fn(a.json, json)':37} {beginning:54}0.1 ms",
        " " * 40 + '"column_3", "column_4", "column_5"}',
    ]
    assert rows(examples.call("input_fn(a.json, json)", wide, 0.1), width=60) == [
        f"  {'input_fn(a.json, json)':52}0.1 ms",
        '    dict {"column_0", "column_1", "column_2",',
        '    "column_3", "column_4", "column_5"}',
    ]


def test_a_call_that_is_too_long_is_cut_and_the_rest_stays_where_it_is() -> None:
    cut = examples.call("input_fn(two_rows.json, x-handler-lint)", "None", codes=("HL202",))
    whole = examples.call("predict_fn(None, <model>)", "None", codes=("HL202",))

    first, second = rows(cut, whole)
    assert first.startswith("  input_fn(two_rows.json, x-handler-li…) None ")
    assert first.index("HL202") == second.index("HL202")
