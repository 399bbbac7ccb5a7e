"""`--fix`, `--unsafe-fixes` and `--diff`: fixes are written or shown, and what is left is reported."""

from collections.abc import Mapping
from dataclasses import replace
from difflib import unified_diff
from pathlib import Path
from typing import Any

from handler_lint.cli.streams import put, write_file
from handler_lint.config.settings import Settings, UsageError
from handler_lint.fix.fixing import Mended, file_of, is_mended, mend
from handler_lint.lint import lint
from handler_lint.planning import Progress
from handler_lint.report.model import Report


def check_fixing(options: Mapping[str, Any]) -> None:
    """Find out before anything is run that the options do not go together.

    Raises:
        UsageError: they do not.
    """
    if not options["diff"] and options["stdin_filename"]:
        raise UsageError("fixes are not written to standard input; --diff shows them")
    if options["diff"] and options["fix"]:
        raise UsageError("--fix writes and --diff does not: take one of them")
    if options["diff"] and (options["reports"] or options["output_format"] != "text"):
        raise UsageError("--diff writes a diff instead of a report: take the format away")


def fixed(
    settings: Settings, report: Report, options: Mapping[str, Any], progress: Progress
) -> tuple[Report, str]:
    """The report after the fixes, which are written, or the same report and what they would change as a unified diff.

    Raises:
        UsageError: a file cannot be written, or lies in an archive.
    """
    unsafe = options["unsafe_fixes"]
    named = {one.target: one for one in settings.targets}
    targets = {target.target: target for target in report.targets}
    if not options["diff"]:
        for target in report.targets:
            has_fix = any(is_mended(one, unsafe) for one in target.diagnostics)
            if has_fix and not file_of(named[target.target], target):
                raise UsageError(
                    f"{target.target}: fixes are not written into an archive; --diff shows them, and"
                    f" a handler file with --package {target.target} takes them"
                )
    mended = mend(settings, report, unsafe, progress)
    if options["diff"]:
        changes = [_diff(targets[one.target].joined(one.path), one) for one in mended]
        return report, "".join(changes)
    for one in mended:
        if one.after != one.before:
            _write(one, file_of(named[one.target], targets[one.target]))
    if any(one.fixed for one in mended):
        report = lint(settings, progress)
    report = replace(
        report,
        fixed=tuple(told for one in mended for told in one.fixed),
        not_fixed=tuple(told for one in mended for told in one.left),
    )
    return report, ""


def _write(mended: Mended, file: str) -> None:
    """Write a mended file, if it is still as it was read."""
    if Path(file).read_bytes() != mended.before:
        raise UsageError(f"{file} has changed while it was checked: check again")
    write_file(file, mended.after, instead="")


def show_diff(changes: str, file: str | None) -> None:
    """Write a diff to a file or to standard output.

    Raises:
        UsageError: it cannot be written.
    """
    data = changes.encode("utf-8", "surrogateescape")
    if file is None:
        put(data)
    else:
        write_file(file, data)


def _diff(path: str, one: Mended) -> str:
    """The changes of a file; its path is relative, as `patch -p1` takes it."""
    before, after = (_lines(data) for data in (one.before, one.after))
    named = path.lstrip("/")
    return "".join(unified_diff(before, after, f"a/{named}", f"b/{named}"))


def _lines(data: bytes) -> list[str]:
    """The lines with their ends; a last one without an end says so, as in a patch."""
    lines = data.decode("utf-8", "surrogateescape").splitlines(keepends=True)
    if lines and not lines[-1].endswith(("\n", "\r")):
        lines[-1] += "\n\\ No newline at end of file\n"
    return lines
