"""`handler-lint test`."""

from typing import Any

import click

from handler_lint.cli.options import check_options
from handler_lint.cli.running import run_and_finish


@click.command("test")
@click.option(
    "--function",
    type=click.Choice(["model_fn", "input_fn", "predict_fn", "output_fn", "transform_fn"]),
    help="Only this function, and what it needs before it.",
)
@check_options
def command(**options: Any) -> None:
    """Run each function on payload samples, by itself and in the chain.

    Every sample is sent as its own type, or as each --content-type, and answered for each --accept. The report lists
    every call with its outcome and time, and gives the findings of `check --dynamic all`, too.
    """
    run_and_finish(options, tested=True)
