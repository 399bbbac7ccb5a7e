"""Where reports go and how they look: format, file, width, colour."""

import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any, Self

from handler_lint.cli.options import FORMAT_NAMES
from handler_lint.config.settings import UsageError
from handler_lint.report.formats import Style, closing, write
from handler_lint.report.formats.style import WIDEST
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
            UsageError: a further report is not FORMAT=FILE, or a file's folder does not exist.
        """
        file = _check(Path(options["output_file"])) if options["output_file"] else None
        reports = [(options["output_format"], file)]
        for one in options["reports"]:
            name, sign, path = one.partition("=")
            if name not in FORMAT_NAMES or not sign or not path:
                known = ", ".join(FORMAT_NAMES)
                raise UsageError(f"--report {one}: write FORMAT=FILE with a format of {known}")
            reports.append((name, _check(Path(path))))
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
                _write(file, _bytes(write(report, name, plain)))
        except UsageError as error:
            errors.append(error)
    if errors:
        raise errors[0]


def say(text: str) -> None:
    """Write to standard output; a reader that has seen enough and left is no error.

    Raises:
        UsageError: it cannot be written.
    """
    stream = sys.stdout.buffer
    try:
        stream.write(_bytes(text))
        stream.flush()
    except OSError as error:
        _let_go(stream)
        if not isinstance(error, BrokenPipeError):
            raise UsageError(f"standard output cannot be written: {error.strerror}") from error


def tell(text: str, end: str = "\n") -> None:
    """Write to standard error, if anybody reads it."""
    try:
        print(text, end=end, file=sys.stderr, flush=True)
    except OSError:
        _let_go(sys.stderr)


def _let_go(stream: IO[Any]) -> None:
    """Lead a stream that cannot be written nowhere; the exit would fail once more on what is left in its buffer."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")


def _check(file: Path) -> Path:
    """Find out before anything is run that a report cannot be written."""
    if file.is_dir():
        raise UsageError(f"{file} cannot be written: it is a folder; name a file in it")
    if not file.parent.is_dir():
        raise UsageError(f"{file} cannot be written: there is no folder {file.parent}; make it")
    return file


def _write(file: Path, data: bytes) -> None:
    """Write a file whole or not at all; a pipe or a device, which is no file to replace, is written as it is."""
    file = Path(os.path.realpath(file))
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        if file.exists() and not file.is_file():
            file.write_bytes(data)
            return
        part.write_bytes(data)
        part.replace(file)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise UsageError(
            f"{file} cannot be written: {error.strerror}; name another file"
        ) from error
