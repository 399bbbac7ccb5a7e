"""The interpreter's findings in the words of both passes: what is bound, how a call ended, what the client gets."""

from typing import Any

from handler_lint import calls
from handler_lint.calls import Call, Error, Event, Outcome, Reply, Value
from handler_lint.static import attributes, signatures
from handler_lint.static.kinds import is_known, kind_of
from handler_lint.static.library import canonical
from handler_lint.static.machine import MODEL_DIR, Machine
from handler_lint.static.source import NodeSpot
from handler_lint.static.values import Bound, Class, Failure, Function, Instance, Lib, Unknown

ENDPOINT = b"/opt/ml/model"
"""Where the package lies on an endpoint, and so in what a client gets."""


def reply_of(answer: Instance, stage: str, failure: Failure | None) -> Reply:
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
    made_by = _maker(said["body"])
    return Reply(**known, stage=stage, error=error, unknown=frozenset(unknown), made_by=made_by)


def _maker(value: Any) -> str:
    """The library function that a value is the result of, where its key says so."""
    called = isinstance(value, Unknown) and value.key[:1] == ("call",)
    return str(value.key[1]) if called else ""


def innermost(function: Any) -> Any:
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
    function = innermost(value)
    counted = signatures.names_of(value)
    parameters = len(counted) if counted is not None else None
    if isinstance(function, Function):
        text = signatures.spelled(function)
        text = (
            f"{name} is {text}" if function is not value else text.replace(function.name, name, 1)
        )
        spot = NodeSpot(function.source, function.node, function.name)
        return calls.Bound(
            name,
            text,
            parameters,
            spot,
            is_variadic=function.wrapped is None and "*" in text.partition("(")[2],
            is_local="<locals>" in function.qualname,
            room=signatures.room(value),
        )
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
    return Value(kind_of(value), False, fixed=is_known(value))


def returned(m: Machine, call: Call, value: Any) -> Outcome:
    """A call that returned, with what happened in it."""
    spot, end = m.ended if m.ended is not None else (None, "")
    nothing = m.nothing if value is None else None
    return Outcome(
        call, "returned", described(value), events=events(m), spot=spot, end=end, nothing=nothing
    )


def raised(m: Machine, call: Call, failure: Failure) -> Outcome:
    """A call that an exception left."""
    missing = failure.missing
    cause = failure.cause
    while missing is None and cause is not None:
        missing, cause = cause.missing, cause.cause
    error = Error(
        failure.name,
        # As a run spells it: where the package lies is of no interest.
        failure.text.replace(MODEL_DIR, "<model_dir>") if failure.text is not None else "…",
        failure.bases,
        failure.spot,
        missing=missing,
        explicit=failure.explicit,
    )
    return Outcome(call, "raised", error=error, events=events(m))


def not_made(call: Call, after: Outcome) -> Outcome:
    """A call that is not made, because of how an earlier one ended."""
    why = after.why_not
    if after.ended != "not_made":
        ended = after.error.type if after.error is not None else "an exception"
        why = f"{after.call.function or 'the import'} raised {ended}"
    return Outcome(call, "not_made", why_not=why)


def events(m: Machine) -> tuple[Event, ...]:
    """What has happened since it was asked last."""
    found = tuple(m.events)
    m.events.clear()
    return found
