from pathlib import Path

import pytest

from tests.dynamic.support import RunHandler, run_in


@pytest.fixture
def run(tmp_path: Path) -> RunHandler:
    return run_in(tmp_path)
