"""Handlers that do their worst in one call: the report names it, the other calls ran, nothing is left."""

from pathlib import Path

import pytest

from tests.cli.client import running
from tests.vocabulary import command, package

SOURCE = """
import json, os, sys, time

def model_fn(model_dir):
    return 1

def input_fn(body, content_type):
    data = json.loads(body)
    if data == "worst":
        WORST
    return data

def predict_fn(data, model):
    return data

def output_fn(prediction, accept):
    return json.dumps(prediction)
"""


@pytest.mark.parametrize(
    ("worst", "said", "code"),
    [
        ("time.sleep(600)", "input_fn ran longer than 0.7 s", 0),
        ("os._exit(3)", "input_fn exited with code 3", 1),
        ("os.closerange(0, 4096)", "input_fn closed the channel on which its outcome is told", 1),
        ("[print('x' * 1000) for _ in range(20_000)]", "", 0),
        ("os.write(1, b'HL202' * 100_000)", "", 0),
        ("os.kill(os.getppid(), 9)", "", None),
    ],
)
def test_the_other_calls_run_and_nothing_is_left(
    worst: str, said: str, code: int | None, tmp_path: Path
) -> None:
    package(
        tmp_path,
        SOURCE.replace("WORST", worst),
        json_samples__fine_dot_json='"fine"',
        json_samples__worst_dot_json='"worst"',
    )
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    done = command(
        *("check", "package", "--dynamic", "all", "--timeout", "0.7", "--format", "json"),
        cwd=tmp_path,
        TMPDIR=str(scratch),
    )
    report = done.json
    made = [one["call"] for one in report["calls"] if one["outcome"] == "returned"]

    assert 'input_fn(fine.json, "application/json")' in made
    assert 'output_fn(<prediction>, "application/json")' in made
    assert said in str(report["diagnostics"])
    assert done.code in (0, 1) if code is None else done.code == code
    assert list(scratch.iterdir()) == []
    assert not [process for process in running() if str(scratch) in process]
