"""`handler-lint stacks`."""

import click


@click.command("stacks")
@click.argument("name", required=False, metavar="[STACK]")
@click.option(
    "--output-format",
    "--format",
    "output_format",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="A table, an object, or a page.",
)
def command(name: str | None, output_format: str) -> None:
    """List the serving stacks, or print what one does to a handler: its contract, as a table.

    STACK is a name, another name of it (scikit-learn), or the URI of its image. Nothing is run and nothing is asked.
    """
    from handler_lint.cli.ending import fail
    from handler_lint.cli.output import say
    from handler_lint.config.usage import UsageError
    from handler_lint.stacks.formats import about_all, about_one

    try:
        say(about_one(name, output_format) if name else about_all(output_format))
    except UsageError as error:
        fail(str(error), 2)
