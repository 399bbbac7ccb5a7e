"""How and where the functions of a handler are defined."""

import ast
import re
from collections import Counter
from collections.abc import Iterator

from handler_lint.calls import FUNCTIONS
from handler_lint.static.source import Source
from handler_lint.static.written.model import DEFINITIONS, Written, nodes_of, place_of

NESTED = re.compile(rf"^[ \t]+(async )?def ({'|'.join(FUNCTIONS)})\b", re.MULTILINE)
OTHER_STACK = ("input_handler", "output_handler")


def definitions(source: Source, tree: ast.Module) -> Iterator[Written]:
    """Functions that are coroutines or generators, defined twice, or where no server looks for them."""
    top = [one for one in tree.body if isinstance(one, DEFINITIONS)]
    counts = Counter(one.name for one in top)
    for one in top:
        if one.name in FUNCTIONS:
            if isinstance(one, ast.AsyncFunctionDef):
                yield Written("coroutine", one.name, place_of(source, one, one.name))
            elif _yields(one):
                yield Written("generator", one.name, place_of(source, one, one.name))
            if counts[one.name] > 1 and one is not _last(top, one.name):
                yield Written("redefined", one.name, place_of(source, one, one.name))
        elif one.name in OTHER_STACK:
            yield Written("other_stack", one.name, place_of(source, one, one.name))
    for outer in tree.body if NESTED.search(source.text) else ():
        for inner in nodes_of(outer):
            if inner is not outer and isinstance(inner, DEFINITIONS) and inner.name in FUNCTIONS:
                yield Written("inside", inner.name, place_of(source, inner, inner.name))


def _last(top: list[ast.FunctionDef | ast.AsyncFunctionDef], name: str) -> ast.stmt:
    return [one for one in top if one.name == name][-1]


def _yields(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.Yield, ast.YieldFrom)):
            return True
        if not isinstance(node, (*DEFINITIONS, ast.Lambda, ast.ClassDef, ast.GeneratorExp)):
            waiting += ast.iter_child_nodes(node)
    return False
