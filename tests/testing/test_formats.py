"""What a file is, decided from its bytes."""

import gzip
import io

import numpy as np
import pytest

from handler_lint.testing.formats import format_of


def npy() -> bytes:
    stream = io.BytesIO()
    np.save(stream, np.ones(2))
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "content_type"),
    [
        (b'{"a": 1}', "json", "application/json"),
        (b"[1, 2]\n", "json", "application/json"),
        (b'{"a": 1}\n{"a": 2}\n', "jsonlines", "application/jsonlines"),
        (b"[1]\n[2]\n", "jsonlines", "application/jsonlines"),
        (b"a,b\n1,2\n", "csv", "text/csv"),
        (b'1,"x, y"\n2,z\n', "csv", "text/csv"),
        (b"\xef\xbb\xbfa,b\n1,2\n", "csv", "text/csv"),
        (b"1.5\n2\n", "csv", "text/csv"),
        (b"PAR1....PAR1", "parquet", "application/x-parquet"),
        (npy(), "npy", "application/x-npy"),
        (b"some words\nand more, of them\n", "text", "text/plain"),
        (b"{broken\n", "text", "text/plain"),
        (b"\x00\x01\x02", "binary", None),
        (b"\xff\xfe\xfa", "binary", None),
        (b"", "empty", None),
        (b" \n", "empty", None),
    ],
)
def test_the_format_of_a_file(data: bytes, name: str, content_type: str | None) -> None:
    found = format_of(data)

    assert (found.name, found.content_type) == (name, content_type)


def test_one_column_of_words_is_csv_by_its_name_alone() -> None:
    assert format_of(b"word\nother\n").name == "text"
    assert format_of(b"word\nother\n", "words.csv").name == "csv"


def test_a_compressed_file_is_what_it_holds() -> None:
    found = format_of(gzip.compress(b"a,b\n1,2\n"), "rows.csv.gz")

    assert (found.name, found.data) == ("csv", b"a,b\n1,2\n")


@pytest.mark.parametrize(
    ("data", "issue"),
    [
        (b"", "the file is empty"),
        (b"a,b\n", "a header, and no row below it"),
        (b"\x1f\x8bbroken", "gzip data that cannot be unpacked"),
        (b"1,2\n", ""),
        (b"a,b\n1,2\n", ""),
    ],
)
def test_what_is_odd_about_a_file(data: bytes, issue: str) -> None:
    assert format_of(data).issue == issue
