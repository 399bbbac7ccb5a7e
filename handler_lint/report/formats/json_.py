"""The report for scripts: one object, nothing cut. Keys may be added; none changes or goes while `version` stays."""

from collections import Counter

from handler_lint.calls import Place
from handler_lint.fix.edit import Fix
from handler_lint.report.formats.parts.document import Object, dump
from handler_lint.report.formats.parts.places import region
from handler_lint.report.formats.style import Style
from handler_lint.report.model import (
    STATUSES,
    CallRecord,
    Diagnostic,
    Evidence,
    Failure,
    Fixed,
    NotRun,
    Report,
    Step,
    TargetReport,
)
from handler_lint.report.summary import (
    SEVERITIES,
    calls_not_run,
    exit_reason,
    hidden,
    ordered,
    planned_calls,
)

VERSION = 1


def write(report: Report, style: Style) -> str:
    """All findings, those too that the text report only counts: they are marked `hidden`."""
    return dump(
        {
            "version": VERSION,
            "tool": {"name": "handler-lint", "version": report.version},
            "targets": [_target(target) for target in report.targets],
            "calls": [_call(target, call) for target in report.targets for call in target.calls],
            "diagnostics": [
                _diagnostic(report, target, diagnostic)
                for target in report.targets
                for diagnostic in ordered(target.diagnostics)
            ],
            "summary": _summary(report),
        }
    )


def _target(target: TargetReport) -> Object:
    return {
        "target": target.target,
        "kind": target.kind,
        "handler": target.handler,
        "stack": {
            "name": target.stack,
            "evidence": target.stack_evidence,
            "candidates": list(target.candidates),
        },
        "bindings": [
            {
                "name": binding.name,
                "path": binding.place.path if binding.place else None,
                "line": binding.place.line if binding.place else None,
                "text": binding.text,
                "parameters": binding.parameters,
            }
            for binding in target.bindings
        ],
        "content_types": [
            {
                "function": known.function,
                "content_type": known.content_type,
                "outcome": known.outcome,
                "line": known.line,
            }
            for known in target.content_types
        ],
        "files": [
            {
                "path": one.path,
                "function": one.function,
                "line": one.line,
                "in_package": one.in_package,
            }
            for one in target.files
        ],
        "samples": list(target.samples),
        "samples_from": target.samples_from,
        "incomplete_cases": target.incomplete_cases,
        "run": _run(target),
    }


def _run(target: TargetReport) -> Object | None:
    if target.run is None:
        return None
    return {
        "python": target.run.python,
        "interpreter": target.run.interpreter,
        "tier": target.run.tier,
        "planned": target.run.planned,
        "made": target.run.made,
        "not_run": [_not_run(cause) for cause in target.not_run],
    }


def _not_run(cause: NotRun) -> Object:
    return {
        "headline": cause.headline,
        "place": None if cause.place is None else _place(cause.place),
        "label": cause.label,
        "notes": list(cause.notes),
        "missing": cause.missing,
        "blocked": cause.blocked,
        "next": cause.next,
        "calls": cause.calls,
    }


def _call(target: TargetReport, call: CallRecord) -> Object:
    return {
        "target": target.target,
        "call": call.call,
        "sample": call.sample,
        "content_type": call.content_type,
        "accept": call.accept,
        "outcome": call.ended,
        "value": call.value,
        "seconds": call.seconds,
        "error": _error(call.failure),
        "codes": list(call.codes),
        "why_not": call.why_not,
    }


def _error(failure: Failure | None) -> Object | None:
    if failure is None:
        return None
    return {
        "type": failure.type,
        "message": failure.message,
        "path": failure.place.path if failure.place else None,
        "line": failure.place.line if failure.place else None,
    }


def _place(place: Place) -> Object:
    line, column, end_line, end_column = region(place)
    return {
        "path": place.path,
        "line": line,
        "column": column,
        "end_line": end_line,
        "end_column": end_column,
        "function": place.function,
    }


def _diagnostic(report: Report, target: TargetReport, diagnostic: Diagnostic) -> Object:
    return {
        "target": target.target,
        "code": diagnostic.code,
        "name": diagnostic.name,
        "severity": diagnostic.severity,
        "status": diagnostic.status,
        "message": diagnostic.message,
        **_place(diagnostic.place),
        "label": diagnostic.label,
        "evidence": _evidence(diagnostic.evidence),
        "notes": list(diagnostic.notes),
        "listing": [{"path": path, "label": label} for path, label in diagnostic.listing],
        "why_open": diagnostic.why_open,
        "next": diagnostic.next,
        "help": diagnostic.help,
        "related": [{**_place(place.place), "label": place.label} for place in diagnostic.related],
        "fix": _fix(diagnostic.fix),
        "moves": [{"from": old, "to": new} for old, new in diagnostic.moves],
        "fingerprint": diagnostic.fingerprint,
        "suppressed": diagnostic.suppressed,
        "hidden": not report.visible(diagnostic),
        "docs_url": diagnostic.docs_url,
    }


def _fix(fix: Fix | None) -> Object | None:
    if fix is None:
        return None
    edits = [{**_place(edit.place), "text": edit.text} for edit in fix.edits]
    return {"safe": fix.safe, "edits": edits}


def _evidence(evidence: Evidence | None) -> Object | None:
    if evidence is None:
        return None
    return {
        "run": _step(evidence.run),
        "input": evidence.input,
        "then": [_step(step) for step in evidence.then],
        "client": evidence.client,
    }


def _step(step: Step) -> Object:
    return {
        "call": step.call,
        "outcome": step.ended,
        "value": step.value,
        "error": _error(step.failure),
        "died": step.died,
    }


def _fixed(one: Fixed) -> Object:
    return {"target": one.target, "code": one.code, "message": one.message}


def _summary(report: Report) -> Object:
    shown = [diagnostic for diagnostic in report.diagnostics if report.visible(diagnostic)]
    severities = Counter(diagnostic.severity for diagnostic in shown)
    statuses = Counter(diagnostic.status for diagnostic in shown)
    return {
        **{f"{severity}s": severities[severity] for severity in SEVERITIES},
        "by_status": {status: statuses[status] for status in STATUSES},
        "hidden": hidden(report),
        "calls": {"planned": planned_calls(report), "not_run": calls_not_run(report)},
        "fail_on": report.fail_on,
        "fail_on_open": report.fail_on_open,
        "require_dynamic": report.require_dynamic,
        "fixed": [_fixed(one) for one in report.fixed],
        "not_fixed": [_fixed(one) for one in report.not_fixed],
        "failures": list(report.failures),
        "exit_code": report.exit_code,
        "exit_reason": exit_reason(report),
    }
