"""Whose finding it is that a run shows, by its place."""

from pathlib import Path

import pytest

from tests.configured import JSON, SWITCH, configured
from tests.rule_package import Install
from tests.vocabulary import report_of


def at(read: str, run: str) -> str:
    """A rule that finds one place by reading and another one by a run."""
    return f"""
    def judge(self, handler, run):
        by_reading = run.last.seconds is None
        return Violation({read} if by_reading else {run}, "by reading" if by_reading else "by a run")
"""


def place(line: int, function: str = "input_fn", end: int = 0) -> str:
    return f'Place("code/inference.py", {line}, end_line={end}, function="{function}")'


@pytest.mark.parametrize(
    ("read", "run"),
    [
        (place(13, end=15), place(14, "inner")),
        (place(13), place(16)),
        ("None", place(13)),
        (place(13), "None"),
    ],
    ids=["in the statement", "in the function", "no place by reading", "no place of the run"],
)
def test_what_a_run_shows_belongs_to_the_finding_of_its_place(
    install: Install, tmp_path: Path, read: str, run: str
) -> None:
    install(JSON + at(read, run))
    seen = report_of(configured(tmp_path, SWITCH, '{"on": false}'), select=("HL777",))

    assert (seen.codes, seen["HL777"].status) == (["HL777"], "confirmed")
    assert (seen["HL777"].message, seen["HL777"].place.line) == ("by a run", 13)


def test_what_a_run_shows_elsewhere_is_a_finding_of_its_own(
    install: Install, tmp_path: Path
) -> None:
    install(JSON + at(place(13), place(9, "model_fn")))
    seen = report_of(configured(tmp_path, SWITCH, '{"on": false}'), select=("HL777",))

    assert [(one.place.line, one.status) for one in seen.target.diagnostics] == [
        (9, "dynamic"),
        (13, "static"),
    ]


def test_a_call_that_died_belongs_to_the_only_finding_of_its_case(
    install: Install, tmp_path: Path
) -> None:
    failed = """
    def judge(self, handler, run):
        if run.last.failed:
            return Violation(run.last.place, "it fails", outcome=run.last)

    def suspects(self, handler, run):
        return Violation(Place("code/inference.py", 13, function="input_fn"), "it may fail")
"""
    install(JSON + failed)
    folder = configured(
        tmp_path, SWITCH.replace("    data =", "    os.kill(os.getpid(), 9)\n    data ="), "{}"
    )
    seen = report_of(folder, select=("HL777",), dynamic="all")

    assert (seen["HL777"].status, seen["HL777"].place.line) == ("confirmed", 13)
    assert seen["HL903"].message == "input_fn died with signal 9 (SIGKILL)"
