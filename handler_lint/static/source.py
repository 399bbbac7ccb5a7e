"""A parsed source: its tree, and places computed only when something asks for one."""

import ast
import re
import sys
import warnings
from bisect import bisect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

import libcst as cst
from libcst.metadata import CodeRange, MetadataWrapper, PositionProvider

from handler_lint.calls import Place
from handler_lint.static.nodes import parts

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
    text: str = field(repr=False)
    tree: cst.Module = field(repr=False)
    ours: bool = False
    magic: int = 0
    """The first line that only a notebook understands; 0 where there is none."""

    facts: dict[object, Any] = field(default_factory=dict, repr=False)
    """What was found out about single nodes, computed once."""
    code: dict[int, Callable[[Any], Any]] = field(default_factory=dict, repr=False)
    """What nodes do on a machine, by their identity: the tree keeps them alive."""

    def once(self, about: object, find: Callable[[], Found]) -> Found:
        """What there is to find out about a node, which is never None, found the first time that it is asked for."""
        known: Found | None = self.facts.get(about)
        if known is not None:
            return known
        found = self.facts[about] = find()
        return found

    @cached_property
    def _statement(self) -> dict[int, int]:
        """The statement of the module, by its index, in which each node lies."""
        found: dict[int, int] = {}
        for index, statement in enumerate(self.tree.body):
            waiting: list[cst.CSTNode] = [statement]
            while waiting:
                node = waiting.pop()
                found[id(node)] = index
                waiting += parts(node)
        return found

    @cached_property
    def parsed(self) -> ast.Module | None:
        """What Python's own parser makes of the text; None where it refuses it."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return ast.parse(self.text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the text without their ends, as Python counts them."""
        return re.split("\r\n|\r|\n", self.text)

    @cached_property
    def _lines(self) -> list[int]:
        """The line in which each statement of the module begins; empty where Python does not parse it."""
        begins = [one.lineno for one in self.parsed.body] if self.parsed is not None else []
        found: list[int] = []
        read = 0
        for statement in self.tree.body:
            found += begins[read : read + 1]
            read += len(statement.body) if isinstance(statement, cst.SimpleStatementLine) else 1
        return found if read == len(begins) else []

    def _range(self, node: cst.CSTNode) -> tuple[CodeRange, int] | None:
        """The range of a node, and how many lines before it are not counted in it.

        To resolve positions costs more than to parse, so it is done for the one statement of the module that is asked
        about; where it begins is known from Python's own parser.
        """
        index = self._statement.get(id(node))
        if index is None:
            return None
        if not self._lines:
            where = self._resolved(None).get(node)
            return (where, 0) if where is not None else None
        ranges = self._resolved(index)
        statement, where = ranges.get(self.tree.body[index]), ranges.get(node)
        if statement is None or where is None:
            return None
        return where, self._lines[index] - statement.start.line

    def _resolved(self, index: int | None) -> "dict[cst.CSTNode, CodeRange]":
        """The ranges of all nodes in a statement of the module, or in all of it."""

        def resolve() -> "dict[cst.CSTNode, CodeRange]":
            tree = self.tree
            if index is not None:
                tree = tree.with_changes(body=[tree.body[index]], header=[], footer=[])
            try:
                with deep_recursion():
                    wrapper = MetadataWrapper(tree, unsafe_skip_copy=True)
                    return dict(wrapper.resolve(PositionProvider))
            except RecursionError:
                return {}

        return self.once(("ranges", index), resolve)

    def place(self, node: cst.CSTNode, function: str = "") -> Place:
        """The range of a node; lines and columns 1-based, the end exclusive."""
        shown = node.name if isinstance(node, (cst.FunctionDef, cst.ClassDef)) else node
        found = self._range(shown)
        if found is None:
            return Place(self.path, 1, function=function)
        where, before = found
        return Place(
            self.path,
            where.start.line + before,
            where.start.column + 1,
            where.end.line + before,
            where.end.column + 1,
            function,
        )

    def around(self, line: int) -> Iterator[tuple[cst.CSTNode, Place]]:
        """The nodes of the statement of the module in which a line lies, each with its range."""
        index = bisect(self._lines, line) - 1
        for node in self._resolved(index if index >= 0 else None):
            yield node, self.place(node)


# Not frozen, because that triples what it costs to make one, and one is made for each call that may fail.
@dataclass(slots=True, eq=False)
class NodeSpot:
    """A node of a source, whose place is computed when it is asked for."""

    source: Source
    node: cst.CSTNode = field(repr=False)
    function: str = ""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, NodeSpot) and self.node is other.node

    def __hash__(self) -> int:
        return id(self.node)

    @property
    def place(self) -> Place:
        return self.source.place(self.node, self.function)
