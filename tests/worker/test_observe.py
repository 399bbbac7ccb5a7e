"""Looking on, where no coverage tool can follow: in the hook that sees files opened, and in the tracer itself."""

import json
import os
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

channel: Any = import_module("handler_lint.worker.channel")
observe: Any = import_module("handler_lint.worker.observe")
source: Any = import_module("handler_lint.worker.source")

HERE = Path(__file__)
NAME = HERE.name

# to the worker this test is a file of the package
SOURCE = source.Source(str(HERE.parent))


class Host:
    """The other end of a channel."""

    def __init__(self) -> None:
        self.reading, writing = os.pipe()
        os.set_blocking(self.reading, False)
        self.channel = channel.Channel(writing, "token")

    def close(self) -> None:
        os.close(self.reading)
        os.close(self.channel.descriptor)

    @property
    def events(self) -> list[dict[str, Any]]:
        try:
            lines = os.read(self.reading, 1 << 16).decode().split("\n")
        except BlockingIOError:
            return []
        return [json.loads(line.removeprefix("\x1etoken")) for line in lines if line]


@pytest.fixture
def host() -> Iterator[Host]:
    host = Host()
    yield host
    host.close()


@pytest.fixture
def openings(host: Host) -> Any:
    """An observer of the call 3."""
    observer = observe.Openings(SOURCE, host.channel)
    observer.start(3)
    return observer


def test_files_are_told_with_the_innermost_place(openings: Any, host: Host) -> None:
    def opens(path: object, mode: object = "r", flags: int = 0) -> None:
        openings.audit("open", (path, mode, flags))

    opens(str(HERE))
    opens(HERE.parent / "absent.txt")
    opens(os.fsencode(HERE), None, os.O_CREAT)
    opens(os.fsencode("/no/such/file"), None, os.O_RDONLY)
    opens("/no/such/file", "w")

    line = opens.__code__.co_firstlineno + 1
    assert host.events == [
        {
            "event": "opened",
            "node": 3,
            "path": path,
            "missing": missing,
            "place": [NAME, line, "opens"],
        }
        for path, missing in (
            (NAME, False),
            ("absent.txt", True),
            (NAME, False),
            ("/no/such/file", True),
            ("/no/such/file", False),
        )
    ]
    assert openings.absent == [("absent.txt", [NAME, line, "opens"])]


def test_other_events_numbers_and_times_between_calls_are_not_told(
    openings: Any, host: Host
) -> None:
    openings.audit("import", ("json",))
    openings.audit("open", (7, "r", 0))
    openings.audit("open", (object(), "r", 0))
    openings.stop()
    openings.audit("open", (str(HERE), "r", 0))

    assert host.events == []


def test_what_the_handler_did_not_open_is_not_told(host: Host, tmp_path: Path) -> None:
    openings = observe.Openings(source.Source(str(tmp_path)), host.channel)
    openings.start(3)

    openings.audit("open", (str(HERE), "r", 0))

    assert host.events == []


def test_what_lies_below_very_many_frames_is_not_told(tmp_path: Path) -> None:
    def deep(number: int) -> object:
        return deep(number - 1) if number else elsewhere.innermost(sys._getframe())

    elsewhere = source.Source(str(tmp_path))

    assert deep(300) is None
    assert SOURCE.innermost(sys._getframe())[0] == NAME


def test_telling_has_limits(openings: Any, host: Host) -> None:
    for number in range(250):
        openings.audit("open", (str(HERE), "r", 0))
        openings.audit("open", (f"/no/{number}", "r", 0))

    events = host.events
    assert len(events) == 200
    assert sum(event["path"] == NAME for event in events) == 3


def example(number: int) -> str:
    if number:
        return "one"
    return "none"


FIRST = example.__code__.co_firstlineno


@pytest.fixture
def trace() -> Any:
    return observe.Trace(SOURCE, {NAME: [FIRST + 2]})


def traced(trace: Any, code: object) -> None:
    """Run the example under the tracer as it runs in a worker."""
    before = sys.gettrace()
    trace.start(code)
    try:
        example(1)
    finally:
        trace.stop()
    assert sys.gettrace() is before


def test_a_tracer_tells_lines_and_the_return(trace: Any) -> None:
    traced(trace, example.__code__)

    assert trace.told() == {NAME: [FIRST + 1, FIRST + 2]}
    assert trace.place == [NAME, FIRST + 2, "example"]


def test_the_return_of_other_code_is_not_told(trace: Any) -> None:
    traced(trace, None)

    assert trace.told() == {NAME: [FIRST + 1, FIRST + 2]}
    assert trace.place is None


def test_without_wanted_lines_only_the_return_is_told() -> None:
    trace = observe.Trace(SOURCE, {})

    traced(trace, example.__code__)

    assert trace.told() == {}
    assert trace.place == [NAME, FIRST + 2, "example"]


def frame_of_example() -> FrameType:
    return sys._getframe()


def test_each_step_of_a_tracer() -> None:
    """By hand, for nothing can look into a tracer that is at work."""
    frame, code = frame_of_example(), frame_of_example.__code__
    trace = observe.Trace(SOURCE, {NAME: [code.co_firstlineno + 1]})
    trace.start(code)
    trace.stop()

    step = trace.enter(frame, "call", None)
    step(frame, "line", None)
    step(frame, "exception", None)
    step(frame, "return", None)

    assert trace.told() == {NAME: [code.co_firstlineno + 1]}
    assert trace.place == [NAME, code.co_firstlineno + 1, "frame_of_example"]
    assert frame.f_trace_lines


def test_a_tracer_does_not_step_into_other_code() -> None:
    for wanted in {NAME: [1]}, {"other.py": [1]}, {}:
        trace = observe.Trace(SOURCE, wanted)
        trace.start(None)
        trace.stop()

        assert trace.enter(frame_of_example(), "call", None) is None
        assert trace.enter(frame_of_example(), "call", None) is None


def test_a_tracer_asks_the_one_before_about_code_from_elsewhere(tmp_path: Path) -> None:
    asked = []

    def before(frame: FrameType, event: str, argument: object) -> None:
        asked.append(frame.f_code.co_name)

    earlier = sys.gettrace()
    trace = observe.Trace(source.Source(str(tmp_path)), {"code/inference.py": [1]})
    sys.settrace(before)
    try:
        trace.start(None)
        example(1)
        trace.stop()
    finally:
        sys.settrace(earlier)

    trace.enter(frame_of_example(), "call", None)
    assert asked.count("example") == 1
    assert asked[-1] == "frame_of_example"
