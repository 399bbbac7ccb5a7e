"""What the worker tells, an event in JSON each; what is not valid is ignored, for a handler may write there too."""

from typing import Annotated, Literal

from pydantic import Base64Bytes, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

WirePlace = tuple[str, int, str]
"""Path relative to the package, 1-based line, function."""


class Event(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True)


class Hello(Event):
    """The worker runs; `held` is what is kept from the handler, `why` the reason if not all is."""

    event: Literal["hello"]
    python: str
    held: tuple[str, ...]
    why: str


class Begin(Event):
    """A call begins, in the process that was forked for the call `process`; `shared`: after unrelated calls in it."""

    event: Literal["begin"]
    node: int
    process: int | None
    shared: bool


class Opened(Event):
    event: Literal["opened"]
    node: int
    path: str
    missing: bool
    place: WirePlace


class Binding(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True)

    name: str
    kind: Literal["function", "none", "other"]
    parameters: int | None
    names: tuple[str, ...]
    place: WirePlace | None


class WireReply(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True)

    status: int | None
    content_type: str | None
    headers: tuple[tuple[str, str], ...]
    body: Base64Bytes
    stage: str
    error: str


class Ended(Event):
    """`reply` is what the client gets for a request as a whole."""

    node: int
    seconds: float
    lines: dict[str, tuple[int, ...]]
    reply: WireReply | None = None


class Returned(Ended):
    """`place` is the statement that returned, `bound` what the import bound."""

    event: Literal["returned"]
    value: str
    none: bool
    place: WirePlace | None
    bound: tuple[Binding, ...]


class Failure(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True)

    type: str
    bases: tuple[str, ...]
    message: str
    place: WirePlace | None
    deeper: tuple[str, int] | None
    missing: str | None
    world: str
    module: str


class Raised(Ended):
    event: Literal["raised"]
    error: Failure


class Gone(Event):
    """The process that was forked for a call ended otherwise than by itself between calls."""

    event: Literal["gone"]
    node: int
    how: Literal["signal", "exit", "closed", "time"]
    number: int


class Done(Event):
    """All calls that could be made are made."""

    event: Literal["done"]


Message = Hello | Begin | Opened | Returned | Raised | Gone | Done

_message: TypeAdapter[Message] = TypeAdapter(Annotated[Message, Field(discriminator="event")])


def message(text: bytes) -> Message | None:
    """The event in a line of JSON; None where it is none."""
    try:
        return _message.validate_json(text)
    except ValidationError:
        return None
