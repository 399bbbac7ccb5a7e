"""The report that a person reads in the terminal."""

from handler_lint.report.formats.parts.block import finding_block, not_run_block
from handler_lint.report.formats.parts.calls import calls_table
from handler_lint.report.formats.parts.characters import clean, wrap
from handler_lint.report.formats.parts.header import binding_table, header, target_line
from handler_lint.report.formats.parts.notes import notes_table
from handler_lint.report.formats.parts.paint import Line, Span, line, paint
from handler_lint.report.formats.style import Style
from handler_lint.report.model import Report, TargetReport
from handler_lint.report.summary import exit_line, listed, summary_lines

TARGETS_IN_FULL = 3
"""Up to so many targets show what the stack binds and what was run."""


def write(report: Report, style: Style) -> str:
    """Sections parted by one empty line: for each target what there is to say, then one summary."""
    sections: list[list[Line]] = []
    clean_targets: list[Line] = []
    alone = len(report.targets) == 1
    for target in report.targets:
        if alone or listed(report, target) or target.not_run:
            sections += _target(report, target, style)
        elif not style.quiet:
            clean_targets.append(line(*target_line(target, style), _without_findings(target)))
    sections += [clean_targets, _summary(report, style)]
    return paint(_parted(sections), style)


def _without_findings(target: TargetReport) -> str:
    if target.run is None or not target.run.made:
        return ": no findings"
    return f": no findings, {target.run.made} calls run"


def _parted(sections: list[list[Line]]) -> list[Line]:
    lines: list[Line] = []
    for section in filter(None, sections):
        if lines:
            lines.append(())
        lines += section
    return lines


def _target(report: Report, target: TargetReport, style: Style) -> list[list[Line]]:
    shown = listed(report, target)
    opened = [d for d in shown if d.severity != "note" or style.verbose]
    notes = [d for d in shown if d not in opened]
    blocks = [finding_block(target, diagnostic, style) for diagnostic in opened]
    table = notes_table(target, notes, style)
    if style.quiet:
        name = [target_line(target, style)] if len(report.targets) > 1 and shown else []
        return [name, *blocks, table]
    not_run = [not_run_block(target, cause, style) for cause in target.not_run]
    in_full = style.verbose or len(report.targets) <= TARGETS_IN_FULL
    binding = binding_table(target, style) if in_full else []
    calls = calls_table(target, style) if in_full else []
    return [header(target, style), binding, *blocks, *not_run, table, calls]


def _summary(report: Report, style: Style) -> list[Line]:
    """The last line is never wrapped: whoever reads only that line reads all of it."""
    lines = [
        line(part) for text in summary_lines(report) for part in _wrapped(clean(text, style), style)
    ]
    role = "passed" if report.exit_code == 0 else "failed"
    return [*lines, line(Span(exit_line(report), role))]


def _wrapped(text: str, style: Style) -> list[str]:
    """A line of the summary; what does not fit goes below its first word behind the colon."""
    key, colon, _ = text.partition(": ")
    indent = len(key) + 2 if colon else 0
    if not indent:
        return wrap(text, style.columns)
    first, *rest = wrap(text[indent:], style.columns - indent)
    return [text[:indent] + first, *(" " * indent + part for part in rest)]
