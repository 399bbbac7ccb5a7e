"""A small vocabulary: the examples of rules, and what handler-lint says of them."""

import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from handler_lint.config.settings import Dynamic, Settings, TargetSettings
from handler_lint.lint import lint
from handler_lint.report.model import Diagnostic, TargetReport
from handler_lint.rule import Rule, load_rule, rule_index

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "fixtures" / "rules"
RULES = {code: load_rule(module) for code, module in rule_index().items()}

MARK = re.compile(r"#\s*(HL\d+)(?: (\w+), (\w+))?$")
"""The comment on a line with a finding: `# HL205`, or with its status as a file and as a package, `none` if silent.

On a line of its own it stands for the file as a whole.
"""

Finding = tuple[str, int, str]
"""Path relative to the package, 1-based line, status."""


@dataclass(frozen=True, slots=True)
class Example:
    """An example of a rule: a handler file, or the folder of a package with `code/inference.py`."""

    rule: type[Rule]
    path: Path

    @property
    def is_file(self) -> bool:
        return self.path.suffix == ".py"

    def expected(self, *, as_package: bool) -> list[Finding]:
        """What the comments in its sources say."""
        marks = list(self._marks())
        if self.is_file and as_package:
            marks = [("code/inference.py", *rest) for _, *rest in marks]  # type: ignore[misc]
        found = [(path, line, both[as_package]) for path, line, both in marks]
        return [one for one in found if one[2] != "none"]

    def _marks(self) -> Iterator[tuple[str, int, tuple[str, str]]]:
        usual = ("static", "confirmed") if by_runs(self.rule) else ("static", "static")
        root = self.path.parent if self.is_file else self.path
        sources = [self.path] if self.is_file else sorted(self.path.rglob("*.[pt][yx]*"))
        for source in sources:
            for number, line in enumerate(source.read_text().splitlines(), start=1):
                mark = MARK.search(line)
                if mark and mark[1] == self.rule.code:
                    both = (mark[2], mark[3]) if mark[2] else usual
                    whole = line.startswith("#")
                    yield source.relative_to(root).as_posix(), 0 if whole else number, both


def by_runs(rule: type[Rule]) -> bool:
    """Whether a run can settle the rule, which is not so for one that gives `check`."""
    return rule.check is Rule.check


def examples(kind: str) -> list[Example]:
    """All that the rules name as `flags` or `passes`."""
    return [
        Example(rule, _path(rule.code, name))
        for rule in RULES.values()
        for name in getattr(rule, kind)
    ]


def _path(code: str, name: str) -> Path:
    file = EXAMPLES / code / f"{name}.py"
    return file if file.exists() else EXAMPLES / code / name


@cache
def read(example: Example) -> TargetReport:
    """What handler-lint says of an example that is only read: a file, or a package with `--dynamic off`."""
    return check(example.path, "off")


@cache
def run(example: Example, dynamic: Dynamic = "flagged") -> TargetReport:
    """What handler-lint says of an example as a package; a file becomes one with a model file beside it."""
    if not example.is_file:
        return check(example.path, dynamic)
    with tempfile.TemporaryDirectory() as folder:
        code = Path(folder, "code")
        code.mkdir()
        shutil.copy(example.path, code / "inference.py")
        Path(folder, "model.json").write_text("{}")
        return check(Path(folder), dynamic)


def check(target: Path, dynamic: Dynamic) -> TargetReport:
    """What handler-lint says of a target."""
    report = lint(Settings(targets=(TargetSettings(str(target)),), dynamic=dynamic))
    assert report.failures == ()
    return report.targets[0]


def of_rule(report: TargetReport, rule: type[Rule]) -> list[Diagnostic]:
    return [one for one in report.diagnostics if one.code == rule.code]


def found(report: TargetReport, rule: type[Rule]) -> list[Finding]:
    """Where a rule speaks, and how sure it is."""
    return [(one.place.path, one.place.line, one.status) for one in of_rule(report, rule)]
