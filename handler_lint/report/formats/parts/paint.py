"""Lines of roles, and the colours of the roles. Colour is added last: without it nothing is lost."""

from collections.abc import Iterable
from typing import NamedTuple

from handler_lint.report.formats.style import Style

COLOURS = {
    "error": "1;31",
    "warning": "1;33",
    "note": "36",
    "code": "34",
    "message": "1",
    "confirmed": "31",
    "static": "31",
    "dynamic": "31",
    "open": "33",
    "refuted": "32",
    "key": "2",
    "help": "32",
    "passed": "1;32",
    "failed": "1;31",
}
"""Role to the parameters of a Select Graphic Rendition sequence (ECMA-48); sixteen colours, so that themes decide."""


class Span(NamedTuple):
    """Text of one role; `link` is the page that it leads to."""

    text: str
    role: str = ""
    link: str = ""


Line = tuple[Span, ...]


def line(*parts: Span | str) -> Line:
    """A line of these parts, without blanks at its end; plain strings have no role."""
    spans = [part if isinstance(part, Span) else Span(part) for part in parts]
    while spans and not spans[-1].text.strip(" "):
        spans.pop()
    if spans:
        spans[-1] = spans[-1]._replace(text=spans[-1].text.rstrip(" "))
    return tuple(spans)


def paint(lines: Iterable[Line], style: Style) -> str:
    """The lines as text, each with its newline."""
    return "".join("".join(_painted(span, style) for span in line) + "\n" for line in lines)


def _painted(span: Span, style: Style) -> str:
    if not style.colour or not span.text.strip():
        return span.text
    colour = COLOURS.get(span.role)
    text = f"\x1b[{colour}m{span.text}\x1b[0m" if colour else span.text
    if span.link and style.links:
        text = f"\x1b]8;;{span.link}\x1b\\{text}\x1b]8;;\x1b\\"
    return text
