"""Comments that suppress a finding: kept, hidden, and never counted."""

from pathlib import Path

import pytest

from handler_lint.report.suppress import ignored_lines
from tests.vocabulary import command

HANDLER = """import json

def input_fn(body, content_type):{head}
    if content_type == "application/json":{test}
        return json.loads(body)
"""


def checked(folder: Path, *arguments: str, head: str = "", test: str = "") -> "tuple[int, str]":
    (folder / "inference.py").write_text(HANDLER.format(head=head, test=test), encoding="utf-8")
    done = command("check", "--dynamic", "off", *arguments, "inference.py", cwd=folder)
    return done.code, done.out


COMMENT = "  # handler-lint: ignore[HL202] our clients send JSON only"


@pytest.mark.parametrize("where", [{"test": COMMENT}, {"head": COMMENT}])
def test_a_comment_on_the_line_or_on_its_def_suppresses(
    tmp_path: Path, where: dict[str, str]
) -> None:
    code, out = checked(tmp_path, **where)

    assert code == 0
    assert "error[HL202]" not in out
    assert "hidden: 1 suppressed (--show suppressed)" in out


def test_what_is_suppressed_is_shown_when_asked_for(tmp_path: Path) -> None:
    code, out = checked(tmp_path, "--show", "suppressed", test=COMMENT)

    assert code == 0
    assert "error[HL202] input_fn returns None" in out
    assert "static, suppressed" in out


def test_every_format_knows_of_it(tmp_path: Path) -> None:
    _, json_report = checked(tmp_path, "--format", "json", test=COMMENT)
    _, concise = checked(tmp_path, "--format", "concise", test=COMMENT)
    _, sarif = checked(tmp_path, "--format", "sarif", test=COMMENT)

    assert '"suppressed": true' in json_report
    assert "HL202" not in concise
    assert '"ruleId": "HL202"' not in sarif


@pytest.mark.parametrize(
    "comment",
    [
        "  # handler-lint: ignore",
        "  # handler-lint: ignore[]",
        "  # handler-lint: ignore[HL205]",
        "  # ignore[HL202]",
        "  # noqa: HL202",
    ],
)
def test_without_its_code_nothing_is_suppressed(tmp_path: Path, comment: str) -> None:
    code, out = checked(tmp_path, test=comment)

    assert code == 1
    assert "error[HL202]" in out


def test_several_codes_are_separated_by_commas() -> None:
    text = "x = 1  # handler-lint: ignore[HL202, hl205] why\n"

    assert ignored_lines(text) == {1: {"HL202", "HL205"}}


def test_a_text_that_looks_like_a_comment_is_none() -> None:
    assert ignored_lines('x = "# handler-lint: ignore[HL202]"\n') == {}


def test_a_comment_within_a_long_def_is_on_the_def() -> None:
    text = """
def f(
    a,  # handler-lint: ignore[HL103]
    b,
):
    def inner():  # handler-lint: ignore[HL202]
        return a
    return inner

x = 1
"""
    found = ignored_lines(text)

    assert found[8] == {"HL103"}
    assert found[7] == {"HL103", "HL202"}
    assert 10 not in found


@pytest.mark.parametrize(
    ("text", "lines"),
    [("def f(]:\n    x = 1  # handler-lint: ignore[HL901]\n", {2}), ("x = (\n", set())],
)
def test_a_source_that_python_refuses_is_no_obstacle(text: str, lines: set[int]) -> None:
    assert set(ignored_lines(text)) == lines
