"""The documentation of rules, from their docstrings."""

import inspect

from handler_lint.config.names import known_names, matching
from handler_lint.core_rules import CORE_RULES
from handler_lint.rule import Rule, docs_url, load_rule, rule_index


def all_rules() -> tuple[type[Rule], ...]:
    """Every rule that is installed and the core's own, by code."""
    found = [*(load_rule(module) for module in rule_index().values()), *CORE_RULES.values()]
    return tuple(sorted(found, key=lambda rule: rule.code))


def summary(rule: type[Rule]) -> str:
    """The first sentence of a rule's documentation."""
    return inspect.getdoc(rule).partition("\n")[0] if inspect.getdoc(rule) else ""  # type: ignore[union-attr]


def documentation(name: str) -> str:
    """A rule's page, as text.

    Raises:
        UsageError: there is no rule of that code or name.
    """
    code = matching(name, known_names())[0]
    rule = next(one for one in all_rules() if one.code == code)
    text = inspect.getdoc(rule) or ""
    return f"{rule.code} {rule.name} ({rule.severity.value})\n\n{text}\n\n{docs_url(rule.code)}"
