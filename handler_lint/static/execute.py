"""Cases executed abstractly: each way through a case gives a run, in the words of both passes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

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
    Reply,
    Run,
    Spot,
    Value,
)
from handler_lint.static import attributes, calling, emulation, modules, signatures
from handler_lint.static.kinds import is_known, kind_of
from handler_lint.static.library import canonical
from handler_lint.static.machine import MODEL_DIR, Machine, World
from handler_lint.static.paths import Path, explore
from handler_lint.static.source import NodeSpot, deep_recursion
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


ENDPOINT = b"/opt/ml/model"
"""Where the package lies on an endpoint, and so in what a client gets."""

ALL_OF_A_REPLY = frozenset({"status", "content_type", "body", "headers"})


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
        self.serving = emulation.module("serving")
        stack = dict(m.world.serving)
        self.service = self._made("Service", [MODEL_DIR, stack, dict(emulation.TOOLS)])
        self.value: Any = None
        self.no_import: Outcome | None = None
        self.no_model: Outcome | None = None
        self.bindings: tuple[calls.Bound, ...] = ()
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

    @property
    def bound(self) -> dict[str, Any]:
        bound: dict[str, Any] = self.service.names["bound"]
        return bound

    def do_import(self) -> Outcome:
        m = self.m
        m.reload = self._load_module
        try:
            module = self._load_module()
        except Raised as raised:
            self.no_import = self._raised(Import(), raised.failure)
            return self.no_import
        self.names = module.names
        names = (*m.world.serving["parameters"], *m.world.serving["hooks"])
        self.bound.update({one: module.names[one] for one in names if one in module.names})
        if "*" in module.names:
            for one in m.world.serving["parameters"]:
                if self.bound.get(one) is None:
                    self.bound[one] = m.unknown("any", IGNORANCE, IGNORANCE, "bound", one)
        parameters = m.world.serving["parameters"]
        self.bindings = tuple(bound_as(name, self.bound.get(name)) for name in parameters)
        events = self._events()
        return Outcome(Import(), "returned", Value("module"), events=events)

    def _load_module(self) -> Module:
        name = self.handler.rpartition("/")[2].removesuffix(".py")
        return modules.load(self.m, name, self.m.world.sources[self.handler])

    def load(self) -> Outcome:
        if self.no_import is not None:
            return self._not_made(ModelFn(), _failed(self.no_import))
        serve = "load"
        if self.bound.get("model_fn") is None and self.m.world.files is None:
            # The stack's own function looks for a model among files that are not known.
            serve = "assume_loaded"
            self.service.names["model"] = self.m.library()
        outcome = self._call(ModelFn(), serve, [])
        if outcome.ended != "returned":
            self.no_model = outcome
        return outcome

    def request(self, call: calls.Call, before: list[Outcome]) -> Outcome:
        loud = self.m.world.serving["load_errors"] == "loud"
        if isinstance(call, Invoke):
            failed = self.no_import or self.no_model
            return self._unanswered(call, failed) if loud and failed else self._invoke(call)
        if self.no_import is not None:
            return self._not_made(call, _failed(self.no_import))
        if self.no_model is not None and isinstance(call, calls.NEEDS_MODEL):
            return self._not_made(call, _failed(self.no_model))
        last = next((one for one in reversed(before) if not isinstance(one.call, ModelFn)), None)
        if last is not None and last.ended != "returned" and not isinstance(call, InputFn):
            return self._not_made(call, _failed(last))
        match call:
            case InputFn(content_type, body):
                given = [self._body(content_type, body), self._header(content_type)]
            case PredictFn():
                given = [self.value]
            case OutputFn(accept):
                given = [self.value, self._header(accept)]
            case _:
                given = []
        return self._call(call, call.function, given)

    def _call(self, call: calls.Call, serve: str, given: list[Any]) -> Outcome:
        """One call by the function of the emulation that makes it."""
        m = self.m
        function = self.bound.get(call.function)
        if self._is_foreign(function):
            return self._not_followed(call)
        self._watch(function)
        try:
            self.value = self._do(self.serving.names[serve], [self.service, *given])
        except Raised as raised:
            m.frames.clear()
            return self._raised(call, raised.failure)
        return self._returned(call, self.value)

    def _invoke(self, call: Invoke) -> Outcome:
        """One whole request, as the server answers it."""
        m, service = self.m, self.service.names
        whole = self.bound.get("transform_fn")
        if self._is_foreign(whole):
            return replace(self._not_followed(call), reply=Reply(None, unknown=ALL_OF_A_REPLY))
        headers = [list(one) for one in call.headers]
        sent = [self._body(call.content_type, call.body)]
        sent += [self._header(call.content_type), self._header(call.accept), headers]
        request = self._made("Request", sent)
        self._watch(whole or self.bound.get("output_fn"))
        answer = emulation.module(m.world.serving["server"]).names["answer"]
        try:
            made = self._do(answer, [self.service, request])
        except Raised as raised:
            m.frames.clear()
            outcome = self._raised(call, raised.failure)
            reply = Reply(None, stage=service["stage"], error="the worker process ends")
            return replace(outcome, reply=reply)
        failure = m.caught.get(id(service["error"]))
        reply = _reply(made, service["stage"], failure)
        if failure is not None and service["stage"] != "reply":
            return replace(self._raised(call, failure), reply=reply)
        return replace(self._returned(call, service["value"]), reply=reply)

    def _unanswered(self, call: Invoke, failed: Outcome) -> Outcome:
        """A request to an endpoint that does not start."""
        error = f"{failed.error.type}: {failed.error.message}" if failed.error else failed.why_not
        reply = Reply(None, stage=failed.call.function or "import", error=error)
        return replace(self._not_made(call, _failed(failed)), reply=reply)

    def _is_foreign(self, function: Any) -> bool:
        """Whether something is bound that is not defined in the package."""
        return function is not None and signatures.names_of(function) is None

    def _not_followed(self, call: calls.Call) -> Outcome:
        self.value = self.m.unknown("any", LIBRARY, LIBRARY)
        reason = f"{call.function} is not defined in the package"
        return Outcome(call, "returned", Value("?", None, reason))

    def _watch(self, function: Any) -> None:
        self.m.events.clear()
        self.m.watched, self.m.ended = _innermost(function), None

    def _do(self, function: Any, args: list[Any]) -> Any:
        return calling.call(self.m, function, args, {}, self.serving.source.tree)

    def _made(self, name: str, args: list[Any]) -> Instance:
        made = self._do(self.serving.names[name], args)
        assert isinstance(made, Instance)
        return made

    def _returned(self, call: calls.Call, value: Any) -> Outcome:
        spot, end = self.m.ended if self.m.ended is not None else (None, "")
        events = self._events()
        return Outcome(call, "returned", described(value), events=events, spot=spot, end=end)

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


def _failed(outcome: Outcome) -> str:
    """Why what comes after a call is not made."""
    if outcome.ended == "not_made":
        return outcome.why_not
    ended = outcome.error.type if outcome.error is not None else "an exception"
    return f"{outcome.call.function or 'the import'} raised {ended}"


def _reply(answer: Instance, stage: str, failure: Failure | None) -> Reply:
    """What the client gets, as far as reading knows it."""
    said = answer.names
    fields = {name: said[name] for name in ("status", "content_type", "body")}
    fields["headers"] = tuple(tuple(one) for one in said["headers"])
    unknown = {name for name, value in fields.items() if not is_known(value)}
    error = str(said["reason"])
    if failure is not None and not error:
        error = f"{failure.name}: {failure.text if failure.text is not None else '…'}"
    known = {name: value for name, value in fields.items() if name not in unknown}
    if "body" in known:
        known["body"] = known["body"].replace(MODEL_DIR.encode(), ENDPOINT)
    known["status"] = known.get("status")
    stage = stage if error else ""
    return Reply(**known, stage=stage, error=error, unknown=frozenset(unknown))


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
