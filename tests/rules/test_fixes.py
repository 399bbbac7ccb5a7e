"""Fixes of the examples: the finding is gone from the mended file, which is otherwise as it was."""

import shutil
from difflib import unified_diff
from pathlib import Path

import pytest

from handler_lint.config.settings import Settings, TargetSettings
from handler_lint.fix.fixing import Mended, is_mended, mend
from handler_lint.lint import lint
from handler_lint.report.model import Report
from tests.rules.support import RULES, Example, examples, read

FIXABLE = [one for one in examples("flags") if one.rule.fix]
MOST_LINES = 3


def mended(example: Example, root: Path) -> tuple[Report, tuple[Mended, ...]]:
    """What is said of an example as a package, and what its fixes make of it."""
    if example.is_file:
        (root / "code").mkdir(parents=True)
        shutil.copy(example.path, root / "code" / "inference.py")
        (root / "model.json").write_text("{}")
    else:
        shutil.copytree(example.path, root)
    settings = Settings(targets=(TargetSettings(str(root)),), select=(example.rule.code,))
    report = lint(settings)
    return report, mend(settings, report, unsafe=True)


@pytest.mark.parametrize(
    "example", FIXABLE, ids=[f"{one.rule.code}-{one.path.stem}" for one in FIXABLE]
)
def test_a_fix_takes_its_finding_away_and_little_else(example: Example, tmp_path: Path) -> None:
    report, done = mended(example, tmp_path / "package")
    offered = [one.code for one in report.diagnostics if is_mended(one, unsafe=True)]

    assert [told.code for one in done for told in one.fixed] == offered
    assert [told for one in done for told in one.left] == []
    for one in done:
        texts = one.before.decode().splitlines(), one.after.decode().splitlines()
        lines = [line for line in unified_diff(*texts, n=0) if line[0] in "+-"][2:]
        assert 0 < len(lines) <= MOST_LINES * len(offered)


@pytest.mark.parametrize("code", sorted({one.rule.code for one in FIXABLE} - {"HL507"}))
def test_some_example_of_the_rule_is_mended(code: str, tmp_path: Path) -> None:
    mine = [one for one in FIXABLE if one.rule.code == code]
    done = [mended(one, tmp_path / one.path.stem)[1] for one in mine]

    assert any(one.fixed for some in done for one in some)


@pytest.mark.parametrize("code", [code for code, rule in RULES.items() if not rule.fix])
def test_rules_without_a_fix_offer_none(code: str) -> None:
    """Nobody waits for a fix that is not made."""
    found = [one for example in examples("flags") for one in read(example).diagnostics]

    assert [one for one in found if one.code == code and one.fix is not None] == []
