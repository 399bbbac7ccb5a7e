"""Formatted strings: texts with the values in them, as far as they are known."""

import ast
from collections.abc import Sequence
from typing import Any

import libcst as cst

from handler_lint.static import (
    calling,
    expressions,
)
from handler_lint.static.kinds import content_of, key_of
from handler_lint.static.machine import Machine
from handler_lint.static.values import (
    LIBRARY,
    Header,
    Lib,
)


def formatted(m: Machine, parts: Sequence[cst.CSTNode], prefix: str) -> Any:
    values: list[Any] = []
    for part in parts:
        if isinstance(part, cst.FormattedStringText):
            values.append(_text(part.value, prefix))
        elif isinstance(part, cst.FormattedStringExpression):
            values += _formatted(m, part, prefix)
    if all(isinstance(value, str) for value in values):
        return "".join(values)
    keys = (key_of(one) for one in values)
    return m.unknown("str", content_of(*values), LIBRARY, "f-string", *keys)


def _text(raw: str, prefix: str) -> str:
    text = raw.replace("{{", "{").replace("}}", "}")
    if "r" in prefix.lower() or "\\" not in text:
        return text
    try:
        return str(ast.literal_eval('"""' + text.replace('"', '\\"') + '"""'))
    except (SyntaxError, ValueError):
        return text


def _formatted(m: Machine, part: cst.FormattedStringExpression, prefix: str) -> list[Any]:
    before = [_source_of(part)] if part.equal is not None else []
    value = expressions.evaluate(m, part.expression)
    conversion = part.conversion
    if part.equal is not None and conversion is None and part.format_spec is None:
        conversion = "r"
    if conversion is not None:
        name = {"r": "repr", "s": "str", "a": "ascii"}[conversion]
        value = calling.call(m, Lib(f"builtins.{name}"), [value], {}, part)
    if part.format_spec is None:
        if isinstance(value, Header):
            return [*before, str(value)]
        return [*before, calling.call(m, Lib("builtins.str"), [value], {}, part)]
    spec = formatted(m, part.format_spec, prefix)
    return [*before, calling.call(m, Lib("builtins.format"), [value, spec], {}, part)]


def _source_of(part: cst.FormattedStringExpression) -> str:
    equal = expressions.EMPTY.code_for_node(part.equal) if part.equal is not None else ""
    before = expressions.EMPTY.code_for_node(part.whitespace_before_expression)
    return f"{before}{expressions.EMPTY.code_for_node(part.expression)}{equal}"
