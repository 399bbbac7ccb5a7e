"""The command group; a command's module is imported when it is called."""

import importlib

import click

from handler_lint import __version__
from handler_lint.cli.streams import open_standard_streams

COMMANDS = {
    "check": "Read handlers, run what reading flags, report both as one.",
    "test": "Run each function on payload samples, by itself and in the chain.",
    "invoke": "Send one request to a handler, and print what the client would get.",
    "compat": "Run a script, and send what it writes to a handler.",
    "pipeline": "Run a pipeline of scripts and handlers, a SageMaker pipeline, too.",
    "init": "Begin to check a handler: a configuration, folders for samples, a pytest file.",
    "rule": "Print the documentation of one rule.",
    "rules": "List the rules.",
    "stacks": "List the serving stacks, or print what one does to a handler.",
}
"""Name to the line that `--help` shows, so that help imports no command."""


class Lazy(click.Group):
    """A group whose commands live in modules of their own name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"handler_lint.cli.{cmd_name}")
        command = module.command
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(__version__, prog_name="handler-lint")
def cli() -> None:
    """Lint SageMaker inference handlers: read code/inference.py, then run only what reading flagged.

    \b
    handler-lint check model.tar.gz --samples samples/     a packed model
    handler-lint check code/inference.py                   a file: read, never run
    handler-lint check . --output-format sarif             for CI

    \b
    Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 usage or configuration (or a run
    that --require-dynamic asked for), 3 nothing to check, 4 an internal error.
    """


def main() -> None:
    """Run the command line."""
    open_standard_streams()
    cli()
