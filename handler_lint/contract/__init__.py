"""What each serving stack promises: one data file a stack, read here.

Source of the facts: the toolkits' own code, in the versions that the data file names.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from handler_lint import contract_data
from handler_lint.contract_data import DEFAULT_STACK

__all__ = ["DEFAULT_STACK", "Stack", "World", "load_stack", "stack_names"]


@dataclass(frozen=True)
class World:
    """Where a server looks for a handler and how it imports it; paths are relative to the package root."""

    handlers: tuple[str, ...]
    """Where the handler may lie, the first that is there counts."""
    import_paths: tuple[str, ...]
    """Folders of the package that are imported from, in order; the root is the empty path."""
    working_folder: str
    """`model`: the package root; `elsewhere`: a folder of the server."""
    shadowed: tuple[str, ...]
    """Modules of the server that come before modules of the package of the same name."""
    without_handler: str
    """What happens without a handler: `defaults` of the stack, or an `error` at the start."""


@dataclass(frozen=True)
class Stack:
    """The contract of one serving stack.

    `serving` is what the emulation reads (plain JSON), `parameters` the number of arguments that the stack passes to
    each function without its context, `default` what happens where a name is not bound, `client` what the client sees.
    """

    name: str
    title: str
    versions: str
    aliases: tuple[str, ...]
    multi_model: bool
    """Whether this is the multi-model mode of a stack: nothing in a package tells of it."""
    serving: Mapping[str, Any]
    world: World
    default: Mapping[str, str]
    client: Mapping[str, str]
    examples: Mapping[str, str]
    provides: frozenset[str]
    """Top-level modules that the stack's image brings."""

    data: Mapping[str, Any]
    """The whole file, with what it takes from its base."""

    @property
    def parameters(self) -> Mapping[str, int]:
        """Arguments passed to each function, the context not counted."""
        return dict(self.serving["parameters"])

    @property
    def default_accept(self) -> str:
        """What an absent Accept header becomes."""
        return str(self.serving["default_accept"])

    @property
    def text_types(self) -> tuple[str, ...]:
        """The content types whose body is decoded: with a header that is exactly one of these a handler gets text."""
        return tuple(self.serving["text_types"])

    def import_paths(self, handler: str, found: tuple[str, ...]) -> tuple[str, ...]:
        """The folders of a package that the server imports from; `found` for a handler where no server looks."""
        return self.world.import_paths if handler in self.world.handlers else found

    @property
    def has_chain(self) -> bool:
        """Whether a request may go through three functions of the handler in a row."""
        return "input_fn" in self.parameters

    def example(self, name: str) -> str:
        """A definition of `name` that the stack can call."""
        return self.examples[name]

    @property
    def counts_parameters(self) -> bool:
        """Whether the number of parameters decides, and not only whether the call succeeds."""
        return bool(self.serving["binding"] == "count")

    def allowed(self, name: str) -> tuple[int, ...]:
        """The numbers of parameters with which the stack can call `name`."""
        count = self.parameters[name]
        return (count, count + 1) if self.counts_parameters else (count,)


def stack_names() -> tuple[str, ...]:
    """The stacks there is data for, sorted."""
    return contract_data.names()


@cache
def load_stack(name: str) -> Stack:
    """The contract of the stack `name`.

    Raises:
        KeyError: there is no data file of that name.
    """
    data = contract_data.read(name)
    world = data["world"]
    return Stack(
        name=data["name"],
        title=data["title"],
        versions=data["versions"],
        aliases=tuple(data.get("aliases", ())),
        multi_model=data.get("multi_model", False),
        serving=data["serving"],
        world=World(
            tuple(world["handlers"]),
            tuple(world["import_paths"]),
            world["working_folder"],
            tuple(world["shadowed"]),
            world["without_handler"],
        ),
        default=data["default"],
        client=data["client"],
        examples=data["example"],
        provides=frozenset(data["provides"]),
        data=data,
    )
