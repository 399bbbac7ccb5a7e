"""The examples of every rule, each read as a file and run as a package."""

import pytest

from tests.rules.support import (
    EXAMPLES,
    MARK,
    RULES,
    Example,
    examples,
    found,
    of_rule,
    read,
    run,
)

FLAGS, PASSES = examples("flags"), examples("passes")


def named(example: Example) -> str:
    return f"{example.rule.code}-{example.path.stem}"


files_that_flag = pytest.mark.parametrize("example", [e for e in FLAGS if e.is_file], ids=named)
files_that_pass = pytest.mark.parametrize("example", [e for e in PASSES if e.is_file], ids=named)
all_that_flag = pytest.mark.parametrize("example", FLAGS, ids=named)
all_that_pass = pytest.mark.parametrize("example", PASSES, ids=named)


@files_that_flag
def test_reading_finds_what_the_example_marks(example: Example) -> None:
    assert found(read(example), example.rule) == example.expected(as_package=False)


@all_that_flag
def test_the_run_of_the_package_settles_what_the_example_marks(example: Example) -> None:
    assert found(run(example), example.rule) == example.expected(as_package=True)


@all_that_flag
def test_an_example_that_flags_marks_where(example: Example) -> None:
    assert example.expected(as_package=True)


@all_that_flag
def test_what_is_confirmed_shows_a_call_that_was_made(example: Example) -> None:
    report = run(example)

    made = {call.call for call in report.calls if call.seconds is not None}
    for diagnostic in of_rule(report, example.rule):
        shown = diagnostic.evidence.run.call if diagnostic.evidence is not None else ""
        is_shown = diagnostic.status in ("confirmed", "dynamic")
        assert shown in (made if is_shown else {*made, ""})


@all_that_flag
def test_what_is_open_says_why_and_what_would_settle_it(example: Example) -> None:
    for diagnostic in (*read(example).diagnostics, *run(example).diagnostics):
        is_open = diagnostic.status == "open"
        assert bool(diagnostic.why_open) == is_open
        assert bool(diagnostic.next) == is_open


@files_that_pass
def test_reading_is_silent_about_what_passes(example: Example) -> None:
    assert found(read(example), example.rule) == []


@all_that_pass
def test_running_all_is_silent_about_what_passes(example: Example) -> None:
    assert found(run(example, "all"), example.rule) == []


@all_that_pass
def test_all_calls_of_an_example_that_passes_can_be_run(example: Example) -> None:
    report = run(example, "all")

    assert report.calls
    assert {call.ended for call in report.calls} <= {"returned", "raised", "not_made"}
    assert report.not_run == ()


@pytest.mark.parametrize("code", RULES)
def test_a_rule_has_examples_of_both_kinds(code: str) -> None:
    assert RULES[code].flags
    assert RULES[code].passes


def test_each_example_is_named_by_its_rule() -> None:
    named = {example.path for example in (*FLAGS, *PASSES)}
    there = {path for code in EXAMPLES.iterdir() for path in code.iterdir()}

    assert there == named


@all_that_pass
def test_an_example_that_passes_marks_nothing(example: Example) -> None:
    sources = [example.path] if example.is_file else example.path.rglob("*.py")

    for source in sources:
        assert not any(MARK.search(line) for line in source.read_text().splitlines())


@pytest.mark.parametrize("example", [*FLAGS, *PASSES], ids=named)
def test_an_example_is_read_completely(example: Example) -> None:
    report = read(example)

    assert report.incomplete_cases == 0
    assert "HL904" not in {diagnostic.code for diagnostic in report.diagnostics}
