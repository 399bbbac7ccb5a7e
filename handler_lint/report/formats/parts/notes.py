"""The notes of the text report: one line each."""

from collections.abc import Sequence

from handler_lint.report.formats.parts.block import margin
from handler_lint.report.formats.parts.characters import clean, columns, wrap
from handler_lint.report.formats.parts.paint import Line, Span, line
from handler_lint.report.formats.style import Style
from handler_lint.report.model import Diagnostic, TargetReport

NARROW = 30
"""Messages with less room than this go below."""


def notes_table(target: TargetReport, notes: Sequence[Diagnostic], style: Style) -> list[Line]:
    """Place, code, message, and the status at the right margin."""
    if not notes:
        return []
    places = [_spot(target, note, style) for note in notes]
    wide = max(columns(place) for place in places) + 3
    codes = max(len(note.code) for note in notes) + 2
    lines = [line("notes")]
    for note, place in zip(notes, places, strict=True):
        status = margin(note)
        before = f"  {place}{' ' * (wide - columns(place))}"
        indent = columns(before) + codes
        room = style.columns - indent - len(status) - 2
        message = clean(note.message, style)
        if room < NARROW:
            texts, indent = ["", *wrap(message, style.columns - 4)], 4
        else:
            texts = wrap(message, room)
        first = note.code.ljust(codes) + texts[0]
        gap = style.columns - columns(before) - columns(first) - len(status)
        lines.append(
            line(
                before,
                Span(note.code, "note", note.docs_url),
                first.removeprefix(note.code) + " " * max(gap, 1),
                Span(status, note.status),
            )
        )
        lines += [line(" " * indent + text) for text in texts[1:]]
    return lines


def _spot(target: TargetReport, note: Diagnostic, style: Style) -> str:
    place = note.place
    spot = f":{place.line}:{place.column}" if place.line > 0 else ""
    return clean(f"{target.shown(place.path)}{spot}", style)
