"""Cells of notebooks: lines that only a notebook understands are no Python, but a cell is read all the same."""

from pathlib import Path

import pytest

from handler_lint.calls import Place
from handler_lint.static.gate import Unreadable, read_source
from handler_lint.static.source import Source
from tests.vocabulary import command

CELL = b"""%%writefile inference.py
import json
!pip install numpy

def input_fn(body, content_type):
    %load_ext something
    if content_type == "application/json":
        return json.loads(body)
"""


def test_a_cell_is_read_line_by_line() -> None:
    source = read_source("cell.py", CELL, cell=True)

    assert isinstance(source, Source)
    assert source.magic == 1
    assert source.place(source.tree.body[3]) == Place("cell.py", 5, 5, 5, 13)


def test_elsewhere_such_a_line_is_an_error() -> None:
    refused = read_source("code/inference.py", CELL)

    assert isinstance(refused, Unreadable)
    assert refused.place.line == 1


@pytest.mark.parametrize("text", [b"x = (\n", b"%%writefile a.py\nx = (\n"])
def test_what_is_wrong_besides_is_still_wrong(text: bytes) -> None:
    assert isinstance(read_source("cell.py", text, cell=True), Unreadable)


def test_a_remainder_is_no_line_of_a_notebook() -> None:
    source = read_source("cell.py", b"x = (7\n%2)\n", cell=True)

    assert isinstance(source, Source)
    assert not source.magic


def test_the_report_says_that_python_refuses_the_line(tmp_path: Path) -> None:
    (tmp_path / "cell.py").write_bytes(CELL)
    done = command("check", "--dynamic", "off", "--format", "json", "cell.py", cwd=tmp_path)
    found = {one["code"]: one["line"] for one in done.json["diagnostics"]}

    assert found["HL904"] == 1
    assert found["HL202"] == 7
