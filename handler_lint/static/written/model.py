"""Something that is written at a place, and where that is."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from handler_lint.calls import Place
from handler_lint.static.source import Source

Definition = ast.FunctionDef | ast.AsyncFunctionDef
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True, slots=True)
class Written:
    """Something of a kind at a place; `text` names it.

    What kinds there are is said where they are found, in the modules of this folder; `parameters` is the number that a
    function has which nothing names.
    """

    kind: str
    text: str
    place: Place
    parameters: int = 0


KEPT = "_nodes_below"


def dotted(function: ast.expr) -> str:
    """What is called, as far as it is a name: `torch.load`; of a method of something else, `.load`."""
    names = []
    while isinstance(function, ast.Attribute):
        names.append(function.attr)
        function = function.value
    names.append(function.id if isinstance(function, ast.Name) else "")
    return ".".join(reversed(names))


def parameters_of(function: Definition) -> list[str]:
    """The parameters that can be given by position."""
    return [one.arg for one in (*function.args.posonlyargs, *function.args.args)]


def names_given(call: ast.Call) -> Iterator[str]:
    """The names in the arguments of a call that are given by position."""
    return (one.id for part in call.args for one in ast.walk(part) if isinstance(one, ast.Name))


def nodes_of(node: ast.AST) -> list[ast.AST]:
    """All nodes of a function or a statement, itself too; they are kept, because many facts look through them."""
    found: list[ast.AST] | None = getattr(node, KEPT, None)
    if found is None:
        found = list(ast.walk(node))
        setattr(node, KEPT, found)
    return found


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
