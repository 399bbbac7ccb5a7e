"""Why nothing was run, for the head of a report and for findings that stay open."""

from handler_lint.planning import RunRequest, missing_needs
from handler_lint.report.not_run import is_cause
from handler_lint.report.settle import NoRun
from handler_lint.rule import Rule
from handler_lint.running import Executed

NEEDS = {
    "model": NoRun("no model in the package", "check the package with its model files"),
    "sample": NoRun("no payload sample", "give real requests with --samples DIR"),
}
"""What is said of a finding whose cases cannot do without something that is missing."""


def nothing_run(request: RunRequest, executed: Executed, rule: type[Rule]) -> NoRun:
    """Why a finding of a rule is open where its cases were not run, and what would settle it."""
    package, settings = request.handler.package, request.settings
    if not package.can_run and package.kind == "file":
        return NoRun(
            "no package, so nothing of it was run",
            "check the package that it is in, or name it with --package DIR",
        )
    if settings.dynamic == "off":
        return NoRun(f"nothing was run ({settings.why_off})", "run again with --dynamic flagged")
    for need in missing_needs(package, rule.needs):
        return NEEDS[need]
    if any(is_cause(outcome) for outcome in executed.outcomes.values()):
        return NoRun("its calls could not be made", 'see "not run"')
    return NoRun("the run does not tell", "read the line that is named: it needs a person")


def why_nothing(request: RunRequest) -> str:
    """Why no call was planned, for the head of the report."""
    if not request.handler.package.can_run:
        return "the target is a file; --package DIR names its package"
    if request.settings.dynamic == "off":
        return request.settings.why_off
    return "no finding needed a run"
