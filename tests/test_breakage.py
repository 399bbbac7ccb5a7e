"""What breaks, in handler-lint or in a source: the rest is told all the same."""

from pathlib import Path

import pytest

from tests.configured import JSON
from tests.rule_package import Install
from tests.vocabulary import GOOD, package, report_of


def test_a_rule_that_breaks_on_a_run_is_an_internal_error_and_the_rest_is_told(
    install: Install, tmp_path: Path
) -> None:
    install(
        JSON
        + """
    def judge(self, handler, run):
        if run.last.seconds is not None:
            raise KeyError("x")
        return Violation(run.last.place, "by reading")
"""
    )
    seen = report_of(package(tmp_path, GOOD), select=("HL777",))

    assert (seen.exit_code, seen["HL777"].status) == (4, "static")
    assert seen.failures[0].startswith("HL777 broke on ")
    assert "KeyError: 'x' at hl777_mine.py:" in seen.failures[0]


def test_what_breaks_outside_of_a_rule_is_an_internal_error_and_the_target_is_named(
    install: Install, tmp_path: Path
) -> None:
    install(
        """
    def check(self, handler):
        yield Violation(None, 3)
"""
    )
    folder = package(tmp_path, GOOD)
    seen = report_of(folder, select=("HL777",))

    assert seen.exit_code == 4
    assert seen.failures[0].startswith(f"the check broke on {folder}: AttributeError")
    assert seen.target.handler == "code/inference.py"


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (b"x = " + b"(" * 3000 + b")" * 3000, "too many nested parentheses"),
        (b"x = 1\n" * 200_000, "is too large to be read"),
        (b"# -*- coding: klingon -*-\n", "unknown encoding: klingon"),
        (b"def model_fn(model_dir):\n    return 1\0\n", "null bytes"),
        ("def model_fn(model_dir):\n    return 1\n".encode("utf-16"), "null bytes"),
    ],
    ids=["nested", "huge", "encoding", "null", "utf-16"],
)
def test_what_cannot_be_read_is_one_error(tmp_path: Path, source: bytes, message: str) -> None:
    folder = package(tmp_path, "")
    (folder / "code" / "inference.py").write_bytes(source)
    seen = report_of(folder)

    assert (seen.codes, seen.exit_code, seen.target.run) == (["HL901"], 1, None)
    assert message in seen["HL901"].message
