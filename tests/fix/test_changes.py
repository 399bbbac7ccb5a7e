"""What each change comes to in a source, and where it is not possible."""

from textwrap import dedent

import pytest

from handler_lint.calls import Place
from handler_lint.fix.changes import (
    BeginWith,
    Change,
    CompareByValue,
    CompareWithEach,
    EndWith,
    GiveArgument,
    JoinBranches,
    RaiseUnless,
    Rename,
    Reraise,
    ReturnBody,
    ReturnMembers,
    Retype,
    Rewrite,
)
from handler_lint.fix.edit import edited
from handler_lint.static.gate import read_source
from handler_lint.static.source import Source


def source_of(text: str) -> Source:
    source = read_source("inference.py", text.encode())
    assert isinstance(source, Source)
    return source


def at(text: str, part: str) -> Place:
    """The place of a part of a text, which lies in one line."""
    before = text[: text.index(part)]
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    return Place("inference.py", line, column, line, column + len(part))


def changed(text: str, change: Change) -> str:
    return edited(text, change.edits(source_of(text)))


FUNCTION = dedent("""
    import json


    def input_fn(body, kind):
        '''Decodes.'''
        if kind == "json":
            return json.loads(body)  # one


    X = 1
""")


def test_a_function_ends_with_a_statement() -> None:
    after = changed(FUNCTION, EndWith("input_fn", "raise ValueError(kind)"))

    assert after == FUNCTION.replace("# one\n", "# one\n    raise ValueError(kind)\n")


def test_a_function_begins_with_a_statement_after_its_docstring() -> None:
    after = changed(FUNCTION, BeginWith("input_fn", "kind = kind.lower()"))

    assert after == FUNCTION.replace("'''\n", "'''\n    kind = kind.lower()\n")


def test_a_function_begins_with_a_statement_where_there_is_no_docstring() -> None:
    text = "def f(x):\n\treturn x\n"

    assert changed(text, BeginWith("f", "x = 1")) == "def f(x):\n\tx = 1\n\treturn x\n"


@pytest.mark.parametrize(
    "text",
    ["def f(x): return x\n", "def f(x): x; y\n", "def f():\n    1\ndef f():\n    2\n", "f = 1\n"],
)
@pytest.mark.parametrize("change", [EndWith("f", "pass"), BeginWith("f", "pass")])
def test_no_statement_is_put_where_there_is_no_line_for_it(text: str, change: Change) -> None:
    assert change.edits(source_of(text)) == ()


@pytest.mark.parametrize(
    ("before", "code", "after"),
    [
        ("x = dumps(a)\n", "{}.tolist()", "x = dumps(a.tolist())\n"),
        ("x = dumps(a + b)\n", "{}.tolist()", "x = dumps((a + b).tolist())\n"),
        ("x = dumps((a + b))\n", "{}.tolist()", "x = dumps(((a + b).tolist()))\n"),
        ("x = dumps(a + b)\n", "list({})", "x = dumps(list(a + b))\n"),
    ],
)
def test_an_expression_is_rewritten(before: str, code: str, after: str) -> None:
    part = before[before.index("dumps(") + 6 : -2].strip("()")

    assert changed(before, Rewrite(at(before, part), code)) == after


RETURNS = "def f(p, accept):\n    {}\n"


@pytest.mark.parametrize(
    ("before", "code", "after"),
    [
        ("return buffer", "{}.getvalue()", "return buffer.getvalue()"),
        ("return buffer, accept", "{}.getvalue()", "return buffer.getvalue(), accept"),
        ("return dumps(p)", "{}, accept", "return dumps(p), accept"),
        ("return (buffer, accept)", "list({})", "return (list(buffer), accept)"),
    ],
)
def test_another_body_is_returned(before: str, code: str, after: str) -> None:
    text = RETURNS.format(before)
    line = Place("inference.py", 2)

    assert changed(text, ReturnBody(at(text, before), code)) == RETURNS.format(after)
    assert changed(text, ReturnBody(line, code)) == RETURNS.format(after)


@pytest.mark.parametrize("before", ["return", "p = 1", "return (a, b), c"])
def test_no_other_body_is_returned_where_there_is_none(before: str) -> None:
    text = RETURNS.format(before)

    assert ReturnBody(Place("inference.py", 2), "list({})").edits(source_of(text)) == ()


def test_a_line_with_two_returns_is_left_alone() -> None:
    text = (
        "def f(): return 1\ndef g():\n    if 1: return 2\n    else: return 3\nf = lambda: 1; g()\n"
    )
    two = "def f(x):\n    return 1; return 2\n"

    assert ReturnBody(Place("inference.py", 5), "list({})").edits(source_of(text)) == ()
    assert ReturnBody(Place("inference.py", 2), "list({})").edits(source_of(two)) == ()


@pytest.mark.parametrize(
    ("before", "indices", "after"),
    [
        ("return accept, dumps(p)", (1, 0), "return dumps(p), accept"),
        ("return (accept, dumps(p))", (1, 0), "return dumps(p), accept"),
        ("return dumps(p), accept", (0,), "return dumps(p)"),
        ("return dumps(p)", (0,), "return dumps(p)"),
        ("return a, b, c", (1, 0), "return a, b, c"),
    ],
)
def test_members_of_a_tuple_are_returned(before: str, indices: tuple[int, ...], after: str) -> None:
    text = RETURNS.format(before)

    assert changed(text, ReturnMembers(at(text, before), indices)) == RETURNS.format(after)


def test_an_if_becomes_the_elif_of_the_one_before() -> None:
    text = dedent("""
        def f(kind):
            if kind == "a":
                x = 1
            # The other one.
            if kind == "b":
                x = 2
            else:
                raise ValueError(kind)
    """)
    text += "f = lambda kind: (1 if kind else 2)\n"
    after = changed(text, JoinBranches(at(text, 'kind == "a"')))

    assert after == text.replace('if kind == "b"', 'elif kind == "b"')
    assert JoinBranches(at(text, 'kind == "b"')).edits(source_of(text)) == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('kind == "a" or "b"', 'kind in ("a", "b")'),
        ('kind == "a" or "b" or "c"', 'kind in ("a", "b", "c")'),
        ('kind == JSON or "b"', 'kind in (JSON, "b")'),
        ('(kind == "a" or "b")', '(kind in ("a", "b"))'),
        ('kind == "a" or other', 'kind == "a" or other'),
        ('kind != "a" or "b"', 'kind != "a" or "b"'),
    ],
)
def test_a_text_is_compared_with_each(before: str, after: str) -> None:
    text = f"if {before}:\n    pass\n"

    assert (
        changed(text, CompareWithEach(at(text, before.strip("()")))) == f"if {after}:\n    pass\n"
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('kind is "a"', 'kind == "a"'),
        ('kind is not "a"', 'kind != "a"'),
        ('x < kind is "a"', 'x < kind == "a"'),
    ],
)
def test_a_text_is_compared_by_value(before: str, after: str) -> None:
    text = f"x = {before}\n"

    assert changed(text, CompareByValue(at(text, before))) == f"x = {after}\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('kind == "a"', 'kind != "a"'),
        ('kind in ("a", "b"), "no"', 'kind not in ("a", "b")'),
        ('kind.startswith("a")', 'not (kind.startswith("a"))'),
    ],
)
def test_an_assert_becomes_a_raise(before: str, after: str) -> None:
    text = f"def f(kind):\n    assert {before}\n    return 1\n"
    change = RaiseUnless(at(text, before.partition(", ")[0]), "ValueError(kind)")

    expected = f"def f(kind):\n    if {after}:\n        raise ValueError(kind)\n    return 1\n"
    assert changed(text, change) == expected


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("frame.to_csv()", "frame.to_csv(index=False)"),
        ("frame.to_csv(buffer, sep=';')", "frame.to_csv(buffer, sep=';', index=False)"),
        ("frame.to_csv(index=True)", "frame.to_csv(index=True)"),
        ("frame.to_csv(**options)", "frame.to_csv(**options)"),
        ("frame.to_json()", "frame.to_json()"),
        ("a.to_csv() + b.to_csv()", "a.to_csv() + b.to_csv()"),
    ],
)
def test_the_only_call_of_a_method_gets_an_argument(before: str, after: str) -> None:
    text = "def f(frame):\n    x = {}\n    return x\n"
    change = GiveArgument(Place("inference.py", 3), "to_csv", "index=False")

    assert changed(text.format(before), change) == text.format(after)


def test_a_name_is_changed_everywhere() -> None:
    text = "def inputs_fn(x):\n    return x\n\n\ny = inputs_fn\n"

    assert changed(text, Rename("inputs_fn", "input_fn")) == text.replace("inputs_fn", "input_fn")
    assert changed(text, Rename("inputs_fn", "y")) == text


def test_a_text_is_changed_where_it_is_written_as_a_whole() -> None:
    text = "A = 'text/cvs'\nB = \"text/cvs\"\nC = 'not text/cvs'\nD = r'text/cvs'\n"
    after = "A = 'text/csv'\nB = \"text/csv\"\nC = 'not text/cvs'\nD = r'text/cvs'\n"

    assert changed(text, Retype("text/cvs", "text/csv")) == after


def test_a_return_in_an_except_becomes_a_raise() -> None:
    text = "def f():\n    try:\n        g()\n    except E:\n        log()\n        return None\n"

    assert changed(text, Reraise(at(text, "return None"))) == text.replace("return None", "raise")


def test_an_except_ends_with_a_raise() -> None:
    text = "def f():\n    try:\n        g()\n    except E:\n        log()  # why\n"
    after = text + "        raise\n"

    assert changed(text, Reraise(at(text, "log()"))) == after
