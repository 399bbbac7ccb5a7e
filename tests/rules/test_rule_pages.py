"""The pages of the rules, which are made from their docstrings."""

from pathlib import Path

import pytest

from handler_lint.rule_docs import all_rules, made_pages, main
from tests.vocabulary import command

DOCS = Path(__file__).parents[2] / "docs" / "rules"


def test_the_committed_pages_are_those_that_are_made() -> None:
    committed = {file.name: file.read_text(encoding="utf-8") for file in DOCS.glob("*.md")}

    assert committed == made_pages()


@pytest.mark.parametrize("code", ["HL202", "HL904"])
def test_the_command_prints_the_page(code: str, tmp_path: Path) -> None:
    printed = command("rule", code, cwd=tmp_path).out

    assert printed in (DOCS / f"{code}.md").read_text(encoding="utf-8")
    assert printed.startswith(f"# {code} ")


def test_each_section_is_a_paragraph() -> None:
    for rule in all_rules():
        text = made_pages()[f"{rule.code}.md"]

        assert text.count("\n\n**Why.**") == 1
        assert text.count("\n\n**Fix.**") == 1
        assert text.count("\n\n**Evidence.**") == 1


def test_pages_of_rules_that_are_gone_are_taken_away(tmp_path: Path) -> None:
    (tmp_path / "HL000.md").write_text("old")
    main(str(tmp_path))

    assert {file.name for file in tmp_path.iterdir()} == set(made_pages())
