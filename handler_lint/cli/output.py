"""Where reports go and how they look: format, file, width, colour."""

import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import click

from handler_lint.cli.options import FORMAT_NAMES
from handler_lint.config.settings import UsageError
from handler_lint.report.formats import Style, closing, write
from handler_lint.report.model import Report


@dataclass(frozen=True, slots=True)
class Output:
    """The reports to write: format and file, None for standard output."""

    reports: tuple[tuple[str, Path | None], ...]
    style: Style

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> Self:
        """What the output options ask for.

        Raises:
            UsageError: a further report is not FORMAT=FILE.
        """
        file = Path(options["output_file"]) if options["output_file"] else None
        reports = [(options["output_format"], file)]
        for one in options["reports"]:
            name, sign, path = one.partition("=")
            if name not in FORMAT_NAMES or not sign or not path:
                known = ", ".join(FORMAT_NAMES)
                raise UsageError(f"--report {one}: write FORMAT=FILE with a format of {known}")
            reports.append((name, Path(path)))
        encoding = (sys.stdout.encoding or "ascii").lower().replace("-", "")
        terminal = sys.stdout.isatty()
        colour = wants_colour(options["color"], os.environ, terminal)
        return cls(
            tuple(reports),
            Style(
                width=shutil.get_terminal_size((100, 24)).columns if terminal else 100,
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
        UsageError: a file cannot be written.
    """
    for name, file in output.reports:
        if file is None:
            text = write(report, name, output.style)
            data = text.encode("utf-8", "backslashreplace")
            stream = sys.stdout.buffer
            stream.write(data)
            stream.flush()
            if line := closing(report, name):
                click.echo(line, err=True)
            continue
        plain = Style(
            ascii=output.style.ascii, quiet=output.style.quiet, verbose=output.style.verbose
        )
        _replace(file, write(report, name, plain).encode("utf-8", "backslashreplace"))


def _replace(file: Path, data: bytes) -> None:
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        part.write_bytes(data)
        part.replace(file)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise UsageError(
            f"{file} cannot be written: {error.strerror}; name another file"
        ) from error
