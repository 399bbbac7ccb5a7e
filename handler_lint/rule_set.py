"""Which rules take part in an invocation; the others are not even imported."""

from dataclasses import dataclass

from handler_lint import rule_docs as docs
from handler_lint.config.settings import Settings
from handler_lint.core_rules import CORE_RULES, ImportFails
from handler_lint.report.model import RuleInfo
from handler_lint.rule import Rule, RuleSetError, docs_url, load_rule, rule_index


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules of this invocation, worst first; `failures` are those that could not be loaded."""

    rules: tuple[type[Rule], ...]
    failures: tuple[str, ...] = ()

    def infos(self) -> tuple[RuleInfo, ...]:
        """The rules as formats list them, with the core's own."""
        return tuple(_info(rule) for rule in dict.fromkeys((*CORE_RULES.values(), *self.rules)))


def select_rules(settings: Settings) -> RuleSet:
    """The selected rules, without importing the others.

    Raises:
        RuleSetError: there is no rule at all.
    """
    index = rule_index()
    rules: list[type[Rule]] = [] if is_ignored(ImportFails.code, settings) else [ImportFails]
    failures: list[str] = []
    for code, module in index.items():
        if _is_selected(code, settings) and not is_ignored(code, settings):
            try:
                rules.append(load_rule(module))
            except RuleSetError as error:
                failures.append(str(error))
    rules.sort(key=lambda rule: (rule.severity.rank, rule.code))
    return RuleSet(tuple(rules), tuple(failures))


def _is_selected(code: str, settings: Settings) -> bool:
    return not settings.select or code.startswith(settings.select)


def is_ignored(code: str, settings: Settings) -> bool:
    """Whether findings of this code are not wanted; that holds for the core's own, too."""
    return code.startswith(settings.ignore)


def _info(rule: type[Rule]) -> RuleInfo:
    summary, text = docs.summary(rule).replace("`", ""), docs.text_of(rule)
    return RuleInfo(
        rule.code, rule.name, rule.severity.value, summary, text, text, docs_url(rule.code)
    )
