"""What a stack does to a handler, call by call, on one machine."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

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
from handler_lint.static import calling, emulation, modules, signatures, told
from handler_lint.static.machine import MODEL_DIR, Frame, Machine
from handler_lint.static.positions import Position, Suite
from handler_lint.static.prepared import Prepared
from handler_lint.static.stepping import Stepper, flat
from handler_lint.static.told import bound_as, innermost, reply_of
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


class Begun(NamedTuple):
    """How far a story came, beside the state of its machine."""

    value: Any = None
    no_import: Outcome | None = None
    no_model: Outcome | None = None
    bindings: tuple[calls.Bound, ...] = ()
    names: Mapping[str, Any] = {}
    position: Position = ()
    """In the midst of a call: where in the handler it is."""


class Story:
    """The calls of one case in one fresh state."""

    def __init__(self, m: Machine, handler: str) -> None:
        self.m = m
        self.handler = handler
        self.serving = emulation.module("serving")
        stack = dict(m.world.serving)
        tools = dict(emulation.TOOLS)
        self.service = self._made("Service", [MODEL_DIR, stack, tools])
        self.still = (stack, tools)
        self.prepared = Prepared(m, self.service.names)
        self.value: Any = None
        self.no_import: Outcome | None = None
        self.no_model: Outcome | None = None
        self.bindings: tuple[calls.Bound, ...] = ()
        self.names: Mapping[str, Any] = {}
        self.position: Position = ()
        m.reload = self._load_module

    def begun(self) -> Begun:
        return Begun(
            self.value, self.no_import, self.no_model, self.bindings, self.names, self.position
        )

    def take(self, begun: Begun) -> None:
        """Be as far as another one was."""
        self.value, self.no_import, self.no_model = begun.value, begun.no_import, begun.no_model
        self.bindings, self.names, self.position = begun.bindings, begun.names, begun.position

    @property
    def bound(self) -> dict[str, Any]:
        bound: dict[str, Any] = self.service.names["bound"]
        return bound

    def _begin_import(self) -> None:
        source = self.m.world.sources[self.handler]
        modules.begin(self.m, self._module_name, source)
        self.position = (Suite(source, flat(source, source.tree)),)

    def _import_failed(self, failure: Failure) -> Outcome:
        m = self.m
        del m.modules[self._module_name], m.frames[:], m.tries[:]
        self.no_import = told.raised(self.m, Import(), failure)
        return self.no_import

    def _imported(self) -> Outcome:
        """The import is done: what the stack looks up is bound."""
        m = self.m
        module = self.module
        module.done = True
        m.frames.clear()
        self.names = module.names.copy()
        names = (*m.world.serving["parameters"], *m.world.serving["hooks"])
        self.bound.update({one: module.names[one] for one in names if one in module.names})
        if "*" in module.names:
            for one in self._perhaps_bound():
                self.bound[one] = m.unknown("any", IGNORANCE, IGNORANCE, "bound", one)
        parameters = m.world.serving["parameters"]
        self.bindings = tuple(bound_as(name, self.bound.get(name)) for name in parameters)
        return Outcome(Import(), "returned", Value("module"), events=told.events(self.m))

    def _perhaps_bound(self) -> list[str]:
        """What a star import of an absent module may have bound: never what would stand against the rest."""
        serving = self.m.world.serving
        whole = self.bound.get("transform_fn") is not None
        against = serving["excluded_by_transform_fn"] if whole else ["transform_fn"]
        return [
            one
            for one in serving["parameters"]
            if self.bound.get(one) is None and one not in against
        ]

    @property
    def module(self) -> Module:
        """The handler's module, once its import has begun."""
        return self.m.modules[self._module_name]

    @property
    def _module_name(self) -> str:
        return self.handler.rpartition("/")[2].removesuffix(".py")

    def _load_module(self) -> Module:
        return modules.load(self.m, self._module_name, self.m.world.sources[self.handler])

    def arrive(self, call: calls.Call, before: Sequence[Outcome]) -> Outcome | None:
        """Come to where the code of the handler begins.

        Returns:
            None where that is executed next, by `go`; else how the call ended.
        """
        self.position = ()
        if isinstance(call, Import):
            self._begin_import()
            return None
        if isinstance(call, Invoke):
            self._watch(self.bound.get("transform_fn") or self.bound.get("output_fn"))
            return self._arrive_whole(call)
        self._watch(self.bound.get(call.function))
        try:
            self.value = self._ready(call, before)
            if self.value is not None:
                self.m.frames.append(Frame(self.serving, {}))
                stepper = Stepper(self.m, [])
                function, args = self.value
                if stepper.begin(function, list(args), self.serving.source.tree):
                    self.position = tuple(stepper.position)
                else:
                    self.m.frames.clear()
        except Raised as raised:
            return self._failed(call, raised.failure)
        return None

    def _ready(self, call: calls.Call, before: Sequence[Outcome]) -> Any:
        """The function that is called, and its arguments; for a load without one, None."""
        model_dir = self.service.names["model_dir"]
        given: tuple[Any, ...]
        match call:
            case ModelFn():
                there = self._stack("before_load")
                given = (model_dir,)
                if not there or self._loads_what_is_not_known():
                    return None
            case InputFn(content_type, body):
                sent = (self._body(content_type, body), self._header(content_type))
                given = self._before("received", None, *sent)
            case PredictFn():
                self._before("accepted", None, None)
                given = (self._data(before), self.service.names["model"])
            case OutputFn(accept):
                told = self._before("accepted", None, self._header(accept))
                given = (self._data(before), told)
        bound = self.bound.get(call.function)
        if self._is_foreign(bound):
            return None
        about = bound if call.function in self.bound else self
        more = self._before("ready", about, call.function, len(given))
        if more is None:
            default = emulation.module("defaults").names["call"]
            return default, (self.service, call.function, given)
        return bound, (*given, *more)

    def _loads_what_is_not_known(self) -> bool:
        """Whether the stack's own function looks for a model among files that are not known."""
        return self.bound.get("model_fn") is None and self.m.world.files is None

    def touched(self, call: calls.Call) -> list[Any] | None:
        """The values that `arrive` has changed, where it is known that these are all."""
        alone = isinstance(call, (InputFn, PredictFn, OutputFn))
        service = self.service.names
        return [service] if alone and not service["gives_context"] else None

    def go(
        self, call: calls.Call, joins: bool, last: bool, to_handler: bool = False
    ) -> Outcome | None:
        """Execute the code of the handler on to the next stop; how the call ended, None where it goes on.

        Args:
            joins: stop also where branches come together.
            last: nothing comes after the call.
            to_handler: stop where the code of the handler begins.
        """
        through = isinstance(call, Invoke)
        stepper = Stepper(self.m, list(self.position), joins, through, to_handler)
        try:
            if not stepper.advance():
                self.position = tuple(stepper.position)
                return None
            inside, self.position = bool(self.position), ()
            return self._ended(call, inside, stepper.value, last)
        except Raised as raised:
            self.position = ()
            return self._failed(call, raised.failure)

    def _ended(self, call: calls.Call, inside: bool, value: Any, last: bool) -> Outcome:
        if isinstance(call, Import):
            return self._imported()
        m = self.m
        m.frames.clear()
        if isinstance(call, Invoke):
            return self._replied(call, value)
        if inside:
            self.value = value
        elif self.value is not None:
            m.frames.append(Frame(self.serving, {}))
            self.value = self._do(self.value[0], list(self.value[1]))
            m.frames.clear()
        elif "model_fn" in m.world.serving["parameters"]:
            self.value = m.library()
        if isinstance(call, ModelFn):
            self._stack("loaded", self.value)
        if self._is_foreign(self.bound.get(call.function)):
            return self._not_followed(call)
        outcome = told.returned(self.m, call, self.value)
        if not isinstance(call, OutputFn):
            return outcome
        find = partial(self._reply, call)
        reply = self.prepared.reply(self.value, call.accept, find) if last else find()
        return replace(outcome, reply=reply)

    def _reply(self, call: OutputFn) -> Reply:
        """What the client gets for what `output_fn` returned."""
        m = self.m
        m.frames.append(Frame(self.serving, {}))
        server = emulation.module(m.world.serving["server"])
        accept = self._do(
            self.serving.names["accept_or_default"],
            [self._header(call.accept), self.service.names["stack"]],
        )
        answer = self._do(server.names["sent"], [self.service, self.value, accept])
        m.frames.clear()
        service = self.service.names
        failure = m.caught.get(id(service["error"]))
        return reply_of(answer, service["stage"], failure)

    def _stack(self, name: str, *args: Any) -> Any:
        """Call a function of the emulation."""
        return self._do(self.serving.names[name], [self.service, *args])

    def _before(self, name: str, about: Any, *args: Any) -> Any:
        """Call a function of the emulation that comes before one of the handler."""
        return self.prepared.before(self._stack, name, about, *args)

    def not_possible(self, call: calls.Call, before: Sequence[Outcome]) -> Outcome | None:
        """Why a call cannot be made, or None."""
        if isinstance(call, (Import, Invoke)):
            return None
        if self.no_import is not None:
            return told.not_made(call, self.no_import)
        if self.no_model is not None and isinstance(call, calls.NEEDS_MODEL):
            return told.not_made(call, self.no_model)
        last = before[-1] if before else None
        if last is not None and last.ended != "returned" and not isinstance(call, InputFn):
            return told.not_made(call, last)
        return None

    def _data(self, before: Sequence[Outcome]) -> Any:
        """What the function before returned; without one it is anything."""
        return self.value if before else self.m.unknown("any", LIBRARY, LIBRARY)

    def _failed(self, call: calls.Call, failure: Failure) -> Outcome:
        if isinstance(call, Import):
            return self._import_failed(failure)
        self.m.frames.clear()
        outcome = told.raised(self.m, call, failure)
        if isinstance(call, Invoke):
            stage = self.service.names["stage"]
            reply = Reply(None, stage=stage, error="the worker process ends")
            return replace(outcome, reply=reply)
        if isinstance(call, ModelFn):
            self.no_model = outcome
        return outcome

    def _arrive_whole(self, call: Invoke) -> Outcome | None:
        """Come to where the server takes a whole request."""
        m = self.m
        loud = m.world.serving["load_errors"] == "loud"
        failed = self.no_import or self.no_model
        if loud and failed:
            return self._unanswered(call, failed)
        if self._is_foreign(self.bound.get("transform_fn")):
            return replace(self._not_followed(call), reply=Reply(None, unknown=ALL_OF_A_REPLY))
        headers = [list(one) for one in call.headers]
        sent = [self._body(call.content_type, call.body)]
        sent += [self._header(call.content_type), self._header(call.accept), headers]
        request = self._made("Request", sent)
        answer = emulation.module(m.world.serving["server"]).names["answer"]
        m.frames.append(Frame(self.serving, {}))
        stepper = Stepper(m, [], through=True)
        entered = stepper.begin(answer, [self.service, request], self.serving.source.tree)
        assert entered
        self.position = tuple(stepper.position)
        return self.go(call, joins=False, last=False, to_handler=True)

    def _replied(self, call: Invoke, answer: Instance) -> Outcome:
        """How a whole request ended, and what the client gets for it."""
        service = self.service.names
        failure = self.m.caught.get(id(service["error"]))
        reply = reply_of(answer, service["stage"], failure)
        if failure is not None and service["stage"] != "reply":
            return replace(told.raised(self.m, call, failure), reply=reply)
        return replace(told.returned(self.m, call, service["value"]), reply=reply)

    def _unanswered(self, call: Invoke, failed: Outcome) -> Outcome:
        """A request to an endpoint that does not start."""
        error = f"{failed.error.type}: {failed.error.message}" if failed.error else failed.why_not
        reply = Reply(None, stage=failed.call.function or "import", error=error)
        return replace(told.not_made(call, failed), reply=reply)

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

    def _header(self, text: str | None) -> Any:
        return text if text is None else Header(text)

    def _body(self, content_type: str | None, body: calls.Body) -> Any:
        if isinstance(body, GivenBody) and len(body.data) <= MAX_KNOWN_BODY:
            return body.data
        name = body.name if isinstance(body, GivenBody) else ""
        return Unknown("bytes", CLIENT, LIBRARY, ("body", name))
