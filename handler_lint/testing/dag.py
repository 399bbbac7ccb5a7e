"""A pipeline's nodes and edges, and the meaning of the logical names along them."""

import re
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from graphlib import CycleError, TopologicalSorter
from typing import Literal

from pydantic import ConfigDict, Field

from handler_lint.testing.models import Strict

FILLING = frozenset({"data", "output", "input", "outputs", "inputs", "path", "dir", "s3", "uri"})
"""Words of a logical name that say nothing of what it is."""


class PipelineDAG(Strict):
    """Steps by name, and edges from a step to one that takes its output."""

    nodes: list[str]
    edges: list[tuple[str, str]] = Field(default_factory=list)

    def order(self) -> list[str]:
        """The nodes, each after those that it takes from; of equals the one that is named first.

        Raises:
            ValueError: an edge names no node, or the edges go round.
        """
        for edge in self.edges:
            for node in edge:
                if node not in self.nodes:
                    raise ValueError(
                        f"the edge {edge[0]} -> {edge[1]} names {node}, which is no node"
                    )
        before = {node: [one for one, other in self.edges if other == node] for node in self.nodes}
        try:
            return list(TopologicalSorter(before).static_order())
        except CycleError as error:
            raise ValueError(f"the edges go round: {' -> '.join(error.args[1])}") from None

    def before(self, node: str) -> list[str]:
        """The nodes that a node takes from."""
        return list(dict.fromkeys(one for one, other in self.edges if other == node))


class PipelineLink(Strict):
    """What goes along an edge: an output of its source by its logical name, to an input of its target.

    Without names, the outputs of a script are matched with the inputs of the next one, and all its files are sent to a
    handler. `carries` "model": a model, which is no payload. `content_type`: what its files are sent as.
    """

    model_config = ConfigDict(frozen=True)

    source: str
    target: str
    output: str | None = None
    input: str | None = None
    carries: Literal["data", "model"] = "data"
    content_type: str | None = None


def matched(
    outputs: Mapping[str, str], inputs: Iterable[str], threshold: float = 0.7
) -> dict[str, str]:
    """Which input gets the path of which output: by the same name, by meaning, or as the only one of each.

    Args:
        outputs: paths by logical name.
        threshold: how alike two names have to be, from 0 to 1, that share no word.
    """
    wanted = list(inputs)
    if len(outputs) == len(wanted) == 1 and threshold < 1:
        return {wanted[0]: next(iter(outputs.values()))}
    found = {}
    for name in wanted:
        best = max(outputs, key=lambda one: alike(one, name), default="")
        if best and alike(best, name) >= threshold:
            found[name] = outputs[best]
    return found


def alike(output: str, name: str) -> float:
    """How alike two logical names are: 1.0 where they say the same but for words like `output` and `input`."""
    if output == name:
        return 1.0
    one, other = _words(output), _words(name)
    if one == other:
        return 0.99
    return SequenceMatcher(None, " ".join(sorted(one)), " ".join(sorted(other))).ratio() * 0.98


def _words(name: str) -> frozenset[str]:
    parts = re.findall(r"[a-z]+|[A-Z][a-z]*|\d+", name)
    return frozenset(part.lower() for part in parts) - FILLING
