"""Wrapping and cutting by the columns of a terminal."""

import pytest

from handler_lint.report.formats import Style
from handler_lint.report.formats.parts.characters import clean, columns, cut_call, wrap


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("one two three", 13, ["one two three"]),
        ("one two three", 12, ["one", "two three"]),
        ("one two threefour", 12, ["one two", "threefour"]),
        ("alpha beta gamma delta", 11, ["alpha beta", "gamma delta"]),
        ("値値 値値 値値 値値値値", 10, ["値値 値値", "値値", "値値値値"]),
        ("abcdefghijklmno", 10, ["abcdefghij", "klmno"]),
        ("ab abcdefghijklmno", 10, ["ab", "abcdefghij", "klmno"]),
        ("", 10, [""]),
    ],
)
def test_text_wraps_at_words_and_leaves_no_short_one_alone(
    text: str, room: int, lines: list[str]
) -> None:
    assert wrap(text, room) == lines
    assert all(columns(line) <= room for line in lines)


def test_a_cut_call_keeps_its_parenthesis() -> None:
    style = Style()

    assert cut_call("input_fn(a.json, csv)", 21, style) == "input_fn(a.json, csv)"
    assert cut_call("input_fn(a.json, csv)", 20, style) == "input_fn(a.json, c…)"
    assert cut_call("import code/inference.py", 20, style) == "import code/inferen…"
    assert cut_call("input_fn(値値値値値値)", 16, style) == "input_fn(値値…)"
    assert cut_call("input_fn(a.json, csv)", 20, Style(ascii=True)) == "input_fn(a.json,...)"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\nb\tc\0", r"a\nb\tc\x00"),
        ("\x1b[2J", r"\x1b[2J"),
        ("\u202eevil", r"\u202eevil"),
        ("\udc80", r"\udc80"),
        ("::error file=a::b", r":\x3aerror file=a::b"),
        ("a ::warning::b", r"a :\x3awarning::b"),
        ("::: ::", "::: ::"),
        ("std::vector", "std::vector"),
        ("##[error]a ##vso[task.x]", r"#\x23[error]a #\x23vso[task.x]"),
        ("## heading", "## heading"),
    ],
)
def test_what_a_terminal_or_a_log_would_act_on_is_escaped(text: str, shown: str) -> None:
    assert clean(text, Style()) == shown


def test_a_word_is_never_broken_before_a_command() -> None:
    assert wrap("aaaaaaaaaa::error::b", 10) == ["aaaaaaaaa", "a::error::", "b"]
