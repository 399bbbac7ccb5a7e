"""What the commands say where the rules are missing, and how their index is made."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from handler_lint import rule, rule_index
from handler_lint.cli.main import cli


@pytest.mark.parametrize("words", [["rules"], ["rule", "HL202"]])
def test_no_rules_is_an_internal_error(words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rule, "RULE_PACKAGES", ("absent_rule_package",))
    done = CliRunner().invoke(cli, words)

    assert done.exit_code == 4
    assert "absent_rule_package cannot be imported" in done.stderr


def test_the_index_of_a_package_is_written_beside_its_rules(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "rules_to_index" / "family"
    folder.mkdir(parents=True)
    (tmp_path / "rules_to_index" / "__init__.py").write_text("")
    (folder / "hl701_first.py").write_text("")
    (folder / "helper.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path))
    rule_index.main("rules_to_index")

    written = (tmp_path / "rules_to_index" / "index.py").read_text()
    assert '    "HL701": "family.hl701_first",\n' in written
    assert "helper" not in written
