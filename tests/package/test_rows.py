"""Payload samples taken apart by rows."""

import pytest

from handler_lint.package.rows import Rows, rows_of


@pytest.mark.parametrize(
    ("body", "content_type", "first", "reverse"),
    [
        (b"1,2\n3,4\n", "text/csv", b"1,2\n", b"3,4\n1,2\n"),
        (
            b"a,b\r\n1,2\r\n\r\n3,4\r\n",
            "text/csv; header=present",
            b"a,b\n1,2\n",
            b"a,b\n3,4\n1,2\n",
        ),
        (b"[[1], [2]]", "application/json", b"[[1]]", b"[[2], [1]]"),
        (b'{"rows": ["a", "b"]}', "application/json", b'{"rows": ["a"]}', b'{"rows": ["b", "a"]}'),
    ],
)
def test_a_body_of_rows_is_taken_apart(
    body: bytes, content_type: str, first: bytes, reverse: bytes
) -> None:
    assert rows_of(body, content_type) == Rows(2, first, reverse)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"1,2\n", "text/csv"),
        (b"a,b\n1,2\n", "text/csv"),
        (b"", "text/csv"),
        (b"[1, 2, 3]", "application/json"),
        (b"[[1]]", "application/json"),
        (b'{"a": [[1], [2]], "b": 1}', "application/json"),
        (b"{", "application/json"),
        (b"[[1], [2]]", None),
        (b"[[1], [2]]", "image/png"),
    ],
)
def test_what_may_be_one_record_is_not_taken_apart(body: bytes, content_type: str | None) -> None:
    assert rows_of(body, content_type) is None
