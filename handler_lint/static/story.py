"""What a stack does to a handler, call by call, on one machine."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from handler_lint import calls
from handler_lint.calls import (
    GivenBody,
    Import,
    InputFn,
    Invoke,
    ModelFn,
    Outcome,
    OutputFn,
    PredictFn,
    Reply,
    Value,
)
from handler_lint.static import calling, emulation, modules, signatures, statements
from handler_lint.static.machine import MODEL_DIR, Machine
from handler_lint.static.told import bound_as, described, innermost, reply_of
from handler_lint.static.values import (
    CLIENT,
    IGNORANCE,
    LIBRARY,
    Failure,
    Header,
    Instance,
    Module,
    Raised,
    Unknown,
)

MAX_KNOWN_BODY = 32 * 1024
"""Bytes of a payload sample that are followed value by value; a larger one is any body."""

ALL_OF_A_REPLY = frozenset({"status", "content_type", "body", "headers"})


@dataclass(frozen=True, slots=True)
class Begun:
    """How far a story came, beside the state of its machine."""

    value: Any = None
    no_import: Outcome | None = None
    no_model: Outcome | None = None
    bindings: tuple[calls.Bound, ...] = ()
    names: Mapping[str, Any] = field(default_factory=dict)


class Story:
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
        self.names: Mapping[str, Any] = {}
        m.reload = self._load_module

    def told(self) -> Begun:
        return Begun(self.value, self.no_import, self.no_model, self.bindings, self.names)

    def take(self, begun: Begun) -> None:
        """Be as far as another one was."""
        self.value, self.no_import, self.no_model = begun.value, begun.no_import, begun.no_model
        self.bindings, self.names = begun.bindings, begun.names

    @property
    def bound(self) -> dict[str, Any]:
        bound: dict[str, Any] = self.service.names["bound"]
        return bound

    def begin_import(self) -> None:
        """The import of the handler's module begins; nothing of it is executed yet."""
        modules.begin(self.m, self._module_name, self.m.world.sources[self.handler])

    def import_from(self, index: int) -> int:
        """Execute the statements of the module from one on, up to the first that forks or to the end.

        Returns:
            The index of the statement that comes next.

        Raises:
            Raised: the import fails.
        """
        body = self.m.world.sources[self.handler].tree.body
        while index < len(body) and not self.m.path.choices:
            statements.statements(self.m, body[index : index + 1])
            index += 1
        return index

    def import_failed(self, failure: Failure) -> Outcome:
        m = self.m
        del m.modules[self._module_name], m.frames[:], m.tries[:]
        self.no_import = self._raised(Import(), failure)
        return self.no_import

    def imported(self) -> Outcome:
        """The import is done: what the stack looks up is bound."""
        m = self.m
        module = m.modules[self._module_name]
        module.done = True
        m.frames.clear()
        self.names = module.names.copy()
        names = (*m.world.serving["parameters"], *m.world.serving["hooks"])
        self.bound.update({one: module.names[one] for one in names if one in module.names})
        if "*" in module.names:
            for one in m.world.serving["parameters"]:
                if self.bound.get(one) is None:
                    self.bound[one] = m.unknown("any", IGNORANCE, IGNORANCE, "bound", one)
        parameters = m.world.serving["parameters"]
        self.bindings = tuple(bound_as(name, self.bound.get(name)) for name in parameters)
        return Outcome(Import(), "returned", Value("module"), events=self._events())

    @property
    def _module_name(self) -> str:
        return self.handler.rpartition("/")[2].removesuffix(".py")

    def _load_module(self) -> Module:
        return modules.load(self.m, self._module_name, self.m.world.sources[self.handler])

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

    def request(self, call: calls.Call, before: Sequence[Outcome]) -> Outcome:
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
        if last is None:
            # What would come from the function before is anything.
            self.value = self.m.unknown("any", LIBRARY, LIBRARY)
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
        reply = reply_of(made, service["stage"], failure)
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
        self.m.watched, self.m.ended = innermost(function), None

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
