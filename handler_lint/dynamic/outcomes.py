"""From what the worker tells to outcomes, in the language of both passes."""

from collections.abc import Mapping, Sequence

from handler_lint.calls import Bound, Call, Ending, Error, Event, Outcome, Place, Reply, Value
from handler_lint.contract import Stack
from handler_lint.dynamic.ends import how_gone as how_process_ended
from handler_lint.dynamic.wire import (
    Binding,
    Failure,
    Gone,
    Opened,
    Raised,
    Returned,
    WirePlace,
    WireReply,
)


def place_of(place: WirePlace | None) -> Place | None:
    """The place as reports know it; module level has no function."""
    if place is None:
        return None
    path, line, function = place
    return Place(path, line, function="" if function == "<module>" else function)


def event_of(opened: Opened) -> Event:
    return Event("opened", opened.path, place_of(opened.place), missing=opened.missing)


def returned(call: Call, told: Returned, events: Sequence[Event]) -> Outcome:
    return Outcome(
        call,
        "returned",
        Value(told.value, told.none),
        events=tuple(events),
        spot=place_of(told.place),
        seconds=told.seconds,
        reply=reply_of(told.reply),
    )


def raised(
    call: Call, told: Raised, events: Sequence[Event], sources: Mapping[str, bytes]
) -> Outcome:
    error = _error(told.error, sources)
    return Outcome(
        call,
        "raised",
        error=error,
        events=tuple(events),
        spot=error.spot,
        seconds=told.seconds,
        reply=reply_of(told.reply),
    )


def reply_of(told: WireReply | None) -> Reply | None:
    """What the client gets, as the worker tells it of a request as a whole."""
    if told is None:
        return None
    return Reply(told.status, told.content_type, told.body, told.headers, told.stage, told.error)


def _error(told: Failure, sources: Mapping[str, bytes]) -> Error:
    place = place_of(told.place)
    lines = sources.get(place.path, b"").splitlines() if place is not None else []
    line = lines[place.line - 1].strip() if place is not None and place.line <= len(lines) else b""
    return Error(
        told.type,
        told.message,
        told.bases,
        place,
        told.deeper,
        told.missing,
        told.world,
        told.module,
        told.deeper is None and line.startswith(b"raise"),
    )


def lost(call: Call, how: str, in_time: bool, seconds: float, events: Sequence[Event]) -> Outcome:
    """A call that did not come back: its process died, or, not `in_time`, was killed."""
    ended: Ending = "died" if in_time else "timed_out"
    return Outcome(call, ended, events=tuple(events), seconds=seconds, why_not=how)


def how_gone(gone: Gone, limit: float, own: bool) -> str:
    """How a process ended, as what its call did; `own`: the process was that of the call itself."""
    return how_process_ended(gone.how, gone.number, limit, own)


def subject(call: Call) -> str:
    """What the call is named in a sentence."""
    return call.function or "the import"


def failure_of(outcome: Outcome) -> str:
    """Why what comes after a call that did not return is not made."""
    if outcome.ended == "raised" and outcome.error is not None:
        return f"{subject(outcome.call)} raised {outcome.error.type}"
    if outcome.ended == "not_made":
        return outcome.why_not
    return f"{subject(outcome.call)} {outcome.why_not}"


def no_reply(stage: str, why: str) -> Reply:
    """What the client of a request gets for which no answer is made."""
    return Reply(None, stage=stage, error=why)


def failed_before(outcome: Outcome) -> Reply:
    """What the client of a request gets where the server does not start, because an import or a load failed."""
    stage, error = outcome.call.function or "import", outcome.error
    return no_reply(stage, f"{error.type}: {error.message}" if error else outcome.why_not)


def bound(told: Binding, stack: Stack, sources: Mapping[str, bytes]) -> Bound:
    """What is bound to a name, at the line of its `def`."""
    text = {
        "function": f"{told.name}({', '.join(told.names)})",
        "other": told.name,
        "none": stack.default.get(told.name, ""),
    }[told.kind]
    spot = place_of(told.place)
    if spot is not None:
        line = _definition_line(sources.get(spot.path, b""), spot.line)
        spot = Place(spot.path, line, function=spot.function)
    return Bound(told.name, text, told.parameters, spot, told.kind)


def _definition_line(source: bytes, line: int) -> int:
    """The line of `def` for code that begins at a line: that may be a decorator."""
    lines = source.splitlines()
    if line > len(lines) or not lines[line - 1].lstrip().startswith(b"@"):
        return line
    below = range(line, len(lines) + 1)
    starts = (b"def ", b"async def ", b"class ")
    return next((n for n in below if lines[n - 1].lstrip().startswith(starts)), line)


def tier(held: Sequence[str], why: str) -> str:
    """What containment held, in the words of the report."""
    words = {"network": "no network", "package": "package read-only"}
    kept = [words[name] for name in words if name in held]
    return f"contained: {', '.join(kept)}" if kept else f"not contained: {why}"
