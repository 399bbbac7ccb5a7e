"""`--repack FILE`: a repaired model archive is written, and what is left is reported of it."""

import os
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from handler_lint.cli.streams import check_file, write_file
from handler_lint.config.settings import Settings, UsageError
from handler_lint.fix.fixing import mend
from handler_lint.fix.repacking import repack
from handler_lint.lint import lint
from handler_lint.package.layout import PROGRAM
from handler_lint.package.target import open_target
from handler_lint.planning import Progress
from handler_lint.report.model import SURE, Report


def check_repacking(options: Mapping[str, Any]) -> None:
    """Find out before anything is run that the archive cannot be written.

    Raises:
        UsageError: there are several targets, the archive is the target, or its folder is not there.
    """
    file, targets = options["repack"], options["targets"]
    if options["diff"] or options["stdin_filename"]:
        raise UsageError("--repack writes an archive: take --diff or --stdin-filename away")
    if len(targets) != 1 or targets[0].endswith(".py"):
        raise UsageError("--repack takes one target, a package: name its folder or its archive")
    if not file.endswith((".tar.gz", ".tgz")):
        raise UsageError(f"--repack {file}: name a file that ends in .tar.gz")
    if os.path.exists(file) and os.path.realpath(file) == os.path.realpath(targets[0]):
        raise UsageError(f"--repack never writes in place: name another file than {file}")
    check_file(file)


def write_repacked(
    settings: Settings, report: Report, options: Mapping[str, Any], progress: Progress
) -> Report:
    """Write the repaired archive, and the report of it: what was moved and mended is not in it any more.

    Raises:
        UsageError: it cannot be written.
    """
    (named,), (target,) = settings.targets, report.targets
    package = open_target(
        named.target, samples=named.samples, program=settings.environ.get(PROGRAM, "")
    )
    moves = {
        old: new
        for one in target.diagnostics
        if one.status in SURE and not one.suppressed
        for old, new in one.moves
    }
    wanted = options["fix"] or options["unsafe_fixes"]
    mended = mend(settings, report, options["unsafe_fixes"], progress) if wanted else ()
    texts = {one.path: one.after for one in mended}
    write_file(options["repack"], lambda output: repack(package, moves, texts, output))
    gone = tuple(told for one in mended for told in one.fixed)
    left = tuple(told for one in mended for told in one.left)
    again = replace(named, target=options["repack"], framework=named.framework or target.stack)
    return replace(lint(replace(settings, targets=(again,)), progress), fixed=gone, not_fixed=left)
