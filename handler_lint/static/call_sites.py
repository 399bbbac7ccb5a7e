"""Call expressions: what is called, and with what."""

from collections.abc import Callable, Sequence
from typing import Any

import libcst as cst

from handler_lint.static import binding, calling, expressions, objects
from handler_lint.static.machine import Code, Machine
from handler_lint.static.source import Source


def Call(source: Source, node: cst.Call) -> Code:
    if all(one.star == "" and one.keyword is None for one in node.args):
        called = expressions.code_of(source, node.func)
        plain = [expressions.code_of(source, one.value) for one in node.args]
        return lambda m: calling.call(m, called(m), [code(m) for code in plain], {}, node)
    parts = parts_of(source, node)
    return lambda m: calling.call(m, *parts(m), node)


def parts_of(
    source: Source, node: cst.Call
) -> Callable[[Machine], tuple[Any, list[Any], dict[str, Any]]]:
    """The function of a call, its arguments and keywords."""
    return source.once(("parts", id(node)), lambda: _parts(source, node))


def calls_inside(source: Source, node: cst.Call) -> int:
    """How many of the arguments of a call are calls; 0 where one of them is no single value."""

    def count() -> int:
        plain = all(one.star == "" for one in node.args)
        return plain * sum(isinstance(one.value, cst.Call) for one in node.args)

    return source.once(("calls", id(node)), count)


def assembled(node: cst.Call, values: Sequence[Any]) -> tuple[list[Any], dict[str, Any]]:
    """The values of the arguments of a call without stars, as it passes them: by position and by keyword."""
    pairs = list(zip(node.args, values, strict=True))
    args = [value for one, value in pairs if one.keyword is None]
    keywords = {one.keyword.value: value for one, value in pairs if one.keyword is not None}
    return args, keywords


def _parts(
    source: Source, node: cst.Call
) -> Callable[[Machine], tuple[Any, list[Any], dict[str, Any]]]:
    called = expressions.code_of(source, node.func)
    arguments = [
        (
            one.star or (one.keyword.value if one.keyword is not None else ""),
            expressions.code_of(source, one.value),
            one,
        )
        for one in node.args
    ]

    def run(m: Machine) -> tuple[Any, list[Any], dict[str, Any]]:
        function = called(m)
        args: list[Any] = []
        keywords: dict[str, Any] = {}
        sure: int | None = None
        for how, code, one in arguments:
            value = code(m)
            if how == "":
                args.append(value)
            elif how == "*":
                more, complete = objects.elements(m, value, one)
                sure = len(args) if sure is None and not complete else sure
                args += more
            elif how != "**":
                keywords[how] = value
            elif not _take_keywords(m, function, keywords, value, one):
                sure = len(args) if sure is None else sure
        return function, args if sure is None else binding.Spread(args, sure), keywords

    return run


def _take_keywords(
    m: Machine, function: Any, keywords: dict[str, Any], value: Any, node: cst.CSTNode
) -> bool:
    """Add `**value` to the keywords, and say whether these are all."""
    if not isinstance(value, dict):
        return False
    for name, one in value.items():
        if isinstance(name, str):
            if name in keywords:
                text = f"got multiple values for keyword argument '{name}'"
                raise m.fail(TypeError, f"{calling.shown(function)} {text}", node)
            keywords[name] = one
    return not m.is_fuzzy(value)
