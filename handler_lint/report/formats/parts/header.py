"""The top of the text report: what was checked, how it was run, and what the stack binds."""

from handler_lint.report.formats.parts.characters import clean, columns, wrap
from handler_lint.report.formats.parts.paint import Line, Span, line
from handler_lint.report.formats.style import Style
from handler_lint.report.model import TargetReport

KEY_COLUMNS = 13
NAME_COLUMNS = 16
NARROW = 20
"""A last column with less room than this goes to lines of its own."""

SAMPLES_SHOWN = 5


def header(target: TargetReport, style: Style) -> list[Line]:
    """What was checked, as which stack, run by which interpreter in which isolation, with which samples."""
    stack = f"{target.stack} ({target.stack_evidence})" if target.stack_evidence else target.stack
    rows = [
        ("stack", stack),
        ("ran with", _ran_with(target)),
        ("samples", _samples(target, style)),
    ]
    lines = [target_line(target, style)]
    for key, value in rows:
        first, *rest = wrap(clean(value, style), style.columns - KEY_COLUMNS)
        lines += [line(f"  {key:<11}{first}"), *(line(" " * KEY_COLUMNS + text) for text in rest)]
    return lines


def target_line(target: TargetReport, style: Style) -> Line:
    return line(Span(clean(target.target, style), "message"))


def _ran_with(target: TargetReport) -> str:
    if target.run is None or not target.run.python:
        return f"nothing: {target.why_no_run or 'no finding needed a run'}"
    return f"Python {target.run.python}, {target.run.interpreter}; isolation {target.run.tier}"


def _samples(target: TargetReport, style: Style) -> str:
    if not target.samples:
        return "none given"
    shown = target.samples if style.verbose else target.samples[:SAMPLES_SHOWN]
    more = len(target.samples) - len(shown)
    names = ", ".join(shown) + (f" and {more} more" if more else "")
    source = f" in {target.samples_from}" if target.samples_from else ""
    return f"{len(target.samples)}{source}: {names}"


def binding_table(target: TargetReport, style: Style) -> list[Line]:
    """The five names: where each is defined and with which signature, or what the stack does without it."""
    if not target.bindings:
        return []
    places = [
        clean(
            f"{target.shown(binding.place.path)}:{binding.place.line}"
            if binding.place is not None
            else binding.elsewhere,
            style,
        )
        for binding in target.bindings
    ]
    indent = NAME_COLUMNS + max(columns(place) for place in places) + 3
    narrow = style.columns - indent < NARROW
    if narrow:
        indent = NAME_COLUMNS
    lines = [line("what the stack binds")]
    for binding, place in zip(target.bindings, places, strict=True):
        start = f"  {binding.name:<14}{place}"
        texts = wrap(clean(binding.text, style), style.columns - indent)
        if not narrow:
            start += " " * (indent - columns(start)) + texts.pop(0)
        lines += [line(start), *(line(" " * indent + text) for text in texts)]
    return lines
