"""`handler-lint check`."""

from typing import Any

import click

from handler_lint.cli.options import check_options
from handler_lint.cli.running import run_and_finish


@click.command("check")
@check_options
@click.option(
    "--fix",
    is_flag=True,
    help="Write the fixes after which the handler does the same for what it served before.",
)
@click.option("--unsafe-fixes", is_flag=True, help="Write all fixes; with --diff: show them.")
@click.option(
    "--repack",
    metavar="FILE",
    help="Write a repaired model archive: files where they belong, with the fixes if --fix is given.",
)
@click.option(
    "--diff",
    is_flag=True,
    help="Show what --fix would write, and write nothing; exit 1 if it would.",
)
def command(**options: Any) -> None:
    """Read handlers, run what reading flags, report both as one.

    TARGET is a handler file (read, never run, unless --package names its package), a source folder, an extracted
    package or a model archive. Without one, the handlers of [tool.handler-lint] in pyproject.toml are checked.
    """
    run_and_finish(options)
