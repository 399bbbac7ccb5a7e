"""SARIF 2.1.0 for code scanning: only what a reader may rely on, because GitHub shows every result as an open alert.

Source: OASIS SARIF 2.1.0 plus Errata 01; GitHub's documentation "SARIF support for code scanning".
"""

from collections import Counter

from handler_lint.report.formats.parts.characters import clean
from handler_lint.report.formats.parts.document import Object, dump
from handler_lint.report.formats.parts.sarif_places import location, text
from handler_lint.report.formats.parts.sarif_results import result
from handler_lint.report.formats.parts.sarif_rules import rule_object, rules_of
from handler_lint.report.formats.style import Style
from handler_lint.report.model import Diagnostic, NotRun, Report, TargetReport
from handler_lint.report.summary import ordered

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
NOTIFICATIONS = {
    "not-run": "Planned calls were not run.",
    "internal-error": "handler-lint itself failed; the report is complete for the rest.",
}
PLAIN = Style()


def write(report: Report, style: Style) -> str:
    """One log with one run over all targets."""
    rules = rules_of(report)
    codes = [rule.code for rule in rules]
    seen: Counter[tuple[str, str, str]] = Counter()
    run: Object = {
        "tool": {
            "driver": {
                "name": "handler-lint",
                "version": report.version,
                "informationUri": "https://handler-lint.readthedocs.io/",
                "rules": [rule_object(rule) for rule in rules],
                "notifications": [
                    {"id": name, "shortDescription": text(what)}
                    for name, what in NOTIFICATIONS.items()
                ],
            }
        },
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(report)],
        "results": [
            result(target, diagnostic, codes.index(diagnostic.code), seen)
            for target in report.targets
            for diagnostic in ordered(target.diagnostics)
            if relied_on(diagnostic)
        ],
        "properties": {"handlerLint": {"targets": [_run_of(target) for target in report.targets]}},
    }
    return dump({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def relied_on(diagnostic: Diagnostic) -> bool:
    """Whether it is a result of kind `fail`: neither open, nor refuted, nor suppressed."""
    return diagnostic.status not in ("open", "refuted") and not diagnostic.suppressed


def _invocation(report: Report) -> Object:
    notifications = [
        _notification("not-run", "warning", _cause(cause), target, cause)
        for target in report.targets
        for cause in target.not_run
    ]
    notifications += [
        _notification("internal-error", "error", failure) for failure in report.failures
    ]
    return {
        "executionSuccessful": not report.failures,
        "exitCode": report.exit_code,
        "toolExecutionNotifications": notifications,
    }


def _cause(cause: NotRun) -> str:
    parts = [f"not run: {cause.headline}", cause.label, *cause.notes]
    parts += [f"missing: {cause.missing}"] if cause.missing else []
    parts += [f"blocked: {cause.blocked}"] if cause.blocked else []
    parts += [f"next: {cause.next}"] if cause.next else []
    return ". ".join(filter(None, parts))


def _notification(
    name: str,
    level: str,
    message: str,
    target: TargetReport | None = None,
    cause: NotRun | None = None,
) -> Object:
    notification: Object = {
        "descriptor": {"id": name, "index": list(NOTIFICATIONS).index(name)},
        "level": level,
        "message": text(clean(message, PLAIN)),
    }
    if target is not None and cause is not None and cause.place is not None:
        notification["locations"] = [location(target, cause.place)]
    return notification


def _run_of(target: TargetReport) -> Object:
    run = target.run
    return {
        "target": target.target,
        "stack": target.stack,
        "python": run.python if run else None,
        "tier": run.tier if run else None,
        "planned": run.planned if run else 0,
        "made": run.made if run else 0,
    }
