"""What holds for the file of every rule: its documentation, its size, and that only selected ones are imported."""

import ast
import inspect
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import handler_lint_rules
from handler_lint.core_rules import CORE_RULES
from handler_lint.rule import RULE_PACKAGES, Rule, rule_index
from handler_lint.rule_index import made_index
from tests.rules.support import RULES

rules = pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
rules_and_core = pytest.mark.parametrize(
    "rule", [*RULES.values(), *CORE_RULES.values()], ids=[*RULES, *CORE_RULES]
)

SECTIONS = ("**Why.** ", "**Fix.** ", "**Evidence.** ")
EXAMPLES = ("flags", "passes")


def source_of(rule: type[Rule]) -> str:
    return Path(inspect.getsourcefile(rule) or "").read_text()


def code_lines(source: str) -> int:
    """The lines of a rule that are neither documentation, examples, imports, comments nor empty."""
    others = {line for node in ast.walk(ast.parse(source)) for line in not_code(node)}
    lines = enumerate(source.splitlines(), start=1)
    return sum(
        number not in others and bool(line.strip()) and not line.lstrip().startswith("#")
        for number, line in lines
    )


def not_code(node: ast.AST) -> Iterator[int]:
    match node:
        case ast.Expr(value=ast.Constant(value=str())) | ast.Import() | ast.ImportFrom():
            yield from range(node.lineno, (node.end_lineno or 0) + 1)
        case ast.Assign(targets=[ast.Name(id=name)]) if name in EXAMPLES:
            yield from range(node.lineno, (node.end_lineno or 0) + 1)


@rules_and_core
def test_the_documentation_begins_with_one_sentence_and_has_its_sections(rule: type[Rule]) -> None:
    documentation = inspect.getdoc(rule) or ""
    summary, empty, *rest = documentation.splitlines()
    lines = [line for line in rest if line.startswith("**")]

    assert summary.endswith(".")
    assert empty == ""
    assert len(lines) == len(SECTIONS)
    assert all(line.startswith(section) for line, section in zip(lines, SECTIONS, strict=True))


@rules
def test_a_rule_is_named_as_its_file_is(rule: type[Rule]) -> None:
    name = f"{rule.code.lower()}_{rule.name.replace('-', '_')}"

    assert rule.__module__.rpartition(".")[2] == name
    assert source_of(rule).startswith(f'"""{rule.code} {rule.name}."""\n')


@rules
def test_a_rule_is_short(rule: type[Rule]) -> None:
    source = source_of(rule)

    assert code_lines(source) <= 40
    assert len(source.splitlines()) <= 150


@rules_and_core
def test_no_rule_derives_from_another_rule(rule: type[Rule]) -> None:
    assert rule.__bases__ == (Rule,)


@pytest.mark.parametrize("package", RULE_PACKAGES)
def test_the_committed_index_is_the_one_that_the_command_makes(package: str) -> None:
    committed = Path(handler_lint_rules.__file__).parent / "index.py"

    assert package == handler_lint_rules.__name__
    assert committed.read_text() == made_index(package)


MODULES_AT_EXIT = """\
import atexit, sys
from handler_lint.__main__ import main
atexit.register(lambda: print(*sys.modules, file=sys.stderr))
main()
"""


def test_a_rule_that_is_not_selected_is_not_imported(tmp_path: Path) -> None:
    (tmp_path / "inference.py").write_text("def model_fn(model_dir):\n    return None\n")
    command = [sys.executable, "-c", MODULES_AT_EXIT, "check", "--select", "HL202", "inference.py"]

    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)

    index = rule_index()
    assert set(index.values()) & set(done.stderr.split()) == {index["HL202"]}
