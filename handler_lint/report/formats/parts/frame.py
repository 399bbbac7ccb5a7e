"""Frames: a place, the code as its author wrote it, and a mark with a label under what is meant."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from handler_lint.calls import Place
from handler_lint.report.formats.parts.characters import clean, wrap
from handler_lint.report.formats.parts.excerpt import excerpt_line
from handler_lint.report.formats.parts.paint import Line, Span, line
from handler_lint.report.formats.style import Style
from handler_lint.report.model import Sources, TargetReport

LABEL_ROOM = 24
"""A label with fewer columns beside its mark goes below it."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A place to show, the sign under it (`^` or `-`), what it says, its role; `more` are lines to show with it."""

    place: Place
    label: str
    sign: str
    role: str
    more: frozenset[int] = frozenset()

    @property
    def last(self) -> int:
        return max(self.place.line, self.place.end_line)

    @property
    def numbers(self) -> list[int]:
        """The lines that its frame shows: of a long place the first and the last."""
        first, last = self.place.line, self.last
        own = range(first, last + 1) if last - first < 3 else (first, last)
        return sorted({*own, *self.more})


def gutter_of(marks: Iterable[Mark]) -> int:
    """The columns that the line numbers of a block need, at least two."""
    return max([2, *(len(str(number)) for mark in marks for number in mark.numbers)])


def bar(gutter: int) -> Line:
    return line(Span(" " * gutter + " |", "code"))


def where(target: TargetReport, place: Place, style: Style) -> str:
    """`code/inference.py:15:10 in input_fn`; a place without a line is the file as a whole."""
    spot = f":{place.line}:{place.column}" if place.line > 0 else ""
    function = f" in {place.function}" if place.function else ""
    return clean(f"{target.shown(place.path)}{spot}{function}", style)


def frame(target: TargetReport, mark: Mark, gutter: int, style: Style) -> list[Line]:
    """The arrow, then the lines of the mark between bars; only the arrow where the source is not there."""
    arrow = " " * (gutter - 1) + (" -->" if mark.sign == "^" else ":::")
    head = line(Span(arrow, "code"), f" {where(target, mark.place, style)}")
    body = list(_code(target.sources, mark, gutter, style))
    return [head, bar(gutter), *body] if body else [head]


def _code(sources: Sources, mark: Mark, gutter: int, style: Style) -> Iterable[Line]:
    room = style.columns - gutter - 3
    before = 0
    for number in mark.numbers:
        code = sources.line(mark.place.path, number)
        if code is None:
            continue
        if before and number > before + 1:
            yield line(Span(" " * gutter + " :", "code"))
        before = number
        marked = mark.place.line <= number <= mark.last
        part = excerpt_line(
            code.rstrip("\r\n"), mark.place if marked else None, number, room, style
        )
        yield line(Span(f"{number:>{gutter}} |", "code"), f" {part.text}")
        if marked:
            label = mark.label if number == mark.last else ""
            signs = mark.sign * (part.stop - part.start)
            for under in _signed(signs, part.start, clean(label, style), room):
                yield line(Span(" " * gutter + " |", "code"), " ", Span(under, mark.role))


def _signed(signs: str, start: int, label: str, room: int) -> list[str]:
    under = " " * start + signs
    if not label:
        return [under]
    beside = len(under) + 1
    if room - beside >= min(LABEL_ROOM, len(label)):
        first, *rest = wrap(label, room - beside)
        return [f"{under} {first}", *(" " * beside + text for text in rest)]
    below = max(min(start, room - LABEL_ROOM), 0)
    return [under, *(" " * below + text for text in wrap(label, room - below))]


def next_line(sources: Sources, place: Place) -> frozenset[int]:
    """The line after a place, if it belongs to the same function and is not blank."""
    number = max(place.line, place.end_line) + 1
    code = sources.line(place.path, number)
    name = re.escape(place.function.rpartition(".")[2])
    if not name or code is None or not code.strip():
        return frozenset()
    definition = re.compile(rf"\s*(async\s+)?def\s+{name}\b")
    for above in range(place.line, 0, -1):
        line_above = sources.line(place.path, above) or ""
        if definition.match(line_above):
            inside = _indentation(code) > _indentation(line_above)
            return frozenset({number} if inside else ())
    return frozenset()


def _indentation(code: str) -> int:
    return len(code) - len(code.lstrip())
