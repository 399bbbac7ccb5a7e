"""`except` clauses that make a failure look like a success."""

import ast
from collections.abc import Iterator, Mapping

from handler_lint.static.source import Source
from handler_lint.static.written.model import DEFINITIONS, Definition, Written, place_of

ALL = ("Exception", "BaseException")
FAILED = ("error", "fail", "exception", "traceback")
ANSWERS_ITSELF = (
    "status",
    "status_code",
    "set_response_status",
    "Response",
    "abort",
    "exit",
    "_exit",
)
"""Names with which a function says to the server that a request failed, or ends the process."""


def failures(source: Source, functions: Mapping[str, Definition]) -> Iterator[Written]:
    """Of `model_fn`: clauses after which nothing is loaded. Of the others: clauses that answer with an error as if it
    were a prediction."""
    for name, function in functions.items():
        for clause in _clauses(function):
            if name == "model_fn" and _loads_nothing(function, clause):
                yield Written("swallowed", _caught(clause), place_of(source, _end(clause), name))
            elif name in ("predict_fn", "output_fn", "transform_fn") and _answers(clause):
                yield Written("error_reply", _caught(clause), place_of(source, _end(clause), name))


def _clauses(function: Definition) -> Iterator[ast.ExceptHandler]:
    """The clauses of a function that are in no loop and in no function of its own."""
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, (*DEFINITIONS, ast.ClassDef, ast.Lambda, ast.For, ast.While)):
            continue
        if isinstance(node, ast.Try):
            yield from node.handlers
        waiting += ast.iter_child_nodes(node)


def _loads_nothing(function: Definition, clause: ast.ExceptHandler) -> bool:
    if _caught(clause) in ("ImportError", "ModuleNotFoundError") or _says_so(clause):
        return False
    last = clause.body[-1]
    if isinstance(last, ast.Return):
        return _is_nothing(last.value)
    tried = function.body[-1]
    return (
        isinstance(tried, ast.Try)
        and clause in tried.handlers
        and not tried.finalbody
        and not isinstance(last, (ast.Try, ast.If, ast.With, ast.Return, ast.Raise))
        and not any(isinstance(one, ast.Return) for one in ast.walk(clause))
        and any(isinstance(one, ast.Return) for part in tried.body for one in ast.walk(part))
    )


def _is_nothing(value: ast.expr | None) -> bool:
    match value:
        case None | ast.Constant(value=None | False | "") | ast.Dict(keys=[]) | ast.List(elts=[]):
            return True
    return False


def _answers(clause: ast.ExceptHandler) -> bool:
    """Whether a clause for any exception returns a text or an object that tells of it."""
    last = clause.body[-1]
    every = clause.type is None or _caught(clause) in ALL
    if not (every and isinstance(last, ast.Return) and last.value is not None) or _says_so(clause):
        return False
    for node in ast.walk(last.value):
        match node:
            case ast.Name(id=name) if name == clause.name:
                return True
            case ast.Constant(value=str(text)) if any(one in text.lower() for one in FAILED):
                return True
    return False


def _says_so(clause: ast.ExceptHandler) -> bool:
    for node in ast.walk(clause):
        match node:
            case ast.Raise():
                return True
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.keyword(arg=str(name)):
                if name in ANSWERS_ITSELF:
                    return True
    return False


def _caught(clause: ast.ExceptHandler) -> str:
    return ast.unparse(clause.type) if clause.type is not None else "Exception"


def _end(clause: ast.ExceptHandler) -> ast.stmt:
    return clause.body[-1]
