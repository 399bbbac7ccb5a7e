"""The state of one way: the world, the modules, the frames, and what happened."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import libcst as cst

from handler_lint.calls import Event, Spot
from handler_lint.static.paths import Path
from handler_lint.static.source import NodeSpot, Source
from handler_lint.static.values import (
    IGNORANCE,
    LIBRARY,
    Failure,
    Key,
    Module,
    Origin,
    Raised,
    Unknown,
)

MODEL_DIR = "/srv/odd place/model"
"""Where the package lies in the abstract world: no handler has this path by chance."""

MAX_CALL_DEPTH = 40


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """What does not change during a case: sources by path, files of the package, environment.

    `files` maps paths relative to the package root to sizes, None where the listing is not complete.
    """

    sources: Mapping[str, Source]
    roots: tuple[str, ...]
    files: Mapping[str, int] | None
    folders: frozenset[str]
    environ: Mapping[str, str]
    alone: bool
    """The target is a file by itself: it may belong to a package of which nothing is known."""
    serving: Mapping[str, Any]


@dataclass(slots=True, eq=False)
class Frame:
    """The names of one running function, class body or module."""

    module: Module
    names: dict[str, Any]
    function: str = ""
    closure: "Frame | None" = None
    local: frozenset[str] = frozenset()
    global_names: frozenset[str] = frozenset()
    nonlocal_names: frozenset[str] = frozenset()
    is_class: bool = False
    last: cst.CSTNode | None = None
    """The test or simple statement that was executed last."""
    last_is_test: bool = False

    @property
    def source(self) -> Source:
        return self.module.source


@dataclass(slots=True, eq=False)
class Try:
    """A `try` of the handler that is under way; it asks once whether something in it raises."""

    asked: bool = False


@dataclass(slots=True, eq=False)
class Machine:
    """One way through one case."""

    world: World
    path: Path
    modules: dict[str, Module] = field(default_factory=dict)
    frames: list[Frame] = field(default_factory=list)
    tries: list[Try] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    fuzzy: dict[int, Any] = field(default_factory=dict)
    """Containers of which only some members, or only the members and not their number, are known."""
    loops: int = 0
    """How many loops over something of unknown length are under way."""
    kept: list[Any] = field(default_factory=list)
    made: int = 0
    handling: list[Failure] = field(default_factory=list)
    watched: Any = None
    ended: tuple[Spot, str] | None = None
    """Where the watched function, the one that the stack called, ended, and how."""
    files_written: set[str] = field(default_factory=set)
    missed: dict[str, Spot] = field(default_factory=dict)
    """Constructs that were not understood, with the first place of each."""

    @property
    def frame(self) -> Frame:
        return self.frames[-1]

    def spot(self, node: cst.CSTNode | None = None) -> Spot | None:
        """The place of a node, or, inside the emulation of the stack, the last place in the user's code."""
        if self.frames and node is not None and not self.frame.source.ours:
            return NodeSpot(self.frame.source, node, self.frame.function)
        for frame in reversed(self.frames):
            if not frame.source.ours and frame.last is not None:
                return NodeSpot(frame.source, frame.last, frame.function)
        return None

    def unknown(
        self, kind: str, content: Origin, kind_by: Origin, *key: Any, items: str = "any"
    ) -> Unknown:
        """A new unknown; without a key it is equal to nothing else."""
        if not key:
            self.made += 1
            key = ("made", self.made)
        return Unknown(kind, content, kind_by, key, items)

    def keep(self, value: Any) -> Any:
        """Keep a value alive, so that its identity stays its own during this way."""
        self.kept.append(value)
        return value

    def ask(
        self,
        question: str,
        options: tuple[str, ...],
        by: Origin,
        node: cst.CSTNode | None,
        key: Key | None = None,
    ) -> str:
        """Choose an option of an unknown question; equal questions of one way get equal answers."""
        spot = self.spot(node) or NodeSpot(self.frames[0].source, self.frames[0].source.tree)
        return self.path.choose(question, options, by, spot, key)

    def record(self, event: Event) -> None:
        """Something happened in the user's code; what the stack itself compares is no event."""
        if not self.frames or not self.frame.source.ours:
            self.events.append(event)

    def fail(
        self, kind: Any, text: str | None, node: cst.CSTNode | None = None, *args: Any, **more: Any
    ) -> Raised:
        """The handler's exception, to be raised by the caller."""
        given = args or ((text,) if text is not None else ())
        return Raised(Failure(kind, text, given, spot=self.spot(node), **more))

    def may_raise(self, what: str, kinds: tuple[Any, ...], by: Origin, node: cst.CSTNode) -> None:
        """Something that the package does not decide may raise.

        Inside a `try` of the handler that is one fork; elsewhere reading assumes that it succeeds.
        """
        if not self.tries:
            spot = self.spot(node)
            if spot is not None:
                self.path.assumed.append((what, spot))
            return
        under_way = self.tries[-1]
        if under_way.asked:
            return
        under_way.asked = True
        if self.ask(f"{what} succeeds", ("yes", "no"), by, node) == "no":
            kind = kinds[0] if len(kinds) == 1 else None
            raise self.fail(kind, None, node)

    def miss(self, what: str, node: cst.CSTNode) -> Unknown:
        """Something that the interpreter does not understand: unknown, and said in the report."""
        spot = self.spot(node)
        if spot is not None:
            self.missed.setdefault(what, spot)
        return self.unknown("any", IGNORANCE, IGNORANCE)

    def library(self, content: Origin = LIBRARY, kind: str = "any") -> Unknown:
        return self.unknown(kind, content, LIBRARY)

    def write(self, path: str) -> None:
        """A file was written: from now on nothing is known of what is there."""
        self.files_written.add(path)

    def written(self) -> set[str]:
        """Files that the handler wrote during this way."""
        return self.files_written

    def is_fuzzy(self, value: Any) -> bool:
        return id(value) in self.fuzzy

    def blur(self, value: Any) -> Any:
        """From now on only some members of the container are known."""
        self.fuzzy[id(value)] = value
        return value
