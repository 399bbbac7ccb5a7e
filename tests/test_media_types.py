"""Content types that are written almost like a usual one."""

import pytest

from handler_lint.media_types import USUAL, almost_usual


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("text/cvs", "text/csv"),
        ("text/csvs", "text/csv"),
        ("text/cs", "text/csv"),
        ("application/jsn", "application/json"),
        ("application/jsons", "application/json"),
        ("TEXT/CSV", "text/csv"),
        ("aplication/json; charset=utf-8", "application/json"),
    ],
)
def test_a_slip_of_the_pen_is_seen(written: str, meant: str) -> None:
    assert almost_usual(written) == meant


@pytest.mark.parametrize(
    "written",
    [*USUAL, "image/", "application/vnd.acme+json", "application/x-sensor", "text", "", "a/b"],
)
def test_another_type_is_no_slip(written: str) -> None:
    assert almost_usual(written) == ""
