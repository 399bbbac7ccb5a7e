"""A stack's contract as a table of sections and rows, made from its data."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from handler_lint.contract import Stack, load_stack, stack_names
from handler_lint.contract.recognise import named_stack
from handler_lint.stacks import endpoint, rows
from handler_lint.stacks.rows import Row

SECTIONS: Mapping[str, Callable[[Stack], Iterable[Row]]] = {
    "Handler": rows.handler,
    "Functions": rows.functions,
    "Request": rows.request,
    "Reply": rows.reply,
    "Errors": rows.errors,
    "Load": endpoint.load,
    "Packaging": endpoint.packaging,
    "Limits": endpoint.limits,
    "Variables": endpoint.variables,
    "Multi-model": endpoint.multi_model,
    "Good to know": endpoint.good_to_know,
}


@dataclass(frozen=True, slots=True)
class Section:
    """The rows of one question."""

    title: str
    rows: tuple[Row, ...]

    @property
    def key(self) -> str:
        return self.title.lower().replace(" ", "_").replace("-", "_")


@dataclass(frozen=True, slots=True)
class Table:
    """All that is known of a stack."""

    stack: Stack
    sections: tuple[Section, ...]

    def as_json(self) -> dict[str, Any]:
        """A stable object: the stack's head, then an object a section."""
        sections = {one.key: {row.key: row.value for row in one.rows} for one in self.sections}
        return {**head(self.stack), **sections}


def head(stack: Stack) -> dict[str, Any]:
    """What a stack is called and which versions its contract was read from."""
    return {
        "name": stack.name,
        "title": stack.title,
        "versions": stack.versions,
        "aliases": list(stack.aliases),
        "multi_model": stack.multi_model,
    }


def all_stacks() -> tuple[Stack, ...]:
    """Every stack there is data for, by name."""
    return tuple(load_stack(name) for name in stack_names())


def found_stack(word: str) -> Stack:
    """The stack of that name, of that other name, or of that image.

    Raises:
        KeyError: there is none; the argument is one line that says what to do.
    """
    return load_stack(named_stack(word))


def table_of(stack: Stack) -> Table:
    """The contract of a stack as a table.

    Raises:
        KeyError: the data says something that there are no words for.
    """
    return Table(
        stack, tuple(Section(title, tuple(made(stack))) for title, made in SECTIONS.items())
    )
