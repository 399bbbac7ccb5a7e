"""Lists of features, as teams save them."""

import io

import pytest

from handler_lint.artifacts.feature_lists import NAMED, features_in


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("age\nincome\n", ("age", "income")),
        ("# order matters\n0,age\n1,income\n", ("age", "income")),
        ("age,income\n", ("age", "income")),
        ('["age", "income"]', ("age", "income")),
        ('{"model": 1, "feature_columns": ["age"]}', ("age",)),
        ('{"model": 1}', ()),
        ("[1, 2]", ()),
        ("A text with blanks.\n", ()),
        ("a,b\nc,d\n", ()),
        ("", ()),
        ("\x00\udcff", ()),
    ],
)
def test_the_names_are_read_in_order(text: str, names: tuple[str, ...]) -> None:
    assert features_in(io.BytesIO(text.encode("utf-8", "surrogateescape"))) == names


def test_only_files_that_are_called_so_are_lists() -> None:
    names = ("feature_columns.txt", "a/features.json", "columns.csv", "model.json", "feature.pkl")

    assert [name for name in names if NAMED.search(name)] == list(names[:3])
