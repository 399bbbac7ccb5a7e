"""The contract data as plain values: the same as TOML says, kept until a file changes."""

import os
import shutil
import tomllib
from pathlib import Path

import pytest

from handler_lint import contract_data
from handler_lint.contract import DEFAULT_STACK, load_stack, stack_names


@pytest.mark.parametrize("name", stack_names())
def test_the_data_is_that_of_the_stack(name: str) -> None:
    assert contract_data.read(name) == load_stack(name).data


def test_the_stacks_are_the_same() -> None:
    assert contract_data.names() == stack_names()
    assert contract_data.DEFAULT_STACK == DEFAULT_STACK


def test_a_stack_without_data_is_a_key_error() -> None:
    with pytest.raises(KeyError, match="caffe"):
        contract_data.read("caffe")


def test_what_is_kept_is_read_again_when_a_file_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(Path(contract_data.FOLDER) / "sklearn.toml", tmp_path)
    monkeypatch.setattr(contract_data, "FOLDER", str(tmp_path))
    monkeypatch.setattr("sys.dont_write_bytecode", False)
    file = tmp_path / "sklearn.toml"
    first = contract_data.read("sklearn")

    assert list((tmp_path / "__pycache__").iterdir())
    assert contract_data.read("sklearn") == first == tomllib.loads(file.read_text())

    file.write_text(file.read_text().replace('name = "sklearn"', 'name = "another"'))
    os.utime(file, (1, 1))

    assert contract_data.read("sklearn")["name"] == "another"
