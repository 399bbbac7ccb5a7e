"""A parsed source: its tree, and places computed only when something asks for one."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

import libcst as cst
from libcst.metadata import CodeRange, MetadataWrapper, PositionProvider

from handler_lint.calls import Place

Found = TypeVar("Found")
MAX_RECURSION = 6_000


@contextmanager
def deep_recursion() -> Iterator[None]:
    """Let Python recurse as deep as a source that passed the gate is nested."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, MAX_RECURSION))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


@dataclass(frozen=True, eq=False)
class Source:
    """One module: `path` relative to the package root; `ours` marks the emulation of the stack."""

    path: str
    text: str
    tree: cst.Module
    ours: bool = False
    facts: dict[object, Any] = field(default_factory=dict)
    """What was found out about single nodes, computed once."""
    code: dict[int, Callable[[Any], Any]] = field(default_factory=dict)
    """What nodes do on a machine, by their identity: the tree keeps them alive."""

    def once(self, about: object, find: Callable[[], Found]) -> Found:
        """What there is to find out about a node, found the first time that it is asked for."""
        if about not in self.facts:
            self.facts[about] = find()
        found: Found = self.facts[about]
        return found

    @cached_property
    def _ranges(self) -> "dict[cst.CSTNode, CodeRange]":
        # Resolving positions costs twice the parse, so a clean file never pays for it.
        try:
            with deep_recursion():
                wrapper = MetadataWrapper(self.tree, unsafe_skip_copy=True)
                return dict(wrapper.resolve(PositionProvider))
        except RecursionError:
            return {}

    def place(self, node: cst.CSTNode, function: str = "") -> Place:
        """The range of a node; lines and columns 1-based, the end exclusive."""
        shown = node.name if isinstance(node, (cst.FunctionDef, cst.ClassDef)) else node
        where = self._ranges.get(shown)
        if where is None:
            return Place(self.path, 1, function=function)
        return Place(
            self.path,
            where.start.line,
            where.start.column + 1,
            where.end.line,
            where.end.column + 1,
            function,
        )


@dataclass(frozen=True, slots=True, eq=False)
class NodeSpot:
    """A node of a source, whose place is computed when it is asked for."""

    source: Source
    node: cst.CSTNode
    function: str = ""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, NodeSpot) and self.node is other.node

    def __hash__(self) -> int:
        return id(self.node)

    @property
    def place(self) -> Place:
        return self.source.place(self.node, self.function)
