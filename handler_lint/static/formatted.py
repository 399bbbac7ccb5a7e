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
from handler_lint.static.machine import Code, Machine
from handler_lint.static.source import Source
from handler_lint.static.values import (
    LIBRARY,
    Header,
    Lib,
)


def code_of(source: Source, parts: Sequence[cst.CSTNode], prefix: str) -> Code:
    """What a formatted string, or the format in one, does on a machine."""
    rows: list[str | Code] = []
    for part in parts:
        if isinstance(part, cst.FormattedStringText):
            rows.append(_text(part.value, prefix))
        elif isinstance(part, cst.FormattedStringExpression):
            rows += _formatted(source, part, prefix)

    def run(m: Machine) -> Any:
        values = [one if isinstance(one, str) else one(m) for one in rows]
        if all(isinstance(value, str) for value in values):
            return "".join(values)
        keys = (key_of(one) for one in values)
        return m.unknown("str", content_of(*values), LIBRARY, "f-string", *keys)

    return run


def _text(raw: str, prefix: str) -> str:
    text = raw.replace("{{", "{").replace("}}", "}")
    if "r" in prefix.lower() or "\\" not in text:
        return text
    try:
        return str(ast.literal_eval('"""' + text.replace('"', '\\"') + '"""'))
    except (SyntaxError, ValueError):
        return text


def _formatted(
    source: Source, part: cst.FormattedStringExpression, prefix: str
) -> list[str | Code]:
    expression, conversion, spec = part.expression, part.conversion, part.format_spec
    value = expressions.code_of(source, expression)
    if part.equal is not None and conversion is None and spec is None:
        conversion = "r"
    if conversion is not None:
        value = _called({"r": "repr", "s": "str", "a": "ascii"}[conversion], [value], part)
    if spec is not None:
        value = _called("format", [value, code_of(source, spec, prefix)], part)
    else:
        value = _as_text(value, part)
    return [_source_of(part), value] if part.equal is not None else [value]


def _called(name: str, args: list[Code], node: cst.CSTNode) -> Code:
    function = Lib(f"builtins.{name}")
    return lambda m: calling.call(m, function, [one(m) for one in args], {}, node)


def _as_text(value: Code, node: cst.CSTNode) -> Code:
    text = Lib("builtins.str")

    def run(m: Machine) -> Any:
        made = value(m)
        if type(made) in (str, Header):
            return str(made)
        return calling.call(m, text, [made], {}, node)

    return run


def _source_of(part: cst.FormattedStringExpression) -> str:
    equal = expressions.EMPTY.code_for_node(part.equal) if part.equal is not None else ""
    before = expressions.EMPTY.code_for_node(part.whitespace_before_expression)
    return f"{before}{expressions.EMPTY.code_for_node(part.expression)}{equal}"
