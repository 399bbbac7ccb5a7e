"""Edits put into a text."""

from handler_lint.calls import Place
from handler_lint.fix.edit import Edit, edited


def edit(line: int, column: int, end_column: int, text: str, path: str = "a.py") -> Edit:
    return Edit(Place(path, line, column, line, end_column), text)


def test_all_edits_are_made_whatever_their_order() -> None:
    text = "one two\nthree\n"
    edits = [edit(1, 1, 4, "1"), edit(2, 6, 6, "\nfour"), edit(1, 5, 8, "2")]

    assert edited(text, edits) == "1 2\nthree\nfour\n"


def test_new_lines_end_as_those_of_the_text() -> None:
    assert edited("one\r\ntwo\r\n", [edit(2, 4, 4, "\nx")]) == "one\r\ntwo\r\nx\r\n"
    assert edited("one", [edit(1, 4, 4, "\nx")]) == "one\nx"


def test_columns_count_characters() -> None:
    assert edited("é = 'ü' + 1\n", [edit(1, 11, 12, "2")]) == "é = 'ü' + 2\n"


def test_what_overlaps() -> None:
    assert edit(1, 1, 5, "").overlaps(edit(1, 4, 6, ""))
    assert edit(1, 3, 3, "a").overlaps(edit(1, 3, 3, "b"))
    assert not edit(1, 1, 5, "").overlaps(edit(1, 5, 6, ""))
    assert not edit(1, 1, 5, "").overlaps(edit(1, 1, 5, "", "b.py"))
