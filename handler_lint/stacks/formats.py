"""What is known of the stacks, in the format that is asked for."""

import difflib
import json
import shutil
from typing import Any

from handler_lint.config.usage import UsageError
from handler_lint.contract import Stack
from handler_lint.report.formats.style import WIDEST, Style
from handler_lint.stacks import docs, text
from handler_lint.stacks.table import all_stacks, found_stack, head, table_of


def about_all(output_format: str) -> str:
    """The list of the stacks as `text`, `json` or `markdown`."""
    stacks = all_stacks()
    if output_format == "json":
        return as_json([head(stack) for stack in stacks])
    if output_format == "markdown":
        return docs.index(stacks)
    return text.listed(stacks, columns())


def about_one(name: str, output_format: str) -> str:
    """The contract of one stack as `text`, `json` or `markdown`.

    Raises:
        UsageError: there is no such stack; the nearest one is suggested.
    """
    table = table_of(known_stack(name))
    if output_format == "json":
        return as_json(table.as_json())
    if output_format == "markdown":
        return docs.page(table)
    return text.page(table, columns())


def known_stack(word: str) -> Stack:
    """The stack that a user names.

    Raises:
        UsageError: there is none; the nearest name is suggested.
    """
    try:
        return found_stack(word)
    except KeyError:
        names = [name for stack in all_stacks() for name in (stack.name, *stack.aliases)]
        near = difflib.get_close_matches(word, names, 1, 0.5)
        hint = f"; did you mean {near[0]}?" if near else ""
        listed = "(handler-lint stacks lists them)"
        raise UsageError(f"there is no serving stack {word}{hint} {listed}") from None


def as_json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def columns() -> int:
    """The width of the terminal, within the bounds of reports."""
    return Style(width=shutil.get_terminal_size((WIDEST, 24)).columns).columns
