"""Cases executed abstractly: each way through a case gives a run, in the words of both passes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import libcst as cst

from handler_lint import calls
from handler_lint.calls import (
    Case,
    Fork,
    GivenBody,
    Import,
    InputFn,
    Invoke,
    ModelFn,
    Outcome,
    OutputFn,
    PredictFn,
    Run,
    Spot,
    Value,
)
from handler_lint.static import attributes, calling, modules, signatures
from handler_lint.static.kinds import kind_of
from handler_lint.static.library import canonical
from handler_lint.static.machine import MODEL_DIR, Machine, World
from handler_lint.static.paths import Path, explore
from handler_lint.static.source import NodeSpot, Source, deep_recursion
from handler_lint.static.values import (
    CLIENT,
    CONTAINERS,
    IGNORANCE,
    LIBRARY,
    PLAIN,
    Bound,
    Class,
    Failure,
    Function,
    Header,
    Instance,
    Lib,
    Module,
    Raised,
    Unknown,
)

MAX_KNOWN_BODY = 32 * 1024
"""Bytes of a payload sample that are followed value by value; a larger one is any body."""


@dataclass(frozen=True, slots=True)
class Way:
    """One end of a case, or of a tuple of cases: a run for each, and how reading came there.

    `missed` are the constructs on the way that were not understood, `names` what the handler's module binds.
    """

    runs: tuple[Run, ...]
    forks: tuple[Fork, ...]
    assumed: tuple[tuple[str, Spot], ...]
    missed: Mapping[str, Spot]
    names: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Ways:
    """All ends of a case; `complete` False where the budget ran out before."""

    ways: tuple[Way, ...]
    complete: bool


@cache
def serving_source() -> Source:
    """The emulation of the stack, parsed once a process; the worker runs the same file."""
    text = (files("handler_lint.worker") / "serving.py").read_text(encoding="utf-8")
    return Source("serving.py", text, cst.parse_module(text), ours=True)


@cache
def _serving() -> Module:
    """The module of the emulation; nothing of it changes, so that all ways share it."""
    world = World({}, (), None, frozenset(), {}, False, {})
    return modules.load(Machine(world, Path(())), "the stack", serving_source())


def execute(world: World, handler: str, cases: Sequence[Case]) -> Ways:
    """All ways through a tuple of cases, explored as one with one log.

    Args:
        world: the package and the stack's contract.
        handler: the path of the handler's source.
        cases: one or several; bodies that are not given are the same unknown in all of them.
    """

    def once(path: Path) -> Way:
        runs: list[Run] = []
        missed: dict[str, Spot] = {}
        names: dict[str, Any] = {}
        for index, case in enumerate(cases):
            path.during = index
            story = _Story(Machine(world, path), handler)
            runs.append(story.run(case))
            missed = {**story.m.missed, **missed}
            names = story.names
        return Way(tuple(runs), tuple(path.log), tuple(path.assumed), missed, names)

    with deep_recursion():
        found = explore(once)
    return Ways(tuple(way for _, way in found.ways), found.complete)


class _Story:
    """The calls of one case in one fresh state."""

    def __init__(self, m: Machine, handler: str) -> None:
        self.m = m
        self.handler = handler
        self.bound: dict[str, Any] = {}
        self.model: Any = None
        self.value: Any = None
        self.why_no_model = ""
        self.why_no_import = ""
        self.bindings: tuple[calls.Bound, ...] = ()
        self.serving: Module | None = None
        self.names: dict[str, Any] = {}

    def run(self, case: Case) -> Run:
        imported = self.do_import()
        loaded = self.load() if case.loads else None
        outcomes: list[Outcome] = []
        for call in case.calls:
            if isinstance(call, ModelFn):
                outcomes.append(loaded if loaded is not None else self.load())
            else:
                outcomes.append(self.request(call, outcomes))
        return Run(case, imported, loaded, tuple(outcomes), self.bindings)

    def do_import(self) -> Outcome:
        m = self.m
        source = m.world.sources[self.handler]
        name = self.handler.rpartition("/")[2].removesuffix(".py")
        try:
            module = modules.load(m, name, source)
            self.serving = _serving()
        except Raised as raised:
            outcome = self._raised(Import(), raised.failure)
            self.why_no_import = "the import raised " + raised.failure.name
            return outcome
        self.names = module.names
        self.bound = {one: module.names.get(one) for one in m.world.serving["parameters"]}
        if "*" in module.names:
            self.bound = {
                one: m.unknown("any", IGNORANCE, IGNORANCE, "bound", one)
                if value is None
                else value
                for one, value in self.bound.items()
            }
        self.bindings = tuple(bound_as(name, value) for name, value in self.bound.items())
        events = self._events()
        return Outcome(Import(), "returned", Value("module"), events=events)

    def load(self) -> Outcome:
        if self.why_no_import:
            return self._not_made(ModelFn(), self.why_no_import)
        outcome = self._call(ModelFn(), [])
        if outcome.ended == "returned":
            self.model = self.value
        else:
            failed = outcome.error.type if outcome.error is not None else "an exception"
            self.why_no_model = f"model_fn raised {failed}"
            if outcome.ended == "not_made":
                self.why_no_model = outcome.why_not
        return outcome

    def request(self, call: calls.Call, before: list[Outcome]) -> Outcome:
        if self.why_no_import:
            return self._not_made(call, self.why_no_import)
        if self.why_no_model and isinstance(call, calls.NEEDS_MODEL):
            return self._not_made(call, self.why_no_model)
        last = next((one for one in reversed(before) if not isinstance(one.call, ModelFn)), None)
        if (
            last is not None
            and last.ended != "returned"
            and not isinstance(call, (InputFn, Invoke))
        ):
            ended = last.error.type if last.error is not None else "an exception"
            why = last.why_not or f"{last.call.function} raised {ended}"
            return self._not_made(call, why)
        match call:
            case InputFn(content_type, body):
                given = [self._body(content_type, body), self._header(content_type)]
            case PredictFn():
                given = [self.value, self.model]
            case OutputFn(accept):
                given = [self.value, self._header(accept)]
            case Invoke(content_type, body, accept):
                sent = self._body(content_type, body)
                given = [self.model, sent, self._header(content_type), self._header(accept)]
            case _:
                given = []
        return self._call(call, given)

    def _call(self, call: calls.Call, given: list[Any]) -> Outcome:
        m = self.m
        function = self.bound.get(call.function)
        if function is None:
            self.value = m.unknown("any", IGNORANCE, IGNORANCE)
            reason = f"{call.function} is the stack's default, which reading does not follow"
            return Outcome(call, "returned", Value("?", None, reason))
        if signatures.names_of(function) is None:
            self.value = m.unknown("any", LIBRARY, LIBRARY)
            reason = f"{call.function} is not defined in the package"
            return Outcome(call, "returned", Value("?", None, reason))
        m.events.clear()
        m.watched, m.ended = _innermost(function), None
        assert self.serving is not None
        serve = self.serving.names[call.function]
        args = [self.bound, MODEL_DIR, dict(m.world.serving), *given]
        try:
            self.value = calling.call_function(m, serve, args, {}, serving_source().tree)
        except Raised as raised:
            m.frames.clear()
            return self._raised(call, raised.failure)
        spot, end = m.ended if m.ended is not None else (None, "")
        value = described(self.value)
        return Outcome(call, "returned", value, events=self._events(), spot=spot, end=end)

    def _raised(self, call: calls.Call, failure: Failure) -> Outcome:
        missing = failure.missing
        cause = failure.cause
        while missing is None and cause is not None:
            missing, cause = cause.missing, cause.cause
        error = calls.Error(
            failure.name,
            # As a run spells it: where the package lies is of no interest.
            failure.text.replace(MODEL_DIR, "<model_dir>") if failure.text is not None else "…",
            failure.bases,
            failure.spot,
            missing=missing,
        )
        return Outcome(call, "raised", error=error, events=self._events())

    def _not_made(self, call: calls.Call, why: str) -> Outcome:
        return Outcome(call, "not_made", why_not=why)

    def _events(self) -> tuple[calls.Event, ...]:
        events = tuple(self.m.events)
        self.m.events.clear()
        return events

    def _header(self, text: str | None) -> Any:
        return text if text is None else Header(text)

    def _body(self, content_type: str | None, body: calls.Body) -> Any:
        if isinstance(body, GivenBody) and len(body.data) <= MAX_KNOWN_BODY:
            return body.data
        name = body.name if isinstance(body, GivenBody) else ""
        return Unknown("bytes", CLIENT, LIBRARY, ("body", name))


def _innermost(function: Any) -> Any:
    """The function whose body is executed when a bound method or a callable object is called."""
    if isinstance(function, Instance):
        function = attributes.find(function.cls, "__call__") or function
    while isinstance(function, Bound):
        function = function.function
    return function


def bound_as(name: str, value: Any) -> calls.Bound:
    """How a name is bound, for the binding table and for rules that count."""
    if value is None:
        return calls.Bound(name, "", None, kind="none")
    function = _innermost(value)
    counted = signatures.names_of(value)
    parameters = len(counted) if counted is not None else None
    if isinstance(function, Function):
        text = signatures.spelled(function)
        text = (
            f"{name} is {text}" if function is not value else text.replace(function.name, name, 1)
        )
        spot = NodeSpot(function.source, function.node, function.name)
        return calls.Bound(name, text, parameters, spot, room=signatures.room(value))
    if isinstance(function, Lib):
        return calls.Bound(name, f"{name} is {canonical(function.name)}", None, kind="other")
    if isinstance(function, Class):
        spot = NodeSpot(function.source, function.node, function.name)
        return calls.Bound(name, f"{name} is the class {function.name}", parameters, spot)
    return calls.Bound(
        name, f"{name} is bound, but not to a function of the package", parameters, kind="other"
    )


def described(value: Any) -> Value:
    """A value as rules and reports see it."""
    if value is None:
        return Value("None", True)
    if isinstance(value, Unknown):
        if value.kind in ("any", "json"):
            return Value("?", None, "what it returns is not known by reading")
        return Value(value.kind, value.kind == "NoneType")
    if isinstance(value, (*PLAIN, *CONTAINERS)):
        return Value(kind_of(value), False)
    return Value(kind_of(value), False)
