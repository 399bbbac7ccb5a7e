"""One call of the plan: made through the stack's emulation, looked at, told."""

from binascii import a2b_base64
from importlib import import_module
from inspect import Parameter, signature
from time import perf_counter
from typing import Any, Dict, List, Optional, Sequence

from . import serving, world
from .channel import Channel
from .describe import describe
from .errors import Reader
from .guard import attempt, one_line
from .observe import Openings, Trace
from .plan import Node, Plan
from .source import Source

STARS: Dict[Any, str] = {Parameter.VAR_POSITIONAL: "*", Parameter.VAR_KEYWORD: "**"}


class Caller:
    """Makes calls and keeps what they returned; a forked child goes on with all that its parent has."""

    def __init__(self, plan: Plan, channel: Channel, held: Sequence[str]) -> None:
        self.plan = plan
        self.channel = channel
        self.source = Source(plan["root"])
        names = [(plan["root"], "<model_dir>"), (plan["home"], "<home>"), (plan["tmp"], "<tmp>")]
        self.reader = Reader(self.source, names, held)
        self.openings = Openings(self.source, channel)
        self.openings.attach()
        self.trace = Trace(self.source, plan["trace"])
        self.bound: Dict[str, Any] = {}
        self.model: Any = None
        self.values: Dict[Optional[int], Any] = {}

    def make(self, node: Node, shared: bool) -> bool:
        """Make a call and tell how it ended; `shared` is told along, whether unrelated calls were made here before.

        Returns:
            Whether it returned.
        """
        world.make_folders((self.plan["home"], self.plan["tmp"]))
        number, called = node["id"], self.bound.get(node["kind"])
        value: Any = None
        error: Optional[BaseException] = None
        self.openings.start(number)
        self.trace.start(self.source.code_of(called))
        start = perf_counter()
        try:
            value = self.perform(node)
        except BaseException as raised:
            error = raised
        seconds = perf_counter() - start
        self.trace.stop()
        self.openings.stop()
        ended: Dict[str, Any] = {"node": number, "seconds": seconds, "lines": self.trace.told()}
        if error is not None:
            ended["error"] = self.reader.read(error, self.openings.absent, called)
            self.channel.send("raised", **ended)
            return False
        self.values[number] = value
        bound = self.bindings() if node["kind"] == "import" else []
        none = value is None
        self.channel.send(
            "returned",
            value=describe(value),
            none=none,
            place=self.trace.place,
            bound=bound,
            **ended,
        )
        return True

    def perform(self, node: Node) -> Any:
        """What the call returns, or raises."""
        kind, stack, root = node["kind"], self.plan["stack"], self.plan["root"]
        before = self.values.get(node["parent"])
        if kind == "import":
            module = import_module(self.plan["module"])
            self.bound = serving.look_up(module, stack)
            return None
        if kind == "model_fn":
            self.model = serving.model_fn(self.bound, root, stack)
            return self.model
        if kind == "predict_fn":
            return serving.predict_fn(self.bound, root, stack, before, self.model)
        if kind == "output_fn":
            return serving.output_fn(self.bound, root, stack, before, node["accept"])
        body = a2b_base64(self.plan["bodies"][node["body"]])
        content_type = node["content_type"]
        if kind == "input_fn":
            return serving.input_fn(self.bound, root, stack, body, content_type)
        return serving.transform_fn(
            self.bound, root, stack, self.model, body, content_type, node["accept"]
        )

    def bindings(self) -> List[Dict[str, Any]]:
        """What is bound to the names: its kind, the parameters that the stack counts, where it is defined."""
        return [self.binding(name, self.bound[name]) for name in self.bound]

    def binding(self, name: str, value: Any) -> Dict[str, Any]:
        return {
            "name": name,
            "kind": "none" if value is None else "function" if callable(value) else "other",
            "parameters": attempt(serving.parameters_of, value),
            "names": attempt(parameter_names, value, default=[]),
            "place": self.source.definition(value),
        }


def parameter_names(function: Any) -> List[str]:
    """The parameters as they are written, without their defaults."""
    found = signature(function).parameters.values()
    return [STARS.get(parameter.kind, "") + one_line(parameter.name, 100) for parameter in found]
