"""What each serving stack promises: one data file a stack, read here.

Source of the facts: the toolkits' own code, in the versions that the data file names.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

DEFAULT_STACK = "pytorch"


@dataclass(frozen=True)
class Stack:
    """The contract of one serving stack.

    `serving` is what the emulation reads (plain JSON), `parameters` the number of arguments that the stack passes to
    each function without its context, `default` what happens where a name is not bound, `client` what the client sees.
    """

    name: str
    title: str
    serving: Mapping[str, Any]
    default: Mapping[str, str]
    client: Mapping[str, str]
    examples: Mapping[str, str]
    provides: frozenset[str]
    """Top-level modules that the stack's image brings."""

    @property
    def parameters(self) -> Mapping[str, int]:
        """Arguments passed to each function, the context not counted."""
        return dict(self.serving["parameters"])

    @property
    def default_accept(self) -> str:
        """What an absent Accept header becomes."""
        return str(self.serving["default_accept"])

    def example(self, name: str) -> str:
        """A definition of `name` that the stack can call."""
        return self.examples[name]

    def allowed(self, name: str) -> tuple[int, ...]:
        """The numbers of parameters with which the stack can call `name`."""
        count = self.parameters[name]
        return (count, count + 1) if self.serving["binding"] == "count" else (count,)


def stack_names() -> tuple[str, ...]:
    """The stacks there is data for, sorted."""
    names = (entry.name for entry in files(__name__).iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


@cache
def load_stack(name: str) -> Stack:
    """The contract of the stack `name`.

    Raises:
        KeyError: there is no data file of that name.
    """
    if name not in stack_names():
        raise KeyError(name)
    data = tomllib.loads((files(__name__) / f"{name}.toml").read_text(encoding="utf-8"))
    return Stack(
        name=data["name"],
        title=data["title"],
        serving=data["serving"],
        default=data["default"],
        client=data["client"],
        examples=data["example"],
        provides=frozenset(data["provides"]),
    )
