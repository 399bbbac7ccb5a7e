"""One call of the plan: made through the stack's emulation, looked at, told."""

from __future__ import annotations

from binascii import a2b_base64, b2a_base64
from importlib import import_module
from time import perf_counter

from . import serving, stand_ins, tools, world
from .channel import Channel
from .describe import describe
from .errors import Reader
from .guard import attempt, class_name, one_line
from .observe import Openings, Trace
from .plan import Node, Plan
from .signatures import parameters
from .source import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Sequence


ENDPOINT = b"/opt/ml/model"
"""Where the package lies on an endpoint, and so in what a client gets."""


class Caller:
    """Makes calls and keeps what they returned; a forked child goes on with all that its parent has."""

    def __init__(self, plan: Plan, channel: Channel, held: Sequence[str], server: Any) -> None:
        self.plan = plan
        self.channel = channel
        self.source = Source(plan["root"])
        names = [(plan["root"], "<model_dir>"), (plan["home"], "<home>"), (plan["tmp"], "<tmp>")]
        self.reader = Reader(self.source, names, held)
        self.openings = Openings(self.source, channel)
        self.openings.attach()
        self.trace = Trace(self.source, plan["trace"])
        stack = plan["stack"]
        self.server = server
        self.service = serving.Service(plan["root"], stack, tools.tools(self.import_handler))
        stand_ins.install(stack["modules"])
        self.answers: dict[int, serving.Answer] = {}
        self.values: dict[int | None, Any] = {}

    def make(self, node: Node, alive: Callable[[], None]) -> bool:
        """Make a call and tell how it ended; `alive` is called while a call that is repeated goes on.

        Returns:
            Whether it returned.
        """
        world.make_folders((self.plan["home"], self.plan["tmp"]))
        number = node["id"]
        if node.get("repeat"):
            ended, value, error = self.many(node, alive)
        else:
            ended, value, error = self.once(node)
        ended["node"] = number
        if node["kind"] == "output_fn" and error is None:
            accept = serving.accept_or_default(node["accept"], self.service.stack)
            self.answers[number] = self.server.sent(self.service, value, accept)
        told = node["kind"] == "invoke" or number in self.answers
        ended["reply"] = self.reply(number, error) if told else None
        if number in self.answers:
            error = self.handlers_own()
        if error is not None:
            ended["error"] = self.reader.read(error, self.openings.absent, self.called(node))
            self.channel.send("raised", **ended)
            return False
        self.values[number] = value
        self.channel.send(
            "returned",
            value=describe(value),
            none=value is None,
            place=self.trace.place,
            bound=self.bindings() if node["kind"] == "import" else [],
            **ended,
        )
        return True

    def once(self, node: Node) -> tuple[dict[str, Any], Any, BaseException | None]:
        """Make a call and look on: what is told of it, what it returned, what it raised."""
        value: Any = None
        error: BaseException | None = None
        self.openings.start(node["id"])
        self.trace.start(self.source.code_of(self.called(node)), bool(node.get("timed")))
        start = perf_counter()
        try:
            value = self.perform(node)
        except BaseException as raised:
            error = raised
        seconds = perf_counter() - start
        self.trace.stop()
        self.openings.stop()
        return {"seconds": seconds, "lines": self.trace.told()}, value, error

    def many(
        self, node: Node, alive: Callable[[], None]
    ) -> tuple[dict[str, Any], Any, BaseException | None]:
        """Make a request several times, without looking on; the first answer is the one that is told."""
        from .repeat import repeat

        request, first = self.request(node), self.service

        def one() -> Any:
            service = serving.another(first)
            answer = self.server.answer(service, request)
            if node["id"] not in self.answers:
                self.answers[node["id"]] = answer
                self.service = service
            return answer.status

        told: dict[str, Any] = {"seconds": 0.0, "lines": {}}
        try:
            told["repeated"] = repeat(one, node["repeat"], node["threads"], alive)
        except BaseException as error:
            return told, None, error
        told["seconds"] = told["repeated"]["seconds"]
        return told, self.service.value, None

    def answered(self, node: Node) -> bool:
        """Whether the server lives on after a request."""
        answer = self.answers.get(node["id"])
        return answer is not None and answer.status is not None

    def called(self, node: Node) -> Any:
        """The function of the handler that a call is about."""
        bound = self.service.bound
        if node["kind"] != "invoke":
            return bound.get(node["kind"])
        last = bound.get("output_fn")
        return bound.get(self.service.stage) or bound.get("transform_fn") or last

    def import_handler(self) -> Any:
        name = self.plan["module"]
        return import_module(name) if name else None

    def perform(self, node: Node) -> Any:
        """What the call returns, or raises."""
        kind, service = node["kind"], self.service
        before = self.values.get(node["parent"])
        if kind == "import":
            module = self.import_handler()
            service.bound = {} if module is None else serving.look_up(module, service.stack)
            return None
        if kind == "model_fn":
            return serving.load(service)
        if kind == "predict_fn":
            return serving.predict_fn(service, before)
        if kind == "output_fn":
            return serving.output_fn(service, before, node["accept"])
        if kind == "input_fn":
            return serving.input_fn(service, self.body(node), node["content_type"])
        self.answers[node["id"]] = self.server.answer(service, self.request(node))
        return service.value

    def body(self, node: Node) -> bytes:
        return a2b_base64(self.plan["bodies"][node["body"]])

    def request(self, node: Node) -> serving.Request:
        headers = node["headers"]
        return serving.Request(self.body(node), node["content_type"], node["accept"], headers)

    def handlers_own(self) -> BaseException | None:
        """The exception of a request that the server answered: none where only the server failed."""
        error = self.service.error
        return error if self.service.stage != "reply" else None

    def reply(self, number: int, error: BaseException | None) -> dict[str, Any]:
        """What the client gets; an exception that no server catches ends the worker process."""
        answer, stage = self.answers.get(number), self.service.stage
        why = error if error is not None else self.service.error
        said = "" if why is None else class_name(type(why)) + ": " + self.reader.message(why)
        if answer is None:
            return {
                "status": None,
                "content_type": None,
                "headers": [],
                "body": "",
                "stage": stage,
                "error": said + ": the worker process ends",
            }
        body = answer.body.replace(self.plan["root"].encode(), ENDPOINT)
        return {
            "status": answer.status,
            "content_type": answer.content_type,
            "headers": [[name, value] for name, value in answer.headers],
            "body": b2a_base64(body, newline=False).decode("ascii"),
            "stage": stage if said or answer.reason else "",
            "error": answer.reason or said,
        }

    def bindings(self) -> list[dict[str, Any]]:
        """What is bound to the names: its kind, the parameters that the stack counts, where it is defined."""
        service = self.service
        return [self.binding(name, service.bound.get(name)) for name in service.stack["parameters"]]

    def binding(self, name: str, value: Any) -> dict[str, Any]:
        return {
            "name": name,
            "kind": "none" if value is None else "function" if callable(value) else "other",
            "parameters": attempt(tools.count, value),
            "names": [one_line(name, 100) for name in attempt(parameters, value, default=[])],
            "place": self.source.definition(value),
        }
