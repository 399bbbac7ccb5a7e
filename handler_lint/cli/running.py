"""From options to the exit code: settings, the check, the reports. Errors are one line on stderr."""

import gc
import os
import sys
from collections.abc import Mapping
from typing import Any

from handler_lint.cli.ending import DEFECT, one_line_errors
from handler_lint.cli.output import Output, tell, write_reports
from handler_lint.cli.progress import Ticker


def run_and_finish(options: Mapping[str, Any], tested: bool = False) -> None:
    """Check what the options name, write the reports and exit with the report's code."""
    # A short-lived process that builds large trees gains nothing from collecting them.
    gc.disable()
    with one_line_errors("test" if tested else "check", " ".join(options["targets"])):
        sys.exit(_finish(options, tested))


def _finish(options: Mapping[str, Any], tested: bool) -> int:
    from handler_lint.config.resolve import resolve

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
        return 1 if changes else 0
    write_reports(report, output)
    for failure in report.failures:
        tell(f"error: {failure}; {DEFECT}")
    return report.exit_code
