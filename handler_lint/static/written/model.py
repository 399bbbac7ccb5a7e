"""Something that is written at a place, and where that is."""

import ast
from dataclasses import dataclass

from handler_lint.calls import Place
from handler_lint.static.source import Source

Definition = ast.FunctionDef | ast.AsyncFunctionDef
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True, slots=True)
class Written:
    """Something of a kind at a place; `text` names it.

    The kinds: `is_text` (a text compared by identity), `always` (a test that holds whatever is asked), `nothing` (an
    `if` that does nothing), `no_effect` (an expression whose value nobody gets), `first` (the first member of
    something), `squeezes` (a call that may take a dimension away), `assert` (of a content type or an accept), `ignored`
    (a parameter that is never read), `passed` (a header that another function gets), `unused` (a function that nothing
    names; `parameters` is their number), `swallowed` and `error_reply` (the end of an `except` that hides a failed
    load, or that answers), `handed_over` and `kept` (a global or a part of the model that is set), `encoded` (a name
    that `json.dumps` gets as it is), `takes_header` (a reader of CSV), `on_gpu` (a tensor that is made an array where
    it lies).
    """

    kind: str
    text: str
    place: Place
    parameters: int = 0


def place_of(source: Source, node: ast.AST, function: str) -> Place:
    """The range of a node; of a function, its name."""
    assert isinstance(node, (ast.stmt, ast.expr))
    line, column = node.lineno, column_of(source, node.lineno, node.col_offset)
    if isinstance(node, (*DEFINITIONS, ast.ClassDef)):
        column += len(WORDS[type(node)])
        return Place(source.path, line, column, line, column + len(node.name), function)
    shown = node.test if isinstance(node, (ast.If, ast.Assert)) else node
    end = shown.end_lineno or line
    column = column_of(source, shown.lineno, shown.col_offset)
    last = column_of(source, end, shown.end_col_offset or 0)
    return Place(source.path, shown.lineno, column, end, last, function)


WORDS = {ast.FunctionDef: "def ", ast.AsyncFunctionDef: "async def ", ast.ClassDef: "class "}


def column_of(source: Source, line: int, offset: int) -> int:
    """The 1-based column in code points of an offset in UTF-8 bytes."""
    text = source.lines[line - 1] if offset else ""
    return len(text.encode()[:offset].decode(errors="replace")) + 1
