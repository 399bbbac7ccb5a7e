"""What a client really gets, recorded from the toolkits' own code, against both passes.

`make oracle` runs the packages of `fixtures/agreement/` through the toolkits and writes `answers.json`.
"""

import base64
import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from handler_lint.calls import Case, GivenBody, Invoke, Reply
from handler_lint.contract import load_stack
from handler_lint.dynamic.host import Executed, RunSettings, execute
from handler_lint.dynamic.planner import make_plan
from handler_lint.invoking.run import invoke as invoked
from handler_lint.package.target import open_target
from handler_lint.reading import read_sources
from handler_lint.static.execute import Execution, Way, Ways
from handler_lint.static.machine import ELSEWHERE, MODEL_DIR, World
from tests.agreement.normal import normal
from tests.worker_python import worker_python

HERE = Path(__file__).parent
ROOT = "/opt/ml/model"
"""Where a package lies on an endpoint."""

PACKAGES = HERE.parents[1] / "fixtures" / "agreement"


UNUSED: dict[str, Any] = {
    "environ": {},
    "timeout": 10.0,
    "load_timeout": 60.0,
    "repeat": 1,
    "threads": 1,
    "package": None,
    "python": None,
    "config": None,
}


@dataclass(frozen=True)
class Recorded:
    """What the client of a stack gets for one request; `status` is None where no valid answer comes."""

    status: int | None
    content_type: str | None = None
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Subject:
    """A package under one stack, with its requests in order."""

    package: str
    stack: str
    requests: tuple[tuple[str, Invoke], ...]
    in_a_row: bool
    """The requests go to one process, one after the other."""

    needs: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.package}-{self.stack}"

    @property
    def folder(self) -> Path:
        return PACKAGES / self.package

    @property
    def recorded(self) -> dict[str, Recorded]:
        return {name: record()[self.package, name, self.stack] for name, _ in self.requests}


@cache
def record() -> dict[tuple[str, str, str], Recorded]:
    found = {}
    for one in json.loads((HERE / "answers.json").read_text(encoding="utf-8"))["answers"]:
        text = one["body"]
        body = base64.b64decode(text) if "body_encoding" in one else text.encode()
        headers = tuple(sorted(one.get("headers", {}).items()))
        key = one["package"], one["request"], one["stack"]
        found[key] = Recorded(one["status"], one["content_type"], body, headers)
    return found


def subjects() -> Iterator[Subject]:
    stacks: dict[str, dict[str, None]] = {}
    for package, _, stack in record():
        stacks.setdefault(package, {})[stack] = None
    for package, several in sorted(stacks.items()):
        said = tomllib.loads((PACKAGES / package / "requests.toml").read_text(encoding="utf-8"))
        requests = tuple((one["name"], invoke(one)) for one in said["request"])
        for stack in several:
            needs = (*said.get("needs", ()), *said.get("needs_on", {}).get(stack, ()))
            yield Subject(package, stack, requests, said.get("sequence", False), needs)


def invoke(said: Mapping[str, Any]) -> Invoke:
    given = said.get("body_base64")
    data = base64.b64decode(given) if given is not None else said["body"].encode()
    headers = tuple(said.get("headers", {}).items())
    body = GivenBody(said["name"], data)
    return Invoke(said.get("content_type"), body, said.get("accept"), headers)


ALL = tuple(subjects())
ELSEWHERE_THAN_CODE = ("no_handler", "root_handler")
"""A check assumes that the endpoint finds the handler that it was given; `invoke` asks whether it does."""


def cases_of(subject: Subject) -> list[Case]:
    """One case for each request, or one for all where they go in a row."""
    calls = [call for _, call in subject.requests]
    return [Case(tuple(calls))] if subject.in_a_row else [Case((call,)) for call in calls]


def run(subject: Subject, python: str) -> dict[str, Reply]:
    """The replies of a real run."""
    plan, ids = make_plan([(case, "") for case in cases_of(subject)])
    package = open_target(str(subject.folder))
    done: Executed = execute(plan, package, load_stack(subject.stack), RunSettings(python), {})
    found = {}
    names = [name for name, _ in subject.requests]
    for case in cases_of(subject):
        for number in ids[case]:
            call = plan.nodes[number].call
            if isinstance(call, Invoke):
                reply = done.outcomes[number].reply
                assert reply is not None, done.outcomes[number]
                found[names[[one for _, one in subject.requests].index(call)]] = reply
    return found


def as_recorded(reply: Reply) -> Recorded:
    if reply.status is None:
        return Recorded(None)
    headers = tuple(sorted(reply.headers))
    return Recorded(reply.status, reply.content_type, normal(reply.body, ROOT), headers)


def skip_what_cannot_run(subject: Subject) -> None:
    for needed in subject.needs:
        if find_spec(needed) is None:
            pytest.skip(f"{needed} is not installed here")


BY_A_PLAN = (
    "containers_response",
    "default_all",
    "default_input",
    "default_output_array",
    "default_output_rows",
    "default_predict",
    "echo",
    "model_fn_is_none",
    "out_datetime",
    "out_decimal",
    "out_iterator_raises",
    "out_set",
    "out_tuple_none_type",
    "out_tuple_number",
    "partial_with_too_few",
    "raise_nonascii",
    "raise_toolkit_415",
    "raise_toolkit_no_phrase",
    "tf_context",
    "tf_echo",
    "tf_only_input_handler",
    "toolkit_decoder",
    "transform_combo",
)
"""Packages whose requests are also made by one plan, as a check makes them."""


@pytest.mark.parametrize(
    "subject", [one for one in ALL if one.in_a_row or one.package in BY_A_PLAN], ids=str
)
def test_a_plan_gives_what_the_toolkit_gives(subject: Subject, tmp_path: Path) -> None:
    skip_what_cannot_run(subject)

    replies = run(subject, worker_python(tmp_path))

    for name, wanted in subject.recorded.items():
        assert as_recorded(replies[name]) == without_body_of_none(wanted), (name, replies[name])


@pytest.mark.parametrize("subject", [one for one in ALL if not one.in_a_row], ids=str)
def test_invoke_gives_the_client_what_the_toolkit_gives(subject: Subject, tmp_path: Path) -> None:
    skip_what_cannot_run(subject)
    for name, call in subject.requests:
        wanted = without_body_of_none(subject.recorded[name])
        assert answered(subject, call, tmp_path / "body") == wanted, name


def answered(subject: Subject, call: Invoke, body: Path) -> Recorded:
    """What `handler-lint invoke` says of one request."""
    assert isinstance(call.body, GivenBody)
    body.write_bytes(call.body.data)
    answer = invoked(
        {
            "target": str(subject.folder),
            "framework": subject.stack,
            "body": str(body),
            "content_type": call.content_type,
            "accept": call.accept,
            "headers": [f"{name}: {value}" for name, value in call.headers],
            **UNUSED,
        },
        lambda: None,
    )
    if answer.status is None:
        return Recorded(None)
    headers = tuple(sorted((name, value) for name, value in answer.headers))
    return Recorded(answer.status, answer.content_type, normal(answer.body or b"", ROOT), headers)


def without_body_of_none(one: Recorded) -> Recorded:
    return Recorded(None) if one.status is None else one


def ways_of(subject: Subject, case: Case) -> Ways:
    """All ends of a case by reading, where the whole package is known."""
    package, stack = open_target(str(subject.folder)), load_stack(subject.stack)
    sources, unreadable = read_sources(package)
    if package.handler in unreadable:
        pytest.skip("it cannot be read, and that is what is reported of it")
    listing = package.listing
    elsewhere = stack.world.working_folder != "model"
    world = World(
        sources,
        stack.import_paths(package.handler, package.import_roots),
        listing.files if listing is not None else {},
        listing.folders if listing is not None else frozenset(),
        {},
        False,
        stack.serving,
        ELSEWHERE if elsewhere else MODEL_DIR,
    )
    return Execution(world, package.handler).ways((case,))


def holds(way: Way, index: int, wanted: Recorded) -> bool:
    """Whether a way by reading is what the client really gets, or assumed a success that did not come."""
    reply = way.runs[0][index].reply
    assert reply is not None
    known = {
        "status": reply.status == wanted.status,
        "content_type": reply.status is None or reply.content_type == wanted.content_type,
        "body": reply.status is None or normal(reply.body, ROOT) == wanted.body,
    }
    return all(same or name in reply.unknown for name, same in known.items()) or bool(way.assumed)


READ = tuple(one for one in ALL if one.package not in (*ELSEWHERE_THAN_CODE, "syntax_error"))


@pytest.mark.parametrize("subject", READ, ids=str)
def test_the_ends_by_reading_hold_what_the_toolkit_gives(subject: Subject) -> None:
    wanted = list(subject.recorded.values())
    for number, case in enumerate(cases_of(subject)):
        ways = ways_of(subject, case)
        there = wanted if subject.in_a_row else [wanted[number]]
        for index, one in enumerate(there):
            assert any(holds(way, index, one) for way in ways.ways), (one, ends(ways, index))


def ends(ways: Ways, index: int) -> list[Reply | None]:
    return [way.runs[0][index].reply for way in ways.ways]


def test_in_nine_of_ten_requests_reading_knows_the_only_end() -> None:
    single = total = 0
    for subject in READ:
        wanted = list(subject.recorded.values())
        for number, case in enumerate(cases_of(subject)):
            ways = ways_of(subject, case)
            there = wanted if subject.in_a_row else [wanted[number]]
            for index, one in enumerate(there):
                total += 1
                replies = {(r.status, r.content_type) for r in ends(ways, index) if r is not None}
                sure = not any("status" in r.unknown for r in ends(ways, index) if r is not None)
                single += sure and replies == {(one.status, one.content_type)}
    assert total > 1500
    assert single / total > 0.9
