"""The caret is under what is meant, however wide the characters before it are."""

import unicodedata

import pytest

from handler_lint.calls import Place
from handler_lint.report.formats import Style, write
from tests.report import examples


def frame_of(code: str, place: Place, width: int = 100, ascii: bool = False) -> list[str]:
    """The code line and what stands below it, without the gutter."""
    found = examples.diagnostic(place=place, label="here")
    report = examples.report(examples.target(found, text=code))
    style = Style(width=width, quiet=True, ascii=ascii)
    lines = write(report, "text", style).splitlines()
    first = next(i for i, line in enumerate(lines) if line.startswith(f"{place.line:2} |"))
    body = lines[first : lines.index("", first)]
    return [line[5:] for line in body if line != "   |"]


def on_screen(line: str) -> list[str]:
    """The character in each column of a terminal; a wide one fills two."""
    columns: list[str] = []
    for char in line:
        if unicodedata.combining(char):
            columns[-1] += char
        else:
            columns += [char] * (2 if unicodedata.east_asian_width(char) in "WF" else 1)
    return columns


def marked(code: str, place: Place, width: int = 100) -> str:
    """What stands above the carets on the screen."""
    shown, under, *_ = frame_of(code, place, width)
    carets = slice(under.index("^"), under.rindex("^") + 1)
    return "".join(dict.fromkeys(on_screen(shown)[carets]))


@pytest.mark.parametrize(
    ("code", "word"),
    [
        ("abc(def)", "def"),
        ("\treturn xyz", "xyz"),
        ("a\t=\tb", "b"),
        ("名前 = xyz", "xyz"),
        ("x = '値' + abc", "abc"),
        ("x = '値'", "値"),
        ("e\u0301\u0301 = abc", "abc"),
        ("x = 'cafe\u0301s'", "e\u0301"),
        ("x = '\x1b[31m' + abc", "abc"),
        ("x = '\u202e' + abc", "abc"),
        ("x = '##[error]' + abc", "abc"),
        (f"x = '{'long ' * 1000}' + abc", "abc"),
        (f"x = abc + '{'long ' * 1000}'", "abc"),
        (f"x = '{'long ' * 500}' + abc + '{'long ' * 500}'", "abc"),
        (f"x = '{'値' * 2500}' + abc", "abc"),
    ],
)
@pytest.mark.parametrize("width", [60, 100])
def test_the_carets_are_under_the_columns_that_are_reported(
    code: str, word: str, width: int
) -> None:
    start = code.index(word) + 1
    place = Place(examples.PATH, 1, start, 1, start + len(word))

    assert marked(code, place, width) == word
    assert max(len(on_screen(line)) for line in frame_of(code, place, width)) <= width - 5


def test_a_long_line_is_cut_on_the_side_away_from_the_caret() -> None:
    code = "abc + " + "x" * 5000 + " + def"
    left = frame_of(code, Place(examples.PATH, 1, 1, 1, 4))[0]
    right = frame_of(code, Place(examples.PATH, 1, 5010, 1, 5013))[0]
    middle = frame_of(code, Place(examples.PATH, 1, 2500, 1, 2503))[0]

    assert (left[:4], left[-2:], len(left)) == ("abc ", "x…", 95)
    assert (right[:2], right[-4:], len(right)) == ("…x", " def", 95)
    assert (middle[:2], middle[-2:], len(middle)) == ("…x", "x…", 95)
    assert frame_of(code, Place(examples.PATH, 1, 1, 1, 4), ascii=True)[0].endswith("x...")


def test_the_carets_of_a_range_longer_than_the_line_end_with_it() -> None:
    shown, under, label = frame_of("f(" + "x" * 5000, Place(examples.PATH, 1, 3, 1, 5003), 60)

    assert shown == "f(" + "x" * 52 + "…"
    assert under == "  " + "^" * 53
    assert label == "  here"


def test_ascii_escapes_what_is_not_and_keeps_the_caret() -> None:
    code = "名 = abc"

    assert frame_of(code, Place(examples.PATH, 1, 5, 1, 8), ascii=True) == [
        r"\u540d = abc",
        r"         ^^^ here",
    ]


@pytest.mark.parametrize(
    ("column", "end", "under"), [(4, 4, "   ^"), (5, 9, "    ^"), (90, 99, "       ^")]
)
def test_a_place_without_width_or_outside_the_line_has_one_caret(
    column: int, end: int, under: str
) -> None:
    assert frame_of("abc def", Place(examples.PATH, 1, column, 1, end))[1].startswith(under)


def test_an_empty_line_can_be_marked() -> None:
    assert frame_of("\nx = 1", Place(examples.PATH, 1, 1)) == ["", "^ here"]


def test_of_a_place_on_many_lines_the_first_and_the_last_are_marked() -> None:
    code = "def f(x):\n    return g(\n        1,\n        2,\n        3,\n    ) + h\n    y = 1\n"
    place = Place(examples.PATH, 2, 12, 6, 6, "f")

    assert frame_of(code, place) == [
        "    return g(",
        "           ^^",
        "",
        "    ) + h",
        "    ^ here",
        "    y = 1",
    ]


def test_of_a_place_on_three_lines_each_is_marked() -> None:
    code = "x = (\n    1,\n)\n"

    assert frame_of(code, Place(examples.PATH, 1, 5, 3, 2)) == [
        "x = (",
        "    ^",
        "    1,",
        "    ^^",
        ")",
        "^ here",
    ]


@pytest.mark.parametrize(
    ("following", "shown"),
    [
        ("    return 2", True),
        ("        nested()", True),
        ("", False),
        ("def g():", False),
        ("x = 1", False),
    ],
)
def test_the_line_after_is_shown_if_it_belongs_to_the_function(following: str, shown: bool) -> None:
    code = f"async def f(x):\n    y = x\n{following}\n"
    frame = frame_of(code, Place(examples.PATH, 2, 5, 2, 6, "f"))

    assert frame[2:] == ([following] if shown else [])


def test_the_line_after_is_not_shown_at_the_module_level_or_for_an_unknown_function() -> None:
    code = "import torch\nimport json\n"

    assert len(frame_of(code, Place(examples.PATH, 1, 1, 1, 13))) == 2
    assert len(frame_of(code, Place(examples.PATH, 1, 1, 1, 13, "f"))) == 2


def test_the_gutter_is_as_wide_as_the_longest_line_number() -> None:
    code = "def f():\n" + "    pass\n" * 1200
    found = examples.diagnostic(place=Place(examples.PATH, 1100, 5, 1100, 9, "f"), help="none")
    shown = write(examples.report(examples.target(found, text=code)), "text", Style(quiet=True))

    assert (
        """
    --> code/inference.py:1100:5 in f
     |
1100 |     pass
     |     ^^^^
1101 |     pass
     |
     = help:      none
"""
        in shown
    )


def test_a_label_without_room_beside_its_carets_goes_below_them() -> None:
    code = "x = " + "y" * 40
    found = examples.diagnostic(place=Place(examples.PATH, 1, 41, 1, 45), label="a label " * 4)
    report = examples.report(examples.target(found, text=code))

    assert """\
 1 | x = yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy
   |                                         ^^^^
   |                                a label a label a label
   |                                a label
""" in write(report, "text", Style(width=60))


def test_an_end_of_line_that_the_source_kept_is_not_shown() -> None:
    assert frame_of("x = 1\r", Place(examples.PATH, 1, 1, 1, 2))[0] == "x = 1"
