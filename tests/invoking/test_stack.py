"""`invoke` recognises a stack as `check` does, without what `check` imports for it where there is nothing to see."""

from pathlib import Path

import pytest

from handler_lint.candidates import candidates_of
from handler_lint.invoking.stack import stack_of
from handler_lint.package.copy import copy_package
from handler_lint.package.target import open_target

FIXTURES = Path(__file__).parents[2] / "fixtures"
PACKAGES = sorted(
    file.parent.parent for file in FIXTURES.glob("*/*/code/inference.py") if file.is_file()
)


def test_there_are_packages() -> None:
    assert len(PACKAGES) > 40


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: path.name)
def test_the_stack_is_the_first_candidate_of_check(package: Path, tmp_path: Path) -> None:
    candidates = candidates_of(open_target(str(package)), None)
    copied = copy_package(str(package), None, str(tmp_path))

    stack, warning = stack_of(None, copied, str(tmp_path))

    assert stack["name"] == candidates[0].stack
    assert bool(warning) == (len(candidates) > 1)


SIGNS = {
    "an import": {"code/inference.py": "import torch"},
    "an import among others": {"code/inference.py": "import os, sklearn.svm"},
    "an import within a function": {
        "code/inference.py": "def f():\n    from xgboost import DMatrix"
    },
    "an import of a helper": {"code/inference.py": "import a", "code/a.py": "import mxnet"},
    "a model file": {"code/inference.py": "", "weights/model.pth": ""},
    "a file of a fixed name": {"code/inference.py": "", "tokenizer_config.json": ""},
    "a requirement": {"code/inference.py": "", "code/requirements.txt": "scikit-learn==1.4\n"},
    "nothing": {"code/inference.py": "import json  # not torch", "notes.txt": "import torch"},
    "a word": {"code/inference.py": "important = 'import torch'\nimport_from = 1"},
}


@pytest.mark.parametrize("files", SIGNS.values(), ids=SIGNS)
def test_each_kind_of_sign_is_seen(files: dict[str, str], tmp_path: Path) -> None:
    package, copy = tmp_path / "package", tmp_path / "copy"
    copy.mkdir()
    for path, text in {**files, "model.bin": ""}.items():
        (package / path).parent.mkdir(parents=True, exist_ok=True)
        (package / path).write_text(text)

    copied = copy_package(str(package), None, str(copy))

    wanted = candidates_of(open_target(str(package)), None)[0].stack
    assert stack_of(None, copied, str(copy))[0]["name"] == wanted
