"""From options to the exit code: settings, the check, the reports. Errors are one line on stderr."""

import os
import signal
import sys
from collections.abc import Mapping
from typing import Any, NoReturn

import click

from handler_lint.cli.output import Output, write_reports
from handler_lint.cli.progress import Ticker


def run_and_finish(options: Mapping[str, Any], tested: bool = False) -> NoReturn:
    """Check what the options name, write the reports and exit with the report's code."""
    import gc

    # A short-lived process that builds large trees gains nothing from collecting them.
    gc.disable()
    # What stops a job must not leave a worker or a folder behind: leaving by an exception cleans up.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    from handler_lint.config.resolve import resolve
    from handler_lint.config.settings import UsageError
    from handler_lint.dynamic.errors import HostError
    from handler_lint.package.target import NothingToCheck, TargetError
    from handler_lint.package.workspace import WorkspaceError

    try:
        output = Output.of(options)
        settings = resolve(options, os.environ, tested=tested)
        from handler_lint.lint import lint
        from handler_lint.rule import RuleSetError

        try:
            with Ticker(settings) as ticker:
                report = lint(settings, ticker.tell)
        except RuleSetError as error:
            fail(str(error), 4)
        for target in report.targets:
            for warning in target.warnings:
                click.echo(f"warning: {warning}", err=True)
        for refused in report.refused:
            click.echo(f"error: {refused}", err=True)
        write_reports(report, output)
    except (UsageError, TargetError, HostError, WorkspaceError) as error:
        fail(str(error), 2)
    except NothingToCheck as error:
        click.echo(f"nothing to check: {error}", err=True)
        sys.exit(3)
    except KeyboardInterrupt:
        fail("interrupted", 130)
    for failure in report.failures:
        click.echo(
            f"error: {failure}; this is a defect of handler-lint, please report it", err=True
        )
    sys.exit(report.exit_code)


def fail(message: str, code: int) -> NoReturn:
    click.echo(f"error: {message}", err=True)
    sys.exit(code)
