"""One line a finding, for editors and logs: `path:line:column: severity[CODE] message [status]`."""

from handler_lint.report.formats.parts.block import margin
from handler_lint.report.formats.parts.characters import clean
from handler_lint.report.formats.parts.places import region
from handler_lint.report.formats.style import Style
from handler_lint.report.model import Diagnostic, NotRun, Report, TargetReport
from handler_lint.report.summary import exit_line, listed, plural


def write(report: Report, style: Style) -> str:
    """The findings that the report shows, then what was not run; never wrapped, no colour."""
    lines = [
        _finding(target, diagnostic, style)
        for target in report.targets
        for diagnostic in listed(report, target)
    ]
    lines += [
        _not_run(target, cause, style) for target in report.targets for cause in target.not_run
    ]
    return "".join(f"{line}\n" for line in lines)


def _finding(target: TargetReport, diagnostic: Diagnostic, style: Style) -> str:
    line, column, *_ = region(diagnostic.place)
    path = clean(target.joined(diagnostic.place.path), style)
    head = f"{path}:{line}:{column}: {diagnostic.severity}[{diagnostic.code}]"
    return f"{head} {clean(diagnostic.message, style)} [{margin(diagnostic)}]"


def _not_run(target: TargetReport, cause: NotRun, style: Style) -> str:
    what = cause.headline
    if cause.place is not None:
        line, column, *_ = region(cause.place)
        what = f"{cause.place.path}:{line}:{column} {cause.label or cause.headline}"
    calls = f" ({plural(cause.calls, 'call')})" if cause.calls else ""
    return f"{clean(target.target, style)}: not run: {clean(what, style)}{calls}"


def closing(report: Report) -> str:
    """The exit code and its reason."""
    return exit_line(report)
