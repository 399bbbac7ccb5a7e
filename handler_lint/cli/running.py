"""From options to the exit code: settings, the check, the reports. Errors are one line on stderr."""

import gc
import os
import sys
from collections.abc import Mapping
from typing import Any, NoReturn

from handler_lint.cli.output import Output, tell, write_reports
from handler_lint.cli.progress import Ticker
from handler_lint.cli.stopping import clean_up_when_stopped

DEFECT = "this is a defect of handler-lint, please report it"


def run_and_finish(options: Mapping[str, Any], tested: bool = False) -> NoReturn:
    """Check what the options name, write the reports and exit with the report's code."""
    # A short-lived process that builds large trees gains nothing from collecting them.
    gc.disable()
    clean_up_when_stopped()
    try:
        _finish(options, tested)
    except KeyboardInterrupt:
        fail("interrupted", 130)
    except Exception as error:
        from handler_lint.judge import broken

        command = "test" if tested else "check"
        fail(f"{broken(command, ' '.join(options['targets']), error)}; {DEFECT}", 4)


def _finish(options: Mapping[str, Any], tested: bool) -> NoReturn:
    from handler_lint.config.resolve import resolve
    from handler_lint.config.settings import UsageError
    from handler_lint.dynamic.errors import HostError
    from handler_lint.package.target import NothingToCheck, TargetError
    from handler_lint.package.workspace import WorkspaceError
    from handler_lint.rule import RuleSetError

    try:
        output = Output.of(options)
        packs = bool(options.get("repack"))
        mends = any(options.get(name) for name in ("fix", "unsafe_fixes", "diff")) and not packs
        if packs:
            from handler_lint.cli.repacking import check_repacking, write_repacked

            check_repacking(options)
        if mends:
            from handler_lint.cli.fixing import check_fixing, fixed, show_diff

            check_fixing(options)
        settings = resolve(options, os.environ, tested=tested)
        from handler_lint.lint import lint

        with Ticker() as ticker:
            report = lint(settings, ticker.tell)
            if packs:
                report = write_repacked(settings, report, options, ticker.tell)
            if mends:
                report, changes = fixed(settings, report, options, ticker.tell)
        for target in report.targets:
            for warning in target.warnings:
                tell(f"warning: {warning}")
        for refused in report.refused:
            tell(f"error: {refused}")
        if mends and options["diff"]:
            show_diff(changes, options["output_file"])
            sys.exit(1 if changes else 0)
        write_reports(report, output)
    except (UsageError, TargetError, HostError, WorkspaceError) as error:
        fail(str(error), 2)
    except NothingToCheck as error:
        tell(f"nothing to check: {error}")
        sys.exit(3)
    except RuleSetError as error:
        fail(str(error), 4)
    for failure in report.failures:
        tell(f"error: {failure}; {DEFECT}")
    sys.exit(report.exit_code)


def fail(message: str, code: int) -> NoReturn:
    tell(f"error: {message}")
    sys.exit(code)
