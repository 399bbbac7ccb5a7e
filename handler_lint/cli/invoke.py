"""`handler-lint invoke`."""

from typing import Any

import click

from handler_lint.cli.answering import answer_and_finish
from handler_lint.cli.options import KeyValue

MOST = 100_000


@click.command("invoke")
@click.argument("target")
@click.option("--body", required=True, metavar="FILE|-", help="The request body; - is stdin.")
@click.option("--content-type", metavar="TYPE", help="Content-Type of the request; default: none.")
@click.option("--accept", metavar="TYPE", help="Accept of the request; default: none.")
@click.option(
    "--header", "headers", multiple=True, metavar="'NAME: VALUE'", help="A header; repeatable."
)
@click.option("--include", "-i", is_flag=True, help="Print the status line and the headers first.")
@click.option(
    "--framework",
    metavar="STACK",
    help="Serving stack, or the URI of its image; default auto: recognised, else pytorch.",
)
@click.option("--package", metavar="DIR", help="The package of a target that is a handler file.")
@click.option(
    "--python",
    metavar="PATH",
    help="The handler's own interpreter (3.8 or newer); default: this one.",
)
@click.option(
    "--environ",
    multiple=True,
    type=KeyValue(),
    help="A variable of the handler's environment; repeatable.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0.05),
    default=10.0,
    show_default=True,
    help="Seconds the request may take.",
)
@click.option(
    "--load-timeout",
    type=click.FloatRange(min=0.05),
    default=60.0,
    show_default=True,
    help="Seconds that the import, and model_fn, may take.",
)
@click.option(
    "--repeat",
    type=click.IntRange(1, MOST),
    default=1,
    show_default=True,
    help="Make the request so many times, and print how long it took.",
)
@click.option(
    "--threads",
    type=click.IntRange(1, MOST),
    default=1,
    show_default=True,
    help="So many of them at a time.",
)
@click.option(
    "--output-format",
    "--format",
    "output_format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="The body as it is, or an object about the answer.",
)
@click.option("--output-file", metavar="FILE", help="Write there instead of to standard output.")
@click.option(
    "--config",
    metavar="FILE",
    help="A pyproject.toml; default: the nearest one with [tool.handler-lint].",
)
def command(**options: Any) -> None:
    """Send one request to a handler as its server would make it, and print what the client would get.

    TARGET is a package folder, a model archive, or a handler file with --package. The handler is run as `check` runs
    it: contained, on a private copy of its package. The first exception goes to standard error, with its line.

    \b
    Exit codes: 0 an answer, whatever its status, 1 no answer, 2 usage or configuration,
    4 an internal error.
    """
    answer_and_finish(options)
