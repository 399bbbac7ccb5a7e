"""What is written, whatever is executed: what Python's parser shows of the functions that a request can come to."""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from handler_lint.calls import FUNCTIONS, Place
from handler_lint.static.source import Source

Definition = ast.FunctionDef | ast.AsyncFunctionDef
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Written:
    """Something of a kind at a place; `text` names it.

    The kinds: `is_text` (a text compared by identity), `always` (a test that holds whatever is asked), `nothing` (an
    `if` that does nothing), `no_effect` (an expression whose value nobody gets), `first` (the first member of
    something), `squeezes` (a call that may take a dimension away), `assert` (of a content type or an accept), `ignored`
    (a parameter that is never read), `passed` (a header that another function gets), `unused` (a function that nothing
    names; `parameters` is their number).
    """

    kind: str
    text: str
    place: Place
    parameters: int = 0


HEADERS = {"input_fn": 1, "output_fn": 1, "transform_fn": (2, 3)}
"""The parameters of the five functions that are headers, by position."""

SHOWN_BY = (
    "print",
    "str",
    "repr",
    "len",
    "debug",
    "info",
    "warning",
    "error",
    "exception",
    "format",
)
"""Functions to which a header is given only to be shown."""


def written(source: Source) -> tuple[Written, ...]:
    """All that is written in a handler's file, in order; none where Python does not parse it."""
    return source.once("written", lambda: tuple(_all(source)))


def named(source: Source, message: str) -> tuple[Place, ...]:
    """Where a file defines the function or the class that an exception's message names, or writes the key.

    Python names them as `score() takes 1 positional argument`, `'Forest' object has no attribute 'predict'`, and a
    KeyError is the key alone.
    """
    function = re.match(r"(?:\w+\.)*?(?:(\w+)\.__init__|(\w+))\(\) ", message)
    owner = re.match(r"'(\w+)' object has no attribute", message)
    key = re.fullmatch(r"'([^']*)'", message)
    name = next((one for found in (function, owner) if found for one in found.groups() if one), "")
    tree = source.parsed if name or key else None
    found = []
    for node in ast.walk(tree) if tree is not None else ():
        if isinstance(node, (*DEFINITIONS, ast.ClassDef)) and node.name == name:
            found.append(_place(source, node, node.name))
        elif key and isinstance(node, ast.Constant) and node.value == key[1]:
            found.append(_place(source, node, ""))
    return tuple(found[:MOST_NAMED])


def _all(source: Source) -> Iterator[Written]:
    tree = source.parsed
    if tree is None:
        return
    functions = {one.name: one for one in tree.body if isinstance(one, DEFINITIONS)}
    everything = {one.name: one for one in _definitions(tree)}
    constants = {
        one.targets[0].id: one.value.value
        for one in tree.body
        if isinstance(one, ast.Assign)
        and isinstance(one.targets[0], ast.Name)
        and isinstance(one.value, ast.Constant)
        and isinstance(one.value.value, str)
    }
    reached = _reached(tree, everything)
    for name in reached:
        for node in ast.walk(everything[name]):
            found = _odd(node, constants)
            if found is not None:
                yield Written(*found, _place(source, node, name))
    for name in FUNCTIONS:
        if name in functions:
            yield from _parameters(source, functions[name])
    yield from _unused(source, functions)


def _definitions(tree: ast.Module) -> Iterator[Definition]:
    """The functions of a module and the methods of its classes."""
    for one in tree.body:
        if isinstance(one, DEFINITIONS):
            yield one
        elif isinstance(one, ast.ClassDef):
            yield from (part for part in one.body if isinstance(part, DEFINITIONS))


def _reached(tree: ast.Module, everything: Mapping[str, Definition]) -> list[str]:
    """The functions that the five can come to, by the names that they use, or by what is bound to the five."""
    found = [name for name in FUNCTIONS if name in everything]
    for one in tree.body:
        if isinstance(one, ast.Assign) and {getattr(t, "id", "") for t in one.targets} & set(
            FUNCTIONS
        ):
            found += [name for name in _used(one.value) if name in everything and name not in found]
    for name in found:
        used = _used(everything[name])
        found += [one for one in everything if one in used and one not in found]
    return found


def _used(node: ast.AST) -> set[str]:
    """The names and attributes that code uses."""
    inside = list(ast.walk(node))
    names = {one.id for one in inside if isinstance(one, ast.Name)}
    return names | {one.attr for one in inside if isinstance(one, ast.Attribute)}


def _odd(node: ast.AST, constants: Mapping[str, str]) -> tuple[str, str] | None:
    """The kind and the text of something odd, where a node is it."""

    def texts(*nodes: ast.expr) -> list[str]:
        return [text for one in nodes if (text := _text(one, constants)) is not None]

    match node:
        case ast.Compare(ops=[ast.Is() | ast.IsNot()]):
            found = texts(node.left, *node.comparators)
            return ("is_text", found[0]) if found else None
        case ast.If(test=test) | ast.IfExp(test=test) if always := _always(test, constants):
            return "always", always
        case ast.Expr(value=value) if _has_no_effect(value):
            return "no_effect", ast.unparse(value)
        case ast.Subscript(
            slice=ast.Constant(value=0) | ast.Slice(lower=None, upper=ast.Constant(value=1))
        ):
            return "first", ast.unparse(node)
        case ast.Call(
            func=ast.Attribute(attr="squeeze" | "item" | "genfromtxt" | "loadtxt" as name)
        ):
            return "squeezes", name
        case ast.If(body=[ast.Pass()], orelse=[]):
            return "nothing", ast.unparse(node.test)
    return None


def _always(test: ast.expr, constants: Mapping[str, str]) -> str:
    """The text that is a condition by itself, in a test or one of its parts; a text that is not empty is true."""
    parts = test.values if isinstance(test, ast.BoolOp) else [test]
    return next((text for one in parts if (text := _text(one, constants))), "")


def _has_no_effect(value: ast.expr) -> bool:
    """Whether an expression is a statement in vain: nothing of it can fail on purpose, and nobody gets its value."""
    if isinstance(value, ast.Call):
        function = value.func
        return isinstance(function, ast.Attribute) and function.attr in ONLY_A_VALUE
    in_vain = (ast.Tuple, ast.BinOp, ast.Compare, ast.JoinedStr, ast.ListComp, ast.Name, ast.IfExp)
    return isinstance(value, in_vain)


ONLY_A_VALUE = ("dumps", "join", "tolist", "strip", "lower", "upper", "replace", "rstrip", "lstrip")
"""Methods and functions that are called for what they return alone."""


def _text(node: ast.expr, constants: Mapping[str, str]) -> str | None:
    """The text that an expression is: written there, or bound once at the top of the module."""
    if isinstance(node, ast.Name):
        return constants.get(node.id)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _parameters(source: Source, function: Definition) -> Iterator[Written]:
    """What becomes of the parameters of one of the five."""
    names = [one.arg for one in (*function.args.posonlyargs, *function.args.args)]
    inside = [one for part in function.body for one in ast.walk(part)]
    read = {one.id for one in inside if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load)}
    everything = {"locals", "vars"} & read
    for name in names:
        if name not in read and not everything:
            yield Written("ignored", name, _place(source, function, function.name))
    wanted = HEADERS.get(function.name, ())
    headers = [
        names[i] for i in (wanted if isinstance(wanted, tuple) else (wanted,)) if i < len(names)
    ]
    for node in inside:
        if isinstance(node, ast.Assert):
            used = [one.id for one in ast.walk(node.test) if isinstance(one, ast.Name)]
            if set(used) & set(headers):
                text = next(one for one in used if one in headers)
                yield Written("assert", text, _place(source, node, function.name))
        if isinstance(node, ast.Call) and _called(node) not in SHOWN_BY:
            given = (*node.args, *(one.value for one in node.keywords))
            for one in given:
                if isinstance(one, ast.Name) and one.id in headers:
                    yield Written("passed", one.id, _place(source, node, function.name))


def _called(node: ast.Call) -> str:
    function = node.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _unused(source: Source, functions: Mapping[str, Definition]) -> Iterator[Written]:
    """Functions whose names occur once, where they are defined."""
    for name, function in functions.items():
        if name not in FUNCTIONS and len(re.findall(rf"\b{re.escape(name)}\b", source.text)) == 1:
            arguments = function.args
            count = len(arguments.posonlyargs) + len(arguments.args)
            yield Written("unused", name, _place(source, function, name), count)


def _place(source: Source, node: ast.AST, function: str) -> Place:
    """The range of a node; of a function, its name."""
    assert isinstance(node, (ast.stmt, ast.expr))
    line, column = node.lineno, _column(source, node.lineno, node.col_offset)
    if isinstance(node, (*DEFINITIONS, ast.ClassDef)):
        column += len(WORDS[type(node)])
        return Place(source.path, line, column, line, column + len(node.name), function)
    shown = node.test if isinstance(node, (ast.If, ast.Assert)) else node
    end = shown.end_lineno or line
    column = _column(source, shown.lineno, shown.col_offset)
    last = _column(source, end, shown.end_col_offset or 0)
    return Place(source.path, shown.lineno, column, end, last, function)


WORDS = {ast.FunctionDef: "def ", ast.AsyncFunctionDef: "async def ", ast.ClassDef: "class "}


def _column(source: Source, line: int, offset: int) -> int:
    """The 1-based column in code points of an offset in UTF-8 bytes."""
    text = source.lines[line - 1] if offset else ""
    return len(text.encode()[:offset].decode(errors="replace")) + 1
