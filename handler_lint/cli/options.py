"""The options that mean the same in every command that checks."""

from collections.abc import Callable
from typing import Any

import click

Command = Callable[..., Any]

FORMAT_NAMES = ("text", "concise", "json", "sarif")


class KeyValue(click.ParamType[tuple[str, str]]):
    """KEY=VALUE."""

    name = "KEY=VALUE"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        key, sign, text = str(value).partition("=")
        if not sign or not key:
            self.fail(f"{value!r} has no '='; write KEY=VALUE", param, ctx)
        return key, text


class Codes(click.ParamType[tuple[str, ...]]):
    """Rule codes, names or code prefixes, separated by commas."""

    name = "CODES"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        return tuple(part.strip() for part in str(value).split(",") if part.strip())


OPTIONS = (
    click.argument("targets", nargs=-1, metavar="[TARGET]..."),
    click.option(
        "--framework",
        metavar="STACK",
        help="Serving stack, or the URI of its image; default auto: recognised, else pytorch.",
    ),
    click.option(
        "--samples",
        metavar="DIR",
        help="Folder or archive of payload samples; their type is their extension.",
    ),
    click.option(
        "--package",
        metavar="DIR",
        help="The package of a target that is a file, so that it can be run.",
    ),
    click.option(
        "--content-type",
        "content_types",
        multiple=True,
        metavar="TYPE",
        help="A declared content type; repeatable.",
    ),
    click.option(
        "--accept", "accepts", multiple=True, metavar="TYPE", help="A declared accept; repeatable."
    ),
    click.option(
        "--environ",
        multiple=True,
        type=KeyValue(),
        help="A variable of the handler's environment; repeatable.",
    ),
    click.option(
        "--python",
        metavar="PATH",
        help="The handler's own interpreter (3.8 or newer); default: this one.",
    ),
    click.option(
        "--dynamic",
        type=click.Choice(["flagged", "all", "off"]),
        help="What is run: what reading flagged (default), all cases, nothing.",
    ),
    click.option(
        "--timeout",
        type=click.FloatRange(min=0.05),
        default=10.0,
        show_default=True,
        help="Seconds a call may take.",
    ),
    click.option(
        "--load-timeout",
        type=click.FloatRange(min=0.05),
        default=60.0,
        show_default=True,
        help="Seconds that the import, and model_fn, may take.",
    ),
    click.option(
        "--select",
        "select",
        multiple=True,
        type=Codes(),
        help="Only these rules: codes, prefixes or names.",
    ),
    click.option("--ignore", "ignore", multiple=True, type=Codes(), help="Not these rules."),
    click.option(
        "--fail-on",
        type=click.Choice(["error", "warning", "note", "never"]),
        default="error",
        show_default=True,
        help="The mildest severity that makes the exit code 1.",
    ),
    click.option("--fail-on-open", is_flag=True, help="Open findings count, too."),
    click.option(
        "--require-dynamic", is_flag=True, help="Exit 2 if a planned call could not be run."
    ),
    click.option(
        "--show",
        multiple=True,
        type=click.Choice(["refuted", "suppressed"]),
        help="List what is hidden.",
    ),
    click.option(
        "--stdin-filename",
        metavar="PATH",
        help="Read the handler from standard input, as the file PATH (for editors).",
    ),
    click.option(
        "--config",
        metavar="FILE",
        help="A pyproject.toml; default: the nearest one with [tool.handler-lint].",
    ),
)

OUTPUT = (
    click.option(
        "--output-format",
        "--format",
        "output_format",
        type=click.Choice(FORMAT_NAMES),
        default="text",
        show_default=True,
        help="Format of the report.",
    ),
    click.option(
        "--output-file",
        metavar="FILE",
        help="Write the report there instead of to standard output.",
    ),
    click.option(
        "--report",
        "reports",
        multiple=True,
        metavar="FORMAT=FILE",
        help="A further report; repeatable.",
    ),
    click.option("--quiet", "-q", is_flag=True, help="Only findings, notes and the summary."),
    click.option("--verbose", "-v", is_flag=True, help="Notes as blocks; tables for every target."),
    click.option("--ascii", "ascii_", is_flag=True, help="Nothing beyond ASCII."),
    click.option(
        "--color",
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        show_default=True,
        help="Colour.",
    ),
)


def check_options(command: Command) -> Command:
    """Targets, what belongs to them, how they are run, what counts, how it is written."""
    for option in reversed((*OPTIONS, *OUTPUT)):
        command = option(command)
    return command
