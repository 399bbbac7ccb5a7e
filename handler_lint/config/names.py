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


def the_one(word: str, known: Mapping[str, str]) -> str:
    """The code that a code or a name stands for.

    Raises:
        UsageError: there is no such rule, or there are several.
    """
    found = matching(word, known)
    if len(found) > 1:
        raise UsageError(f"{word} stands for several rules: {', '.join(found)}; name one of them")
    return found[0]


def matching(word: str, known: Mapping[str, str]) -> tuple[str, ...]:
    """The codes that a code, a prefix of codes or a name stands for.

    Raises:
        UsageError: it stands for none; the nearest one is suggested.
    """
    code = word.upper()
    found = tuple(
        one
        for one, name in known.items()
        if name == word or (one.startswith(code) and code.startswith("HL"))
    )
    if found:
        return found
    near = difflib.get_close_matches(word, [*known, *known.values()], 1, 0.5)
    hint = f"; did you mean {near[0]}?" if near else ""
    raise UsageError(f"there is no rule {word}{hint} (handler-lint rules lists them)")
