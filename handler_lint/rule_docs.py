"""The documentation of rules, from their docstrings."""

import inspect

from handler_lint.config.names import known_names, the_one
from handler_lint.core_rules import CORE_RULES
from handler_lint.rule import Rule, docs_url, load_rule, rule_index


def all_rules() -> tuple[type[Rule], ...]:
    """Every rule that is installed and the core's own, by code."""
    found = [*(load_rule(module) for module in rule_index().values()), *CORE_RULES.values()]
    return tuple(sorted(found, key=lambda rule: rule.code))


def text_of(rule: type[Rule]) -> str:
    """The text of a rule's documentation, without the indentation of its source; its name if there is none."""
    return inspect.cleandoc(rule.__doc__ or rule.name)


def summary(rule: type[Rule]) -> str:
    """The first sentence of a rule's documentation."""
    return text_of(rule).partition("\n")[0]


def documentation(name: str) -> str:
    """A rule's page, as text.

    Raises:
        UsageError: there is no rule of that code or name, or there are several.
    """
    code = the_one(name, known_names())
    rule = CORE_RULES[code] if code in CORE_RULES else load_rule(rule_index()[code])
    head = f"{rule.code} {rule.name} ({rule.severity.value})"
    return f"{head}\n\n{text_of(rule)}\n\n{docs_url(rule.code)}"
