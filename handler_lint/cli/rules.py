"""`handler-lint rules`."""

import click


@click.command("rules")
def command() -> None:
    """List the rules: code, severity, name, and what each finds."""
    from handler_lint.cli.ending import fail
    from handler_lint.cli.output import say
    from handler_lint.rule import RuleSetError
    from handler_lint.rule_docs import all_rules, summary

    try:
        lines = [
            f"{rule.code}  {rule.severity.value:<8} {rule.name:<32} {summary(rule)}\n"
            for rule in all_rules()
        ]
        say("".join(lines))
    except RuleSetError as error:
        fail(str(error), 4)
