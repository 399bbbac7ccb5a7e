"""`handler-lint init`."""

import click

from handler_lint.cli.ending import one_line_errors


@click.command("init")
@click.argument("target")
@click.option("--package", metavar="DIR", help="The package of a target that is a handler file.")
@click.option(
    "--samples",
    metavar="DIR",
    default="samples",
    show_default=True,
    help="Where payload samples go, unless the package has its own.",
)
@click.option(
    "--tests",
    "test_file",
    metavar="FILE",
    default="tests/test_handler.py",
    show_default=True,
    help="The pytest file.",
)
@click.option("--framework", metavar="STACK", help="Serving stack; default: recognised.")
def command(
    target: str, package: str | None, samples: str, test_file: str, framework: str | None
) -> None:
    """Begin to check a handler: a configuration, folders for samples, a pytest file.

    TARGET is read, never run: its content types, accepts and stack are what the files are made of. They are written
    below the working folder; what is there is kept, and pyproject.toml only grows.
    """
    from handler_lint.cli.output import say
    from handler_lint.config.framework import asked_stack
    from handler_lint.starting.learned import learn
    from handler_lint.starting.writing import write_all

    with one_line_errors("init", target):
        learned = learn(target, package, asked_stack(framework))
        for line in write_all(learned, samples.rstrip("/"), test_file):
            say(f"{line}\n")
