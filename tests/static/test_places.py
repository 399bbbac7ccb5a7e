"""Places: the lines and columns that Python's own parser gives, 1-based, columns in code points."""

import ast
from textwrap import dedent

import libcst as cst
import pytest

from handler_lint.calls import Place
from handler_lint.static.gate import read_source
from handler_lint.static.source import NodeSpot, Source
from tests.static.abstract import outcome, outcomes, read

SOURCES = {
    "plain": b"def f(a):\n    if a:\n        return 1\n    return 2\n",
    "tabs": b"def f(a):\n\tif a:\n\t\treturn 1\n\treturn 2\n",
    "CRLF": b"def f(a):\r\n    if a:\r\n        return 1\r\n    return 2\r\n",
    "non-ASCII": 'def grüße(ä):\n    if "…→" + ä: return "ß" if ä == "é" else ä\n    return "x"\n'.encode(),
    "a byte order mark": b"\xef\xbb\xbfdef f(a):\n    if a:\n        return 1\n",
    "decorators": b"@one\n@two(\n    3)\nasync def f(a):\n    return a\n\n\n@three\ndef g(): return 1\n",
    "several statements a line": b"def f(a): x = 1; return x\nif f: pass\n",
    "continued lines": b"def f(a,\n      b):\n    if (a and\n            b):\n        return a + \\\n            b\n",
    "strings over lines": b'def f(a):\n    x = """\n  text\n"""\n    if x: return """a\nb"""\n',
    "nested": b"class A:\n    def f(self):\n        def g():\n            if self: return\n        return g\n",
    "no last line end": b"def f(a):\n    return a",
    "a comment first": b"# -*- coding: utf-8 -*-\n# more\n\ndef f(a):  # why\n    return a  # so\n",
    "form feed": b"x = 1\n\x0c\ndef f(a):\n    return a\n",
    "latin-1": '# coding: latin-1\ndef f(é):\n    if "ü" == é: return 1\n'.encode("latin-1"),
}


def columns(line: str, offset: int) -> int:
    """A column in code points, from Python's in UTF-8 bytes."""
    return len(line.encode()[:offset].decode()) + 1


def by_python(data: bytes) -> list[tuple[int, int, int, int]]:
    """The ranges of tests and of return statements, in their order."""
    tree = ast.parse(data)
    text = data.decode("latin-1" if b"latin-1" in data else "utf-8-sig")
    lines = text.replace("\r\n", "\n").split("\n")
    nodes: list[ast.expr | ast.stmt] = []
    for one in ast.walk(tree):
        if isinstance(one, ast.If):
            nodes.append(one.test)
        elif isinstance(one, ast.Return):
            nodes.append(one)
    return sorted(
        (
            one.lineno,
            columns(lines[one.lineno - 1], one.col_offset),
            one.end_lineno or 0,
            columns(lines[(one.end_lineno or 0) - 1], one.end_col_offset or 0),
        )
        for one in nodes
    )


def by_us(data: bytes) -> list[tuple[int, int, int, int]]:
    source = parsed(data)
    found: list[Place] = []

    def visit(node: cst.CSTNode) -> None:
        if isinstance(node, cst.If):
            found.append(source.place(node.test))
        elif isinstance(node, cst.Return):
            found.append(source.place(node))
        for child in node.children:
            visit(child)

    visit(source.tree)
    return sorted((one.line, one.column, one.end_line, one.end_column) for one in found)


def parsed(data: bytes) -> Source:
    source = read_source("code/inference.py", data)
    assert isinstance(source, Source)
    return source


@pytest.mark.parametrize("data", SOURCES.values(), ids=SOURCES)
def test_tests_and_returns_are_where_python_says(data: bytes) -> None:
    expected = by_python(data)

    assert expected
    # Where a test stands in parentheses, Python's range is without them.
    if b"if (" not in data:
        assert by_us(data) == expected
    assert [one[0] for one in by_us(data)] == [one[0] for one in expected]


@pytest.mark.parametrize("data", SOURCES.values(), ids=SOURCES)
def test_a_function_is_at_its_name(data: bytes) -> None:
    source = parsed(data)
    text = source.text.replace("\r\n", "\n").split("\n")
    pending: list[cst.CSTNode] = [source.tree]
    seen = 0
    while pending:
        node = pending.pop()
        pending.extend(node.children)
        if isinstance(node, cst.FunctionDef):
            place = source.place(node)
            line = text[place.line - 1].removeprefix("\ufeff")
            assert line[place.column - 1 : place.end_column - 1] == node.name.value
            seen += 1

    assert seen or b"def" not in data


def test_the_end_of_a_call_is_its_return_statement() -> None:
    text = """
        def input_fn(body, content_type):
            if body:
                return None
            return 1
        """
    places = {one.value.text: one.place for one in outcomes(text, read())}

    assert places["None"] is not None
    assert (places["None"].line, places["None"].column) == (4, 9)
    assert (places["None"].function, places["None"].path) == ("input_fn", "code/inference.py")


@pytest.mark.parametrize(
    ("body", "end", "line"),
    [
        ("x = 1\nif body is None:\n    return 1", "test", 4),
        ("if body is not None:\n    x = 1", "end", 4),
        ("for one in ():\n    pass", "test", 3),
        ("pass", "end", 3),
        ("return None", "return", 3),
        ("match body:\n    case None:\n        return 1", "test", 4),
        ("try:\n    x = 1\nfinally:\n    y = 2", "end", 4),
        ("def inner():\n    return 1\nx = inner()", "end", 5),
    ],
)
def test_where_and_how_a_function_falls_through(body: str, end: str, line: int) -> None:
    lines = "\n".join(f"    {one}" for one in body.split("\n"))
    found = outcome(f"\ndef input_fn(body, content_type):\n{lines}\n", read())

    assert found.end == end
    assert found.place is not None
    assert found.place.line == line


def test_an_exception_is_where_it_was_raised_not_where_it_passed() -> None:
    text = """
        def check(body):
            raise ValueError("no")

        def input_fn(body, content_type):
            return check(body)
        """
    found = outcome(text, read())

    assert found.place is not None
    assert (found.place.line, found.place.function) == (3, "check")


def test_an_exception_of_the_stack_is_at_the_last_place_of_the_handler() -> None:
    found = outcome("def input_fn(body):\n    return 1\n", read())

    assert found.error is not None
    assert found.error.type == "TypeError"
    assert found.error.place is None or found.error.place.path == "code/inference.py"


def test_a_node_that_is_not_of_the_source_has_its_first_line() -> None:
    source = parsed(dedent("x = 1\n").encode())

    assert NodeSpot(source, cst.Pass(), "f").place == Place("code/inference.py", 1, function="f")


def test_places_are_known_where_pythons_own_parser_refuses_the_source() -> None:
    data = b"x = 1\n\n\ndef f(a):\n    if a:\n        return 1\nreturn x\n"
    source = read_source("inference.py", data)
    assert isinstance(source, Source)
    function = source.tree.body[1]
    assert isinstance(function, cst.FunctionDef)

    assert source.place(function.body.body[0]).line == 5
    assert source.place(function).line == 4
