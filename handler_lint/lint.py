"""A check of all targets as one report: what the command line, tests and editors call."""

from handler_lint import __version__
from handler_lint.checking import Check
from handler_lint.config.settings import Settings
from handler_lint.dynamic.errors import HostError
from handler_lint.package.target import NothingToCheck, TargetError
from handler_lint.package.workspace import WorkspaceError
from handler_lint.planning import Progress
from handler_lint.report.model import Report, TargetReport
from handler_lint.report.summary import exit_code
from handler_lint.rule_set import select_rules
from handler_lint.static import library


def lint(settings: Settings, progress: Progress | None = None) -> Report:
    """Check every target and report all of them as one.

    Args:
        settings: resolved settings; `progress` is told the target, calls made, calls planned and the call under way.

    Raises:
        RuleSetError, TargetError, NothingToCheck, HostError, WorkspaceError: one actionable line each; of several
            targets, those that can be are checked all the same.
    """
    library.use(settings.models)
    rules = select_rules(settings)
    targets: list[TargetReport] = []
    failures = list(rules.failures)
    refused: list[Exception] = []
    for named in settings.targets:
        check = Check(named, settings, rules, progress)
        try:
            targets.append(check.report())
        except (TargetError, NothingToCheck, HostError, WorkspaceError) as error:
            refused.append(error)
        failures += check.failures
    if refused and not targets:
        raise refused[0]
    whys = tuple(str(error) for error in refused)
    code = exit_code(
        [found for target in targets for found in target.diagnostics],
        settings.fail_on,
        settings.fail_on_open,
        settings.require_dynamic,
        sum(block.calls for target in targets for block in target.not_run),
        failures,
        whys,
    )
    return Report(
        __version__,
        tuple(targets),
        code,
        settings.fail_on,
        settings.fail_on_open,
        settings.require_dynamic,
        settings.shown,
        tuple(failures),
        whys,
        rules.infos(),
    )
