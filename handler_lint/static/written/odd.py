"""Tests, expressions and calls that do nothing, or not what they seem to do."""

import ast
from collections.abc import Mapping


def odd(node: ast.AST, constants: Mapping[str, str]) -> tuple[str, str] | None:
    """The kind and the text of something odd, where a node is it.

    `is_text`: a text compared by identity. `always`: a test that holds whatever is asked. `nothing`: an `if` that does
    nothing. `no_effect`: an expression whose value nobody gets. `first`: the first member of something. `squeezes`: a
    call that may take a dimension away.
    """

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
