"""What a report adds up to: which findings it lists and counts, its exit code, and the sentences of its end."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal

from handler_lint.report.model import (
    STATUSES,
    Diagnostic,
    Fixed,
    Report,
    SeverityName,
    TargetReport,
)

FailOn = Literal["error", "warning", "note", "never"]

SEVERITIES: tuple[SeverityName, ...] = ("error", "warning", "note")
"""The worst first."""

STANDINGS = (*STATUSES, "suppressed")
HIDEABLE = ("refuted", "suppressed")
"""What never counts, and is listed only where `--show` names it."""


def exit_code(
    diagnostics: Iterable[Diagnostic],
    fail_on: str,
    fail_on_open: bool,
    require_dynamic: bool,
    calls_not_run: int,
    failures: Sequence[str],
    refused: Sequence[str] = (),
) -> int:
    """The exit code of a check that found something to check.

    Args:
        fail_on: the mildest severity that counts, or `never`.
        fail_on_open: open findings count as well.
        require_dynamic: a planned call that could not be made is 2.
        calls_not_run: how many were not made for want of an interpreter or a module.
        failures: internal errors.
        refused: targets that could not be checked.

    Returns:
        4 for an internal error, else 1 for a finding that counts, else 2 for a target that could not be
        checked or a call that had to run, else 0.
    """
    if failures:
        return 4
    if any(counts(diagnostic, fail_on, fail_on_open) for diagnostic in diagnostics):
        return 1
    return 2 if refused or (require_dynamic and calls_not_run) else 0


def counts(diagnostic: Diagnostic, fail_on: str, fail_on_open: bool) -> bool:
    """Whether this finding alone makes the exit code 1."""
    if fail_on == "never" or diagnostic.suppressed or diagnostic.status == "refuted":
        return False
    if diagnostic.status == "open" and not fail_on_open:
        return False
    return _rank(diagnostic.severity) <= SEVERITIES.index(fail_on)


def _rank(severity: SeverityName) -> int:
    return SEVERITIES.index(severity)


def ordered(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Errors, then warnings, then notes; each by path, line, column and code."""
    return tuple(
        sorted(
            diagnostics,
            key=lambda d: (_rank(d.severity), d.place.path, d.place.line, d.place.column, d.code),
        )
    )


def listed(report: Report, target: TargetReport) -> tuple[Diagnostic, ...]:
    """The findings of a target that the report shows, in its order."""
    return ordered(d for d in target.diagnostics if report.visible(d))


def standing(diagnostic: Diagnostic) -> str:
    """The word under which a summary counts a finding: its status, or `suppressed`."""
    return "suppressed" if diagnostic.suppressed else diagnostic.status


def hidden(report: Report) -> dict[str, int]:
    """How many findings the report does not show, by the word that `--show` takes for them."""
    found = Counter(standing(d) for d in report.diagnostics if not report.visible(d))
    return {word: found[word] for word in HIDEABLE}


def planned_calls(report: Report) -> int:
    return sum(target.run.planned for target in report.targets if target.run)


def calls_not_run(report: Report) -> int:
    """Calls that a cause kept from running; what merely follows a failed call is none."""
    return sum(block.calls for target in report.targets for block in target.not_run)


def plural(number: int, noun: str) -> str:
    """`1 error`, `2 errors`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def summary_lines(report: Report) -> list[str]:
    """The lines of the summary but the last, each only where it has something to say."""
    lines = [
        _findings(report),
        _hidden(report),
        _not_run(report),
        _not_read(report),
        _fixed(report.fixed, "fixed"),
        _fixed(report.not_fixed, "not fixed, because it would stay"),
        _fixable(report),
    ]
    lines += [f"internal error: {failure}" for failure in report.failures]
    return [line for line in lines if line]


def _findings(report: Report) -> str:
    shown = [d for d in report.diagnostics if report.visible(d)]
    groups = []
    for severity in SEVERITIES:
        found = Counter(standing(d) for d in shown if d.severity == severity)
        if found:
            words = [word for word in STANDINGS if found[word]]
            parts = words if len(words) == 1 else [f"{found[word]} {word}" for word in words]
            groups.append(f"{plural(found.total(), severity)} ({', '.join(parts)})")
    return ", ".join(groups) or "no findings"


def _hidden(report: Report) -> str:
    parts = [f"{n} {word} (--show {word})" for word, n in hidden(report).items() if n]
    return f"hidden: {', '.join(parts)}" if parts else ""


def _not_run(report: Report) -> str:
    if not calls_not_run(report):
        return ""
    causes = sum(len(target.not_run) for target in report.targets)
    why = f" ({plural(causes, 'cause')})" if causes else ""
    return f"not run: {_planned_not_run(report)}{why}"


def _fixed(found: Sequence[Fixed], word: str) -> str:
    """`fixed: 2 (HL202, HL504)`."""
    codes = ", ".join(dict.fromkeys(one.code for one in found))
    return f"{word}: {len(found)} ({codes})" if found else ""


def _fixable(report: Report) -> str:
    """`1 can be fixed with --fix, 2 more with --unsafe-fixes`; of an archive the fixes can only be looked at."""
    safe = unsafe = packed = 0
    for target in report.targets:
        for one in target.diagnostics:
            if one.fix is not None and report.visible(one) and not one.suppressed:
                packed += target.kind == "archive"
                safe += target.kind != "archive" and one.fix.safe
                unsafe += target.kind != "archive" and not one.fix.safe
    parts = [f"{safe} can be fixed with --fix"] if safe else []
    more = "more" if safe else "can be fixed"
    parts += [f"{unsafe} {more} with --unsafe-fixes"] if unsafe else []
    parts += [f"{packed} can be fixed before the archive is packed (--diff)"] if packed else []
    return ", ".join(parts)


def _not_read(report: Report) -> str:
    incomplete = sum(target.incomplete_cases for target in report.targets)
    return f"not read to the end: {plural(incomplete, 'case')}" if incomplete else ""


def _planned_not_run(report: Report) -> str:
    return f"{calls_not_run(report)} of {plural(planned_calls(report), 'planned call')}"


def exit_line(report: Report) -> str:
    """The last line: the exit code and its reason."""
    reason = exit_reason(report)
    return f"exit {report.exit_code}: {reason}" if reason else f"exit {report.exit_code}"


def exit_reason(report: Report) -> str:
    """Why the exit code is what it is; empty where there is nothing to say."""
    match report.exit_code:
        case 0:
            return _reason_for_0(report)
        case 1:
            counting = [
                d for d in report.diagnostics if counts(d, report.fail_on, report.fail_on_open)
            ]
            by = Counter(d.severity for d in counting)
            found = ", ".join(
                plural(by[severity], severity) for severity in SEVERITIES if by[severity]
            )
            too = ", --fail-on-open" if any(d.status == "open" for d in counting) else ""
            return f"{found}; --fail-on {report.fail_on}{too}{_open(report)}"
        case 2 if report.refused:
            verb = "was" if len(report.refused) == 1 else "were"
            return f"{plural(len(report.refused), 'target')} {verb} not checked"
        case 2:
            verb = "was" if calls_not_run(report) == 1 else "were"
            return f"{_planned_not_run(report)} {verb} not run; --require-dynamic"
        case 4:
            return "an internal error; the report is complete for the rest"
    return ""


def _reason_for_0(report: Report) -> str:
    nothing = f"nothing at or above --fail-on {report.fail_on}"
    if report.fail_on == "never":
        nothing = "--fail-on never"
    if calls_not_run(report):
        verb = "was" if calls_not_run(report) == 1 else "were"
        return f"{nothing}, but {_planned_not_run(report)} {verb} not run (--require-dynamic)"
    if any(standing(d) not in HIDEABLE for d in report.diagnostics):
        return f"{nothing}{_open(report)}"
    return ""


def _open(report: Report) -> str:
    if report.fail_on_open or report.fail_on == "never":
        return ""
    match sum(standing(d) == "open" for d in report.diagnostics):
        case 0:
            return ""
        case 1:
            return ". The open finding does not count (--fail-on-open)"
    return ". Open findings do not count (--fail-on-open)"
