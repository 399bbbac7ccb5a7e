"""A rule package of a test's own, found through the same door as anybody's."""

import importlib
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from handler_lint import rule as rules

HEAD = """
from handler_lint.rule import *
from handler_lint.rule import Case, InputFn, ModelFn, PredictFn, Rule, Severity, Violation


class Mine(Rule):
    '''It finds what the test wants.'''

    code, name, severity = "HL777", "mine", Severity.ERROR
"""

Install = Callable[[str], None]
"""Write the body of the class of the only rule, HL777."""


@contextmanager
def rule_package(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """A rule package below a folder, installed until the end of the block."""
    root = folder / "rules_of_others"
    root.mkdir()
    (root / "__init__.py").write_text("")
    (root / "index.py").write_text('RULES = {"HL777": "hl777_mine"}\n')
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.setattr(rules, "RULE_PACKAGES", (*rules.RULE_PACKAGES, "rules_of_others"))

    def write(body: str) -> None:
        (root / "hl777_mine.py").write_text(HEAD + body)
        importlib.invalidate_caches()

    yield write
    for name in [name for name in sys.modules if name.startswith("rules_of_others")]:
        del sys.modules[name]
