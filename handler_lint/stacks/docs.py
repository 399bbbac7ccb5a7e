"""Make the committed pages about the stacks: `python -m handler_lint.stacks.docs [FOLDER]`."""

import sys
from collections.abc import Iterable, Mapping

from handler_lint.contract import Stack
from handler_lint.pages import write
from handler_lint.stacks.rows import Row
from handler_lint.stacks.table import Section, Table, all_stacks, table_of

MADE = "<!-- made by `make index` from handler_lint/contract/; edit the data -->\n"


def index(stacks: Iterable[Stack]) -> str:
    """The list of the stacks, in Markdown."""
    lines = [
        f"| [{stack.name}]({stack.name}.md) | {cell(stack.title)} | {cell(stack.versions)} |\n"
        for stack in stacks
    ]
    return (
        f"# Serving stacks\n\n| stack | what it is | read from |\n|---|---|---|\n{''.join(lines)}"
    )


def page(table: Table) -> str:
    """The contract of a stack, in Markdown."""
    stack = table.stack
    also = f"\n\nAlso called {', '.join(stack.aliases)}." if stack.aliases else ""
    head = f"# {stack.name}\n\n{stack.title}; read from {stack.versions}.{also}\n"
    return head + "".join(_section(section) for section in table.sections)


def _section(section: Section) -> str:
    told = [row for row in section.rows if row.lines]
    if all(not row.label for row in told):
        return f"\n## {section.title}\n\n" + "".join(f"- {' '.join(row.lines)}\n" for row in told)
    lines = "".join(f"| {cell(row.label)} | {_lines(row)} |\n" for row in told)
    return f"\n## {section.title}\n\n| | |\n|---|---|\n{lines}"


def _lines(row: Row) -> str:
    return "<br>".join(map(cell, row.lines))


def cell(text: str) -> str:
    """A text as the cell of a table: what Markdown would take for its own is escaped."""
    for character in "\\|*_<":
        text = text.replace(character, f"\\{character}")
    return text


def made_pages() -> Mapping[str, str]:
    """File name to text, for every stack and their list."""
    stacks = all_stacks()
    pages = {f"{stack.name}.md": MADE + page(table_of(stack)) for stack in stacks}
    return {"index.md": MADE + index(stacks), **pages}


def main(folder: str = "docs/stacks") -> None:
    """Write the pages, and take away those of stacks that are gone."""
    write(folder, made_pages())


if __name__ == "__main__":
    main(*sys.argv[1:])
