"""A request body as a table."""

import pytest

from handler_lint.package.tables import table_of


@pytest.mark.parametrize(
    ("body", "content_type", "told"),
    [
        ("width,height\n1.5,2\n3,4\n", "text/csv", "2 rows of width (float), height (int)"),
        ("1,2\n", "text/csv; charset=utf-8", "1 row of 2 columns (int)"),
        ("1.5,a\n", "text/csv", "1 row of 2 columns (float, str)"),
        ("a,b\n", "text/csv", "0 rows of a (empty), b (empty)"),
        ("name,n\n,1\nx,2\n", "text/csv", "2 rows of name (empty|str), n (int)"),
        ("7\n", "text/csv", "1 row of 1 column (int)"),
        ('{"a": 1, "b": null}', "application/json", "1 row of a (int), b (null)"),
        (
            '{"instances": [[1, 2.5], [3, 4]]}',
            "application/json",
            "2 rows of 2 columns (int, float)",
        ),
        ('[{"a": 1}, {"a": "x", "b": []}]', "application/json", "2 rows of a (int|str), b (array)"),
        ('{"a": {"b": 1}}', "application/json", "1 row of a (object)"),
        ('{"a": 1}\n{"a": 2}\n', "application/jsonlines", "2 rows of a (int)"),
    ],
)
def test_a_table_says_its_rows_and_columns(body: str, content_type: str, told: str) -> None:
    assert str(table_of(body.encode(), content_type)) == told


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"1,2\n3\n", "text/csv"),
        (b"", "text/csv"),
        (b"[1, 2]", "application/json"),
        (b"[[1], [1, 2]]", "application/json"),
        (b"3", "application/json"),
        (b"{", "application/json"),
        (b"\xff", "application/json"),
        (b"1,2\n", "text/plain"),
    ],
)
def test_what_is_no_table_is_none(body: bytes, content_type: str) -> None:
    assert table_of(body, content_type) is None
