"""What was run, as a table."""

from handler_lint.report.formats.parts.block import PREDICATES
from handler_lint.report.formats.parts.characters import clean, columns, cut_call, shortened, wrap
from handler_lint.report.formats.parts.paint import Line, Span, line
from handler_lint.report.formats.style import Style
from handler_lint.report.model import CallRecord, TargetReport

CALL_COLUMNS = 38
WALL_COLUMNS = 12
NARROW = 20
"""Where an outcome has less room than this it goes to a line of its own."""


def calls_table(target: TargetReport, style: Style) -> list[Line]:
    """What was executed, in order, with what came back, the findings that it decided, and wall time."""
    made = [call for call in target.calls if call.ended != "not_made"]
    if not made or _told_as_not_run(target, made):
        return []
    codes = max(5, *(len(" ".join(call.codes)) for call in made))
    title = "calls run"
    lines = [line(title + "wall".rjust(style.columns - len(title)))]
    for call in made:
        lines += _rows(call, codes, style)
    return lines


def _told_as_not_run(target: TargetReport, made: list[CallRecord]) -> bool:
    """The one call that was made is the one whose failure the block `not run` tells."""
    return bool(target.not_run) and len(made) == 1 and made[0].ended != "returned"


def _rows(call: CallRecord, codes: int, style: Style) -> list[Line]:
    text = cut_call(clean(call.short, style), CALL_COLUMNS, style)
    marks = " ".join(call.codes)
    wall = _wall(call.seconds)
    indent = CALL_COLUMNS + 2
    last = style.columns - WALL_COLUMNS - codes
    if last - indent - 2 < NARROW:
        last, indent = style.columns - codes, 4
        gap = style.columns - 2 - columns(text)
        head, start, wall = [line(f"  {text}{wall:>{gap}}")], " " * indent, ""
    else:
        head, start = [], f"  {text}{' ' * (CALL_COLUMNS - 1 - columns(text))} "
    first, *rest = wrap(_ended(call, style), last - indent - 2)
    start += first
    return [
        *head,
        line(
            start + " " * (last - columns(start)),
            Span(marks.ljust(codes), "code"),
            f"{wall:>{WALL_COLUMNS}}" if wall else "",
        ),
        *(line(" " * indent + part) for part in rest),
    ]


def _ended(call: CallRecord, style: Style) -> str:
    if call.failure is not None:
        return f"raised {shortened(call.failure.type, style)}"
    if call.ended == "returned":
        return shortened("ok" if call.value is None else call.value, style)
    return shortened(call.why_not or PREDICATES[call.ended], style)


def _wall(seconds: float | None) -> str:
    """Three figures are enough: `0.5 ms`, `174 ms`, `1.2 s`."""
    if seconds is None:
        return ""
    if seconds < 0.00995:
        return f"{seconds * 1000:.1f} ms"
    if seconds < 0.9995:
        return f"{seconds * 1000:.0f} ms"
    return f"{seconds:.1f} s" if seconds < 99.95 else f"{seconds:.0f} s"
