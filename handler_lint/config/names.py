"""Rule codes, prefixes and names as users write them."""

import difflib
from collections.abc import Mapping

from handler_lint.config.settings import UsageError
from handler_lint.core_rules import CORE_RULES
from handler_lint.rule import rule_index


def known_names() -> Mapping[str, str]:
    """Code to name of every rule; no rule is imported, a name is the last part of its module."""
    found = {code: rule.name for code, rule in CORE_RULES.items()}
    for code, module in rule_index().items():
        found[code] = module.rpartition(".")[2].partition("_")[2].replace("_", "-")
    return dict(sorted(found.items()))


def matching(word: str, known: Mapping[str, str]) -> tuple[str, ...]:
    """The codes that a code, a prefix of codes or a name stands for.

    Raises:
        UsageError: none; the nearest one is suggested.
    """
    found = tuple(
        code for code, name in known.items() if code.startswith(word.upper()) or name == word
    )
    if found and word.upper().startswith("HL") or any(name == word for name in known.values()):
        return found
    near = difflib.get_close_matches(word, [*known, *known.values()], 1, 0.5)
    hint = f"; did you mean {near[0]}?" if near else ""
    raise UsageError(f"there is no rule {word}{hint} (handler-lint rules lists them)")
