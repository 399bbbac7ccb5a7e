"""`handler-lint rule`."""

import click


@click.command("rule")
@click.argument("code")
def command(code: str) -> None:
    """Print the documentation of one rule, by its code or name: why it matters, how to fix it, the evidence."""
    from handler_lint.cli.ending import fail
    from handler_lint.cli.output import say
    from handler_lint.config.settings import UsageError
    from handler_lint.rule import RuleSetError
    from handler_lint.rule_docs import documentation

    try:
        say(documentation(code))
    except UsageError as error:
        fail(str(error), 2)
    except RuleSetError as error:
        fail(str(error), 4)
