"""The formats of a report, one file each; a module is imported when its format is written."""

import importlib
from collections.abc import Mapping

from handler_lint.report.formats.style import Style
from handler_lint.report.model import Report

__all__ = ["FORMATS", "Style", "closing", "write"]

FORMATS: Mapping[str, str] = {
    name: f"{__name__}.{module}"
    for name, module in {
        "text": "text",
        "concise": "concise",
        "json": "json_",
        "sarif": "sarif",
    }.items()
}
"""Name to module; each has `write(report, style) -> str`, and `closing(report) -> str` if a line goes to stderr."""


def write(report: Report, name: str, style: Style) -> str:
    """The report in the format `name`, one of `FORMATS`.

    Returns:
        Lines that all end with a newline; UTF-8 can encode them.
    """
    text: str = importlib.import_module(FORMATS[name]).write(report, style)
    return text


def closing(report: Report, name: str) -> str:
    """The line that goes to stderr beside the report, for formats whose own lines are all findings."""
    module = importlib.import_module(FORMATS[name])
    return str(module.closing(report)) if hasattr(module, "closing") else ""
