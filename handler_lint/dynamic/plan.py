"""A plan: the calls to run as a tree, equal beginnings once."""

from dataclasses import dataclass, field

from handler_lint.calls import Call


@dataclass(frozen=True, slots=True)
class Node:
    """A call after the calls above it; bodies are given. `codes` are the rules that asked for it."""

    id: int
    call: Call
    parent: int | None
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """Calls in the order of execution and report, depth first; `nodes[n].id` is n, node 0 is the import.

    Where a case loads the model, node 1 is `model_fn`, and all requests hang below it.
    """

    nodes: tuple[Node, ...] = field(default=())

    def path(self, node: int) -> tuple[Node, ...]:
        """The calls from the import down to a call, itself included."""
        found: list[Node] = []
        above: int | None = node
        while above is not None:
            found.append(self.nodes[above])
            above = self.nodes[above].parent
        return tuple(reversed(found))

    def is_below(self, node: int, above: int) -> bool:
        """Whether a call is `above` or comes after it."""
        return any(one.id == above for one in self.path(node))
