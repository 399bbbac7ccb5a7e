"""Looking on while a call runs: which files the handler opens, where it returns, which lines it executes."""

from __future__ import annotations

from os import O_CREAT, fsdecode, fspath
from sys import _getframe, addaudithook, gettrace, settrace
from types import FunctionType, MethodType

from .errors import exists
from .guard import attempt, one_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType, FrameType
    from typing import Any, Mapping, Sequence

    from .channel import Channel
    from .source import Place, Source

AT_ONE_PLACE = 3
"""Times that the opening of one file at one place is told."""

IN_ONE_CALL = 200
"""Events that one call may tell."""


class Openings:
    """Tells of every file that is opened with a frame of the handler on the stack; imports are not told."""

    def __init__(self, source: Source, channel: Channel) -> None:
        self.source = source
        self.channel = channel
        self.node: int | None = None

    def attach(self) -> None:
        """Look on from now on, until the process ends."""
        addaudithook(self.audit)

    def start(self, node: int) -> None:
        self.counts: dict[tuple[Any, ...], int] = {}
        self.absent: list[tuple[str, Place]] = []
        self.told = 0
        self.node = node

    def stop(self) -> None:
        self.node = None

    def audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open" and self.node is not None:
            attempt(self.opened, *arguments)

    def opened(self, path: Any, mode: Any, flags: int) -> None:
        if self.told >= IN_ONE_CALL or type(path) is int:
            return
        place = self.source.innermost(_getframe(3))
        if place is None:
            return
        path = self.source.absolute(fsdecode(fspath(path)))
        key = (path, tuple(place))
        self.counts[key] = self.counts.get(key, 0) + 1
        if self.counts[key] > AT_ONE_PLACE:
            return
        inside = self.source.relative(path)
        missing = reads(mode, flags) and not exists(path)
        if missing and inside is not None:
            self.absent.append((one_line(inside), place))
        self.told += 1
        subject = one_line(path if inside is None else inside)
        self.channel.send("opened", node=self.node, path=subject, missing=missing, place=place)


def reads(mode: Any, flags: int) -> bool:
    """Whether a file has to be there to be opened."""
    if type(mode) is str:
        return "r" in mode
    return not flags & O_CREAT


class Trace:
    """The line at which one function returned, and the lines executed in code that holds a wanted line.

    A tracer that is there already (of a coverage tool) is put back afterwards, and asked where the code is not the
    handler's if it is written in Python.
    """

    def __init__(self, source: Source, wanted: Mapping[str, Sequence[int]]) -> None:
        self.source = source
        self.wanted: dict[str | None, frozenset[int]] = {
            path: frozenset(lines) for path, lines in wanted.items()
        }
        self.known: dict[int, tuple[CodeType, bool]] = {}

    def start(self, code: CodeType | None, timed: bool = False) -> None:
        self.code = code
        self.place: Place | None = None
        self.lines: dict[Any, set[int]] = {}
        self.before = gettrace()
        self.asked: Any = self.before if type(self.before) in (FunctionType, MethodType) else None
        if not timed and (code is not None or self.wanted):
            settrace(self.enter)

    def stop(self) -> None:
        settrace(self.before)

    def told(self) -> dict[str, list[int]]:
        """Path to the sorted lines that were executed."""
        return {one_line(path): sorted(lines) for path, lines in self.lines.items()}

    def enter(self, frame: FrameType, event: str, argument: Any) -> Any:
        code = frame.f_code
        if self.asked is not None and self.source.path_of(code) is None:
            return self.asked(frame, event, argument)
        lines = bool(self.wanted) and self.wants(code)
        if not lines and code is not self.code:
            return None
        frame.f_trace_lines = lines
        return self.step

    def step(self, frame: FrameType, event: str, argument: Any) -> Any:
        if event == "line":
            path = self.source.path_of(frame.f_code)
            self.lines.setdefault(path, set()).add(frame.f_lineno)
        elif event == "return" and frame.f_code is self.code:
            self.place = self.source.place(frame.f_code, frame.f_lineno)
        return self.step

    def wants(self, code: CodeType) -> bool:
        """Whether a wanted line lies in the code; asked for each frame, so the answer is kept by identity."""
        wanted = self.wanted.get(self.source.path_of(code))
        if wanted is None:
            return False
        if id(code) not in self.known:
            self.known[id(code)] = (code, attempt(holds, code, wanted, default=False))
        return self.known[id(code)][1]


def holds(code: CodeType, wanted: frozenset[int]) -> bool:
    """Whether one of the lines lies between the first and the last line of the code."""
    # few plans want lines
    from dis import findlinestarts

    lines = [line for _, line in findlinestarts(code) if line is not None]
    last = max(lines, default=code.co_firstlineno)
    return any(code.co_firstlineno <= line <= last for line in wanted)
