"""The state of one way: the world, the modules, the frames, and what happened."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

import libcst as cst

from handler_lint.calls import Event, Spot
from handler_lint.static.kinds import STABLE, content_of, is_known, key_of
from handler_lint.static.paths import Path
from handler_lint.static.source import NodeSpot, Source
from handler_lint.static.values import (
    ATOMS,
    IGNORANCE,
    LIBRARY,
    Failure,
    Function,
    Key,
    Module,
    Origin,
    Raised,
    Unknown,
)

MODEL_DIR = "/srv/odd place/model"
"""Where the package lies in the abstract world: no handler has this path by chance."""

ELSEWHERE = "/srv/server"
"""A working folder that is not the package."""

MAX_CALL_DEPTH = 40

DEFINITIONS = count(1)
"""Numbers for what was never there before: a way that begins anew comes to another one."""


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
    cwd: str = MODEL_DIR
    """The working folder: the package, or a folder of the server of which nothing is known."""


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
    inner: bool = False
    """The frame of a comprehension: an assignment expression in it binds in the frame around it."""
    qualname: str = ""
    """Of a class body: what the names of the functions and classes made in it begin with."""
    running: Function | None = None
    hook: Callable[[Any], None] | None = None
    """Of a generator: what each value that it yields is given to."""
    last: cst.CSTNode | None = None
    """The test or simple statement that was executed last."""
    last_is_test: bool = False

    @property
    def source(self) -> Source:
        return self.module.source

    @property
    def within(self) -> str:
        """What the names of the functions and classes made in it begin with."""
        if self.qualname or self.running is None:
            return self.qualname
        return f"{self.running.qualname}.<locals>."


@dataclass(frozen=True, slots=True)
class Try:
    """A `try` of the handler that is under way, and the kinds of exceptions of which it has asked whether they come.

    `blind`: its first `except` catches all kinds, so that one question is enough. `raising` is where it raises again
    whatever it catches, empty where it may go on.
    """

    blind: bool = False
    raising: tuple[Spot, ...] = ()
    asked: frozenset[tuple[Any, ...]] = frozenset()


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
    """Containers whose number of members is not known; each of them is like one of those that they hold."""
    versions: dict[int, int] = field(default_factory=dict)
    """How often a fuzzy container was changed."""
    epoch: int = 0
    """How often something may have changed the inside of values that are not known."""
    loops: int = 0
    """How many loops over something of unknown length are under way."""
    made: int = 0
    entered: int = 0
    """How many calls of functions of the package were followed, on all ways."""
    definitions: int = 0
    """Another number after each change to a function or class itself, such as what `functools.wraps` sets."""
    handling: list[Failure] = field(default_factory=list)
    caught: dict[int, Failure] = field(default_factory=dict)
    """What the emulation of the stack caught, by the identity of the value that its `except` binds."""
    watched: Any = None
    ended: tuple[Spot, str] | None = None
    """Where the watched function, the one that the stack called, ended, and how."""
    nothing: Spot | None = None
    """Where a function ended last without a value."""
    files_written: set[str] = field(default_factory=set)
    reload: Callable[[], Module] | None = None
    """Imports the handler's module once more, as a server does that has not loaded it."""

    @property
    def missed(self) -> dict[str, Spot]:
        """Constructs that were not understood, with the first place of each."""
        return self.path.missed

    def step(self) -> None:
        """Count a step of the user's code; those of the stack itself are few, and cost the handler nothing."""
        frames = self.frames
        if not frames or not frames[-1].module.source.ours:
            self.path.step()

    def spot(self, node: cst.CSTNode | None = None) -> Spot | None:
        """The place of a node, or, inside the emulation of the stack, the last place in the user's code."""
        if self.frames and node is not None and not self.frames[-1].source.ours:
            return NodeSpot(self.frames[-1].source, node, self.frames[-1].function)
        for frame in reversed(self.frames):
            if not frame.source.ours and frame.last is not None:
                return NodeSpot(frame.source, frame.last, frame.function)
        return None

    def unknown(
        self, kind: str, content: Origin, kind_by: Origin, *key: Any, items: str = "any"
    ) -> Unknown:
        """A new unknown; without a key it is equal to nothing else."""
        return Unknown(kind, content, kind_by, key or self.fresh(), items)

    def fresh(self) -> Key:
        """A key that no other value has."""
        self.made += 1
        return ("made", self.path.during, self.made)

    def now(self, value: Any) -> Key:
        """The key of what a value holds now: what changes has another one afterwards."""
        if isinstance(value, Unknown):
            changes = value.kind not in STABLE
            return (*value.key, "epoch", self.epoch) if changes and self.epoch else value.key
        version = self.versions.get(id(value), 0)
        return (*key_of(value), "version", version)

    def ask(
        self,
        question: str,
        options: tuple[str, ...],
        by: Origin,
        node: cst.CSTNode | None,
        key: Key | None = None,
    ) -> str:
        """Choose an option of an unknown question; equal questions of one way get equal answers."""
        return self.path.choose(question, options, by, self.somewhere(node), key)

    def somewhere(self, node: cst.CSTNode | None) -> Spot:
        """The place of a node, or, where that is in the emulation alone, the emulation."""
        return self.spot(node) or NodeSpot(self.frames[0].source, self.frames[0].source.tree)

    def record(self, event: Event) -> None:
        """Something happened in the user's code; what the stack itself compares is no event."""
        if not self.frames or not self.frames[-1].source.ours:
            self.events.append(event)

    def fail(
        self, kind: Any, text: str | None, node: cst.CSTNode | None = None, *args: Any, **more: Any
    ) -> Raised:
        """The handler's exception, to be raised by the caller."""
        given = args or ((text,) if text is not None else ())
        return Raised(Failure(kind, text, given, spot=self.spot(node), **more))

    def may_raise(self, what: str, kinds: tuple[Any, ...], by: Origin, node: cst.CSTNode) -> None:
        """Something that the package does not decide may raise.

        Inside a `try` of the handler that goes on after an exception that is a fork, once for each kind of exception
        that it tells apart; elsewhere reading assumes that it succeeds.
        """
        if all(one.raising for one in self.tries):
            if self.frames:
                again = (more for one in self.tries for more in one.raising)
                spots = (self.somewhere(node), *again)
                self.path.assumed.update({(what, spot): None for spot in spots})
            return
        question = () if self.tries[-1].blind else kinds
        if question in self.tries[-1].asked:
            return
        inner = self.tries[-1]
        self.tries[-1] = replace(inner, asked=inner.asked | {question})
        if self.ask(f"{what} succeeds", ("yes", "no"), by, node) == "no":
            kind = kinds[0] if len(kinds) == 1 else None
            raise Raised(Failure(kind, None, spot=self.spot(node)))

    def miss(self, what: str, node: cst.CSTNode) -> Unknown:
        """Something that the interpreter does not understand: unknown, and said in the report."""
        spot = self.spot(node)
        if spot is not None:
            self.missed.setdefault(what, spot)
        return self.unknown("any", IGNORANCE, IGNORANCE)

    def library(self, content: Origin = LIBRARY, kind: str = "any") -> Unknown:
        return self.unknown(kind, content, LIBRARY)

    def redefine(self) -> None:
        """A function or a class was changed itself, and not only what its names hold."""
        self.definitions = next(DEFINITIONS)

    def write(self, path: str) -> None:
        """A file was written: from now on nothing is known of what is there."""
        self.files_written.add(path)

    def written(self) -> set[str]:
        """Files that the handler wrote during this way."""
        return self.files_written

    def is_fuzzy(self, value: Any) -> bool:
        return id(value) in self.fuzzy

    def knows(self, value: Any) -> bool:
        """Whether a value is known to the last element, and how many there are."""
        if type(value) in ATOMS:
            return True
        return is_known(value) and not (self.fuzzy and self._holds_fuzzy(value))

    def _holds_fuzzy(self, value: Any) -> bool:
        if id(value) in self.fuzzy:
            return True
        if isinstance(value, dict):
            return any(self._holds_fuzzy(one) for one in value.values())
        return isinstance(value, (list, tuple)) and any(map(self._holds_fuzzy, value))

    def changed(self, value: Any) -> None:
        """A container was changed in place."""
        if self.is_fuzzy(value):
            self.versions[id(value)] = self.versions.get(id(value), 0) + 1

    def blur(self, value: Any) -> Any:
        """From now on the number of members of a container is not known."""
        self.fuzzy[id(value)] = value
        self.changed(value)
        return value

    def spoil(self, value: Any, depth: int = 3) -> None:
        """Something that is not followed was given a value, and may have changed what is in it."""
        if isinstance(value, Unknown):
            self.epoch += value.kind not in STABLE
        elif isinstance(value, bytearray):
            self.blur(value)
        elif isinstance(value, (list, set, dict)) and depth:
            inner = list(value.values()) if isinstance(value, dict) else list(value)
            for one in inner:
                self.spoil(one, depth - 1)
            anything = self.unknown("any", content_of(value) | IGNORANCE, LIBRARY)
            if isinstance(value, dict):
                value[anything] = anything
            elif isinstance(value, set):
                value.add(anything)
            else:
                value.append(anything)
            self.blur(value)


Code = Callable[[Machine], Any]
"""What a node does on a machine: an expression gives its value, a statement nothing."""
