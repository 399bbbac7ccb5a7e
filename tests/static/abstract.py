"""A small vocabulary for tests of the abstract interpreter: a source, calls, and how they can end."""

from collections.abc import Mapping
from dataclasses import dataclass
from textwrap import dedent
from typing import Any

import libcst as cst

from handler_lint.calls import AnyBody, Call, Case, GivenBody, InputFn, Outcome
from handler_lint.contract import DEFAULT_STACK, load_stack
from handler_lint.static import calling, modules
from handler_lint.static.execute import Execution, Ways
from handler_lint.static.gate import read_source
from handler_lint.static.kinds import is_known
from handler_lint.static.machine import Machine, World
from handler_lint.static.paths import Path, explore
from handler_lint.static.source import Source
from handler_lint.static.values import Raised

HANDLER = "code/inference.py"
STACK = load_stack(DEFAULT_STACK)
ANY_BODY = AnyBody()
JSON = "application/json"
CSV = "text/csv"
IMAGE = "image/png"
NOWHERE = cst.Pass()


def source(path: str, text: str) -> Source:
    """A module of the package; the test fails where it cannot be read."""
    read = read_source(path, dedent(text).encode())
    assert isinstance(read, Source), read
    return read


def world(
    text: str,
    modules: Mapping[str, str] | None = None,
    files: Mapping[str, int] | None = None,
    environ: Mapping[str, str] | None = None,
    alone: bool = False,
    stack: str = DEFAULT_STACK,
) -> World:
    """A package with one handler, helper modules beside it, and `files` where the listing is complete."""
    serving = load_stack(stack).serving
    texts = {HANDLER: text, **{f"code/{path}": more for path, more in (modules or {}).items()}}
    sources = {path: source(path, one) for path, one in texts.items()}
    listed = {**dict.fromkeys(sources, 1), **files} if files is not None else None
    folders = frozenset(
        "/".join(path.split("/")[:count])
        for path in listed or ()
        for count in range(1, path.count("/") + 1)
    )
    return World(sources, ("code",), listed, folders, environ or {}, alone, serving)


def ways(text: str, *cases: Case, **package: Any) -> Ways:
    """All ends of cases that are explored as one."""
    return Execution(world(text, **package), HANDLER).ways(cases)


def outcomes(text: str, *calls: Call, **package: Any) -> list[Outcome]:
    """How the last of some calls can end: one outcome for each way; the exploration must be complete."""
    found = ways(text, Case(calls), **package)
    assert found.complete
    return [way.runs[0].last for way in found.ways]


def outcome(text: str, *calls: Call, **package: Any) -> Outcome:
    """How the last of some calls ends, where that is certain."""
    (only,) = outcomes(text, *calls, **package)
    return only


def read(content_type: str | None = JSON, body: bytes | None = None) -> InputFn:
    """`input_fn(body, content_type)`; any body where none is given."""
    return InputFn(content_type, ANY_BODY if body is None else GivenBody("a sample", body))


def ends(text: str, call: Call | None = None, **package: Any) -> set[str]:
    """The ends of `input_fn`, in words: "None", "str", "?" or the name of an exception."""
    return {spelled(one) for one in outcomes(text, call or read(), **package)}


def spelled(one: Outcome) -> str:
    if one.error is not None:
        return one.error.type
    assert one.result is not None
    return one.result.text


@dataclass(frozen=True, slots=True)
class End:
    """How a function ended: its value, or the class and the message of its exception."""

    value: Any = None
    raised: str = ""
    message: str | None = None
    missed: tuple[str, ...] = ()
    whole: bool = True
    """Whether a container's value is all that is in it."""

    @property
    def known(self) -> bool:
        return self.whole and not self.missed and (bool(self.raised) or is_known(self.value))


def answers(text: str, function: str = "answer", *args: Any, **package: Any) -> list[End]:
    """All ends of a function of a module that the interpreter executes."""
    there = world(text, **package)

    def once(path: Path) -> End:
        m = Machine(there, path)
        try:
            module = modules.load(m, "inference", there.sources[HANDLER])
            value = calling.call(m, module.names[function], list(args), {}, NOWHERE)
        except Raised as raised:
            failure = raised.failure
            return End(None, failure.name, failure.text, tuple(m.missed))
        return End(value, missed=tuple(m.missed), whole=not m.is_fuzzy(value))

    found = explore(once)
    assert found.complete
    return list(found.ways)


def answer(text: str, function: str = "answer", *args: Any, **package: Any) -> End:
    """The end of a function, where there is only one."""
    (only,) = answers(text, function, *args, **package)
    return only
