"""The language of both passes: calls, cases, outcomes, events and runs.

A serving stack does few things to a handler; each is a call. A case is a short story of calls in one fresh state. Both
executions of a case, the abstract and the real one, answer with a run, so a rule is written once.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, Protocol

UNKNOWN_TYPE = "application/x-handler-lint"
"""A content type that no handler knows; media type syntax of RFC 6838."""

FUNCTIONS = ("model_fn", "input_fn", "predict_fn", "output_fn", "transform_fn")
"""The five names that a stack looks up in the user's module."""

Decider = Literal["client", "package", "library", "ignorance"]
"""Who decides a fork: what the client sends, what is packed, a library, or only our own ignorance."""

Ending = Literal["returned", "raised", "died", "timed_out", "not_made"]


class Undecided(Exception):
    """Something unknown was asked, or the value of a call that did not return; the reason is for `why open`."""


@dataclass(frozen=True, slots=True)
class Place:
    """A range of a source file: lines and columns are 1-based, columns count code points, the end is exclusive."""

    path: str
    line: int
    column: int = 1
    end_line: int = 0
    end_column: int = 0
    function: str = ""

    @property
    def place(self) -> "Place":
        return self


class Spot(Protocol):
    """Something that knows its place; the abstract pass computes places only when they are asked for."""

    @property
    def place(self) -> Place: ...


@dataclass(frozen=True, slots=True)
class AnyBody:
    """Any request body of the kind that the server gives; in a run a sample or the smallest valid body."""


@dataclass(frozen=True, slots=True)
class GivenBody:
    """The bytes of a payload sample (`made` False) or of a made-up body (`made` True)."""

    name: str
    data: bytes = field(repr=False)
    made: bool = False


Body = AnyBody | GivenBody


@dataclass(frozen=True, slots=True)
class Import:
    """The stack imports the user's module."""

    function = ""


@dataclass(frozen=True, slots=True)
class ModelFn:
    """`model_fn(model_dir)`."""

    function = "model_fn"


@dataclass(frozen=True, slots=True)
class InputFn:
    """`input_fn(body, content_type)`."""

    content_type: str | None
    body: Body
    function = "input_fn"


@dataclass(frozen=True, slots=True)
class PredictFn:
    """`predict_fn(<what the call before returned>, <model>)`."""

    function = "predict_fn"


@dataclass(frozen=True, slots=True)
class OutputFn:
    """`output_fn(<what the call before returned>, accept)`; None is an absent Accept header."""

    accept: str | None
    function = "output_fn"


@dataclass(frozen=True, slots=True)
class Invoke:
    """One whole request as the stack's server makes it, with its defaults, `transform_fn` and reply encoding.

    None is an absent header; `headers` are all others, as name and value.
    """

    content_type: str | None
    body: Body
    accept: str | None
    headers: tuple[tuple[str, str], ...] = ()
    function = "transform_fn"


Call = Import | ModelFn | InputFn | PredictFn | OutputFn | Invoke

NEEDS_MODEL = (PredictFn, OutputFn, Invoke)


@dataclass(frozen=True, slots=True)
class Case:
    """Calls in one fresh state; import, and the load where a call needs the model, come before by themselves."""

    calls: tuple[Call, ...] = ()
    load: bool = False
    """The load comes before although no call needs the model (where `model_fn` sets what other functions read)."""

    variant: bool = False
    """The request spells a header as only some clients do: what reading finds is at most suspect, a run decides."""

    @property
    def loads(self) -> bool:
        return self.load or any(isinstance(call, (ModelFn, *NEEDS_MODEL)) for call in self.calls)

    @property
    def request(self) -> tuple[Call, ...]:
        return tuple(call for call in self.calls if not isinstance(call, ModelFn))


@dataclass(frozen=True, slots=True)
class Value:
    """What a call returned, as far as it is known: described, never dumped."""

    text: str
    none: bool | None = False
    reason: str = ""
    fixed: bool = False
    """Reading knows all of it, so that it is the same for every body; never so for a run."""

    @property
    def is_none(self) -> bool:
        if self.none is None:
            raise Undecided(self.reason or "what the call returns is not known")
        return self.none


@dataclass(frozen=True, slots=True)
class Error:
    """An exception that left a call.

    `bases` are the names of its class and base classes, `spot` the deepest place in the handler's source, `deeper` how
    many frames below it lie in which library, `missing` the file of the package, relative to its root, whose absence
    made the call fail, `world` what of our own world caused it ("read-only", "no network") or "".
    """

    type: str
    message: str
    bases: tuple[str, ...] = ()
    spot: Spot | None = None
    deeper: tuple[str, int] | None = None
    missing: str | None = None
    world: str = ""
    module: str = ""
    """The absent module of an import error, as its `name` says."""

    explicit: bool = False
    """A `raise` of the handler's own made it, and no operation that failed."""

    @property
    def place(self) -> Place | None:
        return self.spot.place if self.spot is not None else None


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened on the way of a call.

    `kind` is `opened` (subject: a path relative to the package root, or absolute), `compared` (subject: the text that a
    content type or accept was compared with; `exact`: by equality with the header as sent, parameters and all),
    `changed` (subject: a global of the module), `passed` (subject: a path in the package, relative to its root, that
    a function of which nothing is known was given) or `read` (subject: a path that is open). `by` is the function of a
    library that opened or read, where reading knows it.
    """

    kind: Literal["opened", "compared", "changed", "passed", "read"]
    subject: str
    spot: Spot | None = None
    exact: bool = False
    missing: bool = False
    by: str = ""

    @property
    def place(self) -> Place | None:
        return self.spot.place if self.spot is not None else None


@dataclass(frozen=True, slots=True)
class Reply:
    """What the client gets for a request.

    `status` is None where no valid answer comes back, and `error` then says why; `content_type` is None without that
    header. `stage` is how far the request came: `import`, `model_fn`,
    a function that the stack called, or `reply` where the server encodes; "" where it was answered in order.
    """

    status: int | None
    content_type: str | None = None
    body: bytes = field(default=b"", repr=False)
    headers: tuple[tuple[str, str], ...] = ()
    stage: str = ""
    error: str = ""
    unknown: frozenset[str] = frozenset()
    """The fields that reading does not know."""

    made_by: str = ""
    """The library function that made a body of which reading knows no more."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a call ended. `spot` is where: its `return` statement, the last test before the end, or the raise."""

    call: Call
    ended: Ending
    result: Value | None = None
    error: Error | None = None
    events: tuple[Event, ...] = ()
    spot: Spot | None = None
    seconds: float | None = None
    why_not: str = ""
    """Why the call was not made, or how it died."""

    end: str = ""
    """How a function that returned ended: by a `return`, after a last `test`, at its `end`; "" where not known."""

    reply: Reply | None = None
    """Of an `Invoke`, and of what `output_fn` returned: what the client gets."""

    nothing: Spot | None = None
    """By reading, of a `None`: where the helper ended that it comes from."""

    def _known(self) -> None:
        if self.ended == "not_made":
            raise Undecided(self.why_not)
        if self.error is not None and self.error.world:
            raise Undecided(f"it failed because of {self.error.world} here")

    @property
    def returned(self) -> bool:
        self._known()
        return self.ended == "returned"

    @property
    def raised(self) -> bool:
        self._known()
        return self.ended == "raised"

    @property
    def failed(self) -> bool:
        """It raised, died or ran out of time."""
        self._known()
        return self.ended in ("raised", "died", "timed_out")

    @property
    def how_failed(self) -> str:
        """Of a call that failed, as a message continues after its function: what it raised, or that nothing came."""
        return f"raised {self.error.type}" if self.error is not None else "did not answer"

    @property
    def value(self) -> Value:
        if self.result is None:
            raise Undecided(f"{self.call.function or 'the import'} did not return")
        return self.result

    @property
    def place(self) -> Place | None:
        spot = self.spot if self.spot is not None or self.error is None else self.error.spot
        return spot.place if spot is not None else None


@dataclass(frozen=True, slots=True)
class Fork:
    """One question that an abstract way asked: the option it took, who decides it, where."""

    question: str
    option: str
    by: frozenset[Decider]
    spot: Spot
    during: int = 0
    """Index of the case within a tuple of cases that was under way."""


@dataclass(frozen=True, slots=True)
class Bound:
    """What is bound to one of the five names: the place of its definition, its signature as written, its parameters.

    `parameters` is None where the number the stack counts is not known; `place` None where it is not in the package.
    """

    name: str
    text: str
    parameters: int | None
    spot: Spot | None = None
    kind: Literal["function", "none", "other"] = "function"
    is_variadic: bool = False
    """Whether `*args` or `**kwargs` are among the parameters that are counted."""

    is_local: bool = False
    """Whether it is defined in a function, as what a decorator returns is."""

    room: tuple[int, int] | None = None
    """The least and the most arguments that a call by position can pass, where that is known."""

    def takes(self, count: int) -> bool:
        """Whether a call by position with so many arguments is possible."""
        return self.room is None or self.room[0] <= count <= self.room[1]

    @property
    def place(self) -> Place | None:
        return self.spot.place if self.spot is not None else None


@dataclass(frozen=True, slots=True)
class Run:
    """One execution of a case; `run[i]` are the calls that the case names."""

    case: Case
    imported: Outcome
    loaded: Outcome | None
    outcomes: tuple[Outcome, ...]
    bindings: tuple[Bound, ...] = ()

    def __getitem__(self, index: int) -> Outcome:
        return self.outcomes[index]

    def __iter__(self) -> Iterator[Outcome]:
        return iter(self.outcomes)

    def __len__(self) -> int:
        return len(self.outcomes)

    @property
    def failure(self) -> Outcome | None:
        """The first call of the case that failed."""
        return next((outcome for outcome in self if outcome.failed), None)

    @property
    def last(self) -> Outcome:
        return self.outcomes[-1] if self.outcomes else self.loaded or self.imported

    @property
    def all(self) -> tuple[Outcome, ...]:
        """Import, load where there was one, then the calls of the case."""
        before = (self.imported,) if self.loaded is None else (self.imported, self.loaded)
        return before + tuple(o for o in self.outcomes if o not in before)


def spell(call: Call, before: "Outcome | None" = None) -> str:
    """The call as Python, as reports show it: `input_fn(two_rows.json, "text/csv")`."""
    match call:
        case Import():
            return "import"
        case ModelFn():
            return "model_fn(model_dir)"
        case InputFn(content_type, body):
            return f"input_fn({spell_body(body)}, {quoted(content_type)})"
        case PredictFn():
            value = before.result if before is not None else None
            return f"predict_fn({'None' if value and value.none else '<input>'}, <model>)"
        case OutputFn(accept):
            value = before.result if before is not None else None
            given = "None" if value and value.none else "<prediction>"
            return f"output_fn({given}, {quoted(accept)})"
        case Invoke(content_type, body, accept):
            return f"transform_fn(<model>, {spell_body(body)}, {quoted(content_type)}, {quoted(accept)})"


def spell_body(body: Body) -> str:
    return body.name if isinstance(body, GivenBody) else "<any body>"


def quoted(header: str | None) -> str:
    return "None" if header is None else '"' + header.replace('"', '\\"') + '"'
