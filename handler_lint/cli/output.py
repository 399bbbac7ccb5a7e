"""Where reports go and how they look: format, file, width, colour."""

import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

from handler_lint.cli.options import FORMAT_NAMES
from handler_lint.cli.streams import check_file, encoded, say, tell, write_file
from handler_lint.config.settings import UsageError
from handler_lint.report.formats import Style, closing, write
from handler_lint.report.formats.style import WIDEST
from handler_lint.report.model import Report

__all__ = ["Output", "say", "tell", "wants_colour", "write_reports"]


@dataclass(frozen=True, slots=True)
class Output:
    """The reports to write: format and file, None for standard output."""

    reports: tuple[tuple[str, Path | None], ...]
    style: Style

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> Self:
        """What the output options ask for.

        Raises:
            UsageError: a further report is not FORMAT=FILE, or a file's folder does not exist.
        """
        file = Path(check_file(options["output_file"])) if options["output_file"] else None
        reports = [(options["output_format"], file)]
        for one in options["reports"]:
            name, sign, path = one.partition("=")
            if name not in FORMAT_NAMES or not sign or not path:
                known = ", ".join(FORMAT_NAMES)
                raise UsageError(f"--report {one}: write FORMAT=FILE with a format of {known}")
            reports.append((name, Path(check_file(path))))
        encoding = (sys.stdout.encoding or "ascii").lower().replace("-", "")
        terminal = sys.stdout.isatty()
        colour = wants_colour(options["color"], os.environ, terminal)
        return cls(
            tuple(reports),
            Style(
                width=shutil.get_terminal_size((WIDEST, 24)).columns if terminal else WIDEST,
                colour=colour,
                ascii=options["ascii_"] or encoding != "utf8",
                quiet=options["quiet"],
                verbose=options["verbose"],
                links=colour and terminal,
            ),
        )


def wants_colour(asked: str, environ: Mapping[str, str], terminal: bool) -> bool:
    """`--color`, then NO_COLOR, FORCE_COLOR, then whether it is a terminal (no-color.org)."""
    if asked != "auto":
        return asked == "always"
    if environ.get("NO_COLOR"):
        return False
    if environ.get("FORCE_COLOR"):
        return True
    return terminal and environ.get("TERM") != "dumb"


def write_reports(report: Report, output: Output) -> None:
    """Write every report that was asked for; a file is written whole or not at all.

    Raises:
        UsageError: a file or standard output cannot be written; the others are written all the same.
    """
    plain = replace(output.style, width=WIDEST, colour=False, links=False)
    errors = []
    for name, file in output.reports:
        try:
            if file is None:
                say(write(report, name, output.style))
                if line := closing(report, name):
                    tell(line)
            else:
                write_file(str(file), encoded(write(report, name, plain)))
        except UsageError as error:
            errors.append(error)
    if errors:
        raise errors[0]
