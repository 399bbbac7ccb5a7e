"""`handler-lint pipeline FILE`."""

import json
import shutil
from pathlib import Path

import pytest

from tests.vocabulary import command

CHURN = Path(__file__).parents[2] / "fixtures" / "pipelines" / "churn"


@pytest.fixture
def churn(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CHURN, tmp_path / "churn"))


def test_each_node_and_edge_is_a_line_and_what_does_not_fit_is_exit_1(churn: Path) -> None:
    done = command("pipeline", "definition.json", "--nodes", "nodes.toml", cwd=churn)
    lines = done.out.splitlines()

    assert done.code == 1
    assert lines[0].startswith("Prepare  ")
    assert "Prepare -> Score-CreateModel                          1 payload: fit" in lines
    assert any(line.startswith("error[HL806] the reply to two.csv") for line in lines)
    assert lines[-1] == "6 of 6 nodes run, 1 of 2 edges to handlers fit"
    assert done.err.splitlines()[0] == "running Prepare, its code is executed"


def test_json_is_the_result_as_python_has_it(churn: Path) -> None:
    done = command(
        "pipeline", "definition.json", "--nodes", "nodes.toml", "--format", "json", cwd=churn
    )
    told = json.loads(done.out)

    assert told["pipeline_success"] is False
    assert set(told["script_results"]) == {"Prepare", "Train", "Evaluate"}


def test_a_pipeline_that_works_is_exit_0(churn: Path) -> None:
    (churn / "pipeline.toml").write_text(
        '[nodes.prepare]\nscript = "prepare.py"\ninputs = { raw = "raw" }\n'
        'outputs = { train = "build/train", test = "build/test" }\nargs = { test = 2 }\n'
        '[nodes.featurizer]\nhandler = "featurizer"\naccepts = ["text/csv"]\n'
        '[[edges]]\nfrom = "prepare"\nto = "featurizer"\noutput = "test"\n'
    )
    done = command("pipeline", "pipeline.toml", cwd=churn)

    assert (done.code, done.out.splitlines()[-1]) == (
        0,
        "2 of 2 nodes run, 1 of 1 edges to handlers fit",
    )


def test_a_node_without_a_specification_is_told_with_its_code(churn: Path) -> None:
    (churn / "pipeline.toml").write_text(
        '[nodes.prepare]\nscript = "no.py"\n[[edges]]\nfrom = "prepare"\nto = "serve"\n'
    )
    done = command("pipeline", "pipeline.toml", cwd=churn)
    lines = done.out.splitlines()

    assert done.code == 1
    assert "note[HL808] serve has no specification" in lines
    assert lines[0].startswith("prepare  failed: there is no script ")
    assert lines[1] == "serve    not run"


def test_a_definition_alone_prints_a_file_to_fill_in(churn: Path) -> None:
    done = command("pipeline", "definition.json", cwd=churn)

    assert done.code == 2
    assert done.out.startswith("[nodes.Prepare]\nscript = ")
    assert "--nodes names what its steps are here" in done.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("no.toml",), "no.toml: No such file or directory"),
        (("nodes.toml", "--nodes", "nodes.toml"), "--nodes is for a definition"),
    ],
)
def test_what_is_wrong_is_exit_2(churn: Path, arguments: tuple[str, ...], said: str) -> None:
    done = command("pipeline", *arguments, cwd=churn)

    assert done.code == 2
    assert said in done.err
    assert "Traceback" not in done.err
