"""What is known of a content type or an accept: its text, and whether a comparison still sees its parameters."""

import pytest

from handler_lint.calls import UNKNOWN_TYPE, Event, OutputFn
from tests.static.abstract import outcome, outcomes, read


def compared(condition: str, content_type: str = UNKNOWN_TYPE) -> dict[str, bool]:
    """The texts that the content type was compared with, and whether exactly."""
    text = f"""
        TYPES = {{"application/json": 1, "text/csv": 2}}

        def input_fn(body, content_type):
            if {condition}:
                return 1
        """
    events = outcome(text, read(content_type)).events
    return {one.subject: one.exact for one in events if one.kind == "compared"}


@pytest.mark.parametrize(
    "condition",
    [
        'content_type == "text/csv"',
        '"text/csv" == content_type',
        'content_type != "text/csv"',
        'content_type in ("text/csv",)',
        'content_type in ["text/csv"]',
        'content_type not in {"text/csv"}',
        'content_type.lower() == "text/csv"',
        'content_type.strip().lower() == "text/csv"',
        'str(content_type) == "text/csv"',
        '(content_type or "x/y") == "text/csv"',
    ],
)
def test_the_header_as_sent_is_compared_exactly(condition: str) -> None:
    assert compared(condition) == {"text/csv": True}


@pytest.mark.parametrize(
    "condition",
    [
        'content_type.split(";")[0] == "text/csv"',
        'content_type.split(";")[0].strip().lower() == "text/csv"',
        'content_type.partition(";")[0] in ("text/csv",)',
        'content_type[:8] == "text/csv"',
        'content_type.startswith("text/csv")',
        'content_type.startswith(("text/csv",))',
        '"text/csv" in content_type',
        'content_type.replace("; charset=utf-8", "") == "text/csv"',
    ],
)
def test_a_header_from_which_something_was_cut_is_not(condition: str) -> None:
    assert compared(condition) == {"text/csv": False}


def test_a_table_is_compared_key_by_key() -> None:
    both = {"application/json": True, "text/csv": True}

    assert compared("TYPES.get(content_type)") == both
    assert compared("content_type in TYPES and TYPES[content_type]") == both
    assert compared("TYPES.get(content_type.split(';')[0])") == dict.fromkeys(both, False)


def test_a_match_compares_its_values() -> None:
    text = """
        def input_fn(body, content_type):
            match content_type:
                case "text/csv" | "application/json":
                    return 1
        """
    events = outcome(text, read(UNKNOWN_TYPE)).events

    assert [one.subject for one in events] == ["text/csv", "application/json"]


def test_what_the_stack_compares_is_no_event() -> None:
    assert compared("True") == {}


def test_two_headers_are_not_compared_with_each_other() -> None:
    assert compared("content_type == content_type") == {}


def test_an_absent_accept_becomes_the_default_of_the_stack() -> None:
    text = """
        def output_fn(prediction, accept):
            if accept == "application/json":
                return "default"
            return None
        """

    assert outcome(text, OutputFn(None)).value.text == "str"
    assert outcome(text, OutputFn("*/*")).value.text == "str"
    assert outcome(text, OutputFn("text/csv")).value.is_none


def test_an_absent_content_type_is_none() -> None:
    text = """
        def input_fn(body, content_type):
            return None if content_type is None else 1
        """

    assert outcome(text, read(None)).value.is_none


def test_the_place_of_a_comparison_is_the_comparison() -> None:
    text = """
        def input_fn(body, content_type):
            if body is not None and content_type == "text/csv":
                return 1
        """
    (event,) = outcomes(text, read())[0].events

    assert isinstance(event, Event)
    assert event.place is not None
    assert (event.place.line, event.place.column, event.place.end_column) == (3, 29, 55)
    assert event.place.function == "input_fn"
