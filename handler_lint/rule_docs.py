"""The documentation of rules, from their docstrings; `python -m handler_lint.rule_docs` writes the committed pages."""

import inspect
import sys
from collections.abc import Mapping

from handler_lint.config.names import known_names, the_one
from handler_lint.core_rules import CORE_RULES
from handler_lint.pages import write
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
    """A rule's page, as its page in docs/rules/ has it.

    Raises:
        UsageError: there is no rule of that code or name, or there are several.
    """
    code = the_one(name, known_names())
    return page(CORE_RULES[code] if code in CORE_RULES else load_rule(rule_index()[code]))


def page(rule: type[Rule]) -> str:
    """All that a rule says of itself, in Markdown."""
    text = text_of(rule).replace("\n**", "\n\n**").replace("\n\n\n", "\n\n")
    head = f"# {rule.code} {rule.name}\n\nSeverity: {rule.severity.value}{FIXES[rule.fix]}"
    return f"{head}\n\n{text}\n\n{docs_url(rule.code)}\n"


FIXES = {
    "": "",
    "safe": " · mended by `--fix` where the source allows it",
    "unsafe": " · mended by `--unsafe-fixes` where the source allows it",
}


def index() -> str:
    """The list of all rules, in Markdown."""
    rows = "".join(
        f"| [{rule.code}]({rule.code}.md) | {rule.name} | {rule.severity.value} | {summary(rule)} |\n"
        for rule in all_rules()
    )
    return f"# Rules\n\n| code | name | severity | |\n|---|---|---|---|\n{rows}"


def made_pages() -> Mapping[str, str]:
    """File name to text, for every rule and their list."""
    pages = {f"{rule.code}.md": MADE + page(rule) for rule in all_rules()}
    return {"index.md": MADE + index(), **pages}


MADE = "<!-- made by `make index` from the docstrings of the rules; edit those -->\n"


def main(folder: str = "docs/rules") -> None:
    """Write the pages, and take away those of rules that are gone."""
    write(folder, made_pages())


if __name__ == "__main__":
    main(*sys.argv[1:])
