"""A stack's contract, and the list of the stacks, as text for a terminal."""

import textwrap
from collections.abc import Iterable, Iterator

from handler_lint.contract import Stack
from handler_lint.stacks.table import Section, Table

INDENT = 2
GAP = 2


def listed(stacks: Iterable[Stack], width: int) -> str:
    """Name and title of each stack, and below the title the versions that its contract was read from."""
    known = tuple(stacks)
    column = max(len(stack.name) for stack in known) + GAP
    lines: list[str] = []
    for stack in known:
        lines += hung(stack.name, column, (stack.title, stack.versions), width)
    return "".join(f"{line}\n" for line in lines)


def page(table: Table, width: int) -> str:
    """The whole contract of a stack, in at most `width` columns."""
    stack = table.stack
    lines = [f"{stack.name}: {stack.title}"]
    lines += textwrap.wrap(f"read from {stack.versions}", width)
    if stack.aliases:
        lines += textwrap.wrap(f"also called {', '.join(stack.aliases)}", width)
    for section in table.sections:
        lines += ["", section.title, *_section(section, width)]
    return "".join(f"{line}\n" for line in lines)


def _section(section: Section, width: int) -> Iterator[str]:
    told = [row for row in section.rows if row.lines]
    column = max((len(row.label) for row in told), default=0) + GAP
    for row in told:
        texts = row.lines if row.label else (" ".join(row.lines),)
        for line in hung(row.label or "-", column, texts, width - INDENT):
            yield " " * INDENT + line


def hung(label: str, column: int, texts: Iterable[str], width: int) -> Iterator[str]:
    """Texts in a column beside a label; below it where the label would take half of the width."""
    if column > width // 2:
        yield label
        label, column = "", 2 * INDENT
    several = tuple(texts)
    wrapper = textwrap.TextWrapper(
        width - column,
        subsequent_indent=" " * INDENT if len(several) > 1 else "",
        break_long_words=False,
        break_on_hyphens=False,
    )
    for line in (line for text in several for line in wrapper.wrap(text)):
        yield f"{label:<{column}}{line}"
        label = ""
