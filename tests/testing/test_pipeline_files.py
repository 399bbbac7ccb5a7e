"""A pipeline from its file."""

import json
import shutil
from pathlib import Path

import pytest

from handler_lint.package.manifest import read_manifest
from handler_lint.testing import PipelineTestResult, RuntimeTester
from handler_lint.testing.dag import PipelineLink
from handler_lint.testing.pipeline_files import NodesMissing, PipelineFileError, read_pipeline

CHURN = Path(__file__).parents[2] / "fixtures" / "pipelines" / "churn"
FEATURIZER, SCORER = "Register-RegisterModel.1", "Register-RegisterModel.2"
EXACT = 'content_type == "text/csv"'
LOOSE = 'content_type.partition(";")[0] == "text/csv"'
AS_TEXT = (
    "csv.reader(io.StringIO(request_body))",
    "csv.reader(io.StringIO(request_body if isinstance(request_body, str) else request_body.decode()))",
)

ALL = """
[nodes.prepare]
script = "prepare.py"
inputs = { raw = "raw" }
outputs = { rows = "out" }
args = { test = 1 }
environ = { MODE = "test" }

[nodes.serve]
handler = "model"
samples = "requests"
content-types = ["text/csv"]
accepts = ["text/csv"]
framework = "sklearn"
python = "/usr/bin/python3"
timeout = 5
environ = { MODE = "test" }

[nodes.other]
handler = "code/inference.py"
package = "model"

[nodes.nothing]
skip = true

[[edges]]
from = "prepare"
to = "serve"
output = "rows"
content-type = "text/csv"

[[edges]]
from = "nothing"
to = "serve"
carries = "model"
"""


@pytest.fixture
def churn(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CHURN, tmp_path / "churn"))


def run(folder: Path) -> PipelineTestResult:
    spec = read_pipeline(folder / "definition.json", folder / "nodes.toml")
    return RuntimeTester().test_pipeline_with_inference(spec)


def test_a_definition_runs_with_the_scripts_and_packages_of_its_steps(churn: Path) -> None:
    result = run(churn)

    (error,) = result.errors
    assert error.startswith(f"{FEATURIZER} -> {SCORER}: the reply to two.csv: input_fn ValueError")
    assert json.loads((churn / "build/evaluation/evaluation.json").read_text())["leaving"] == 1
    assert [one.success for one in result.script_results.values()] == [True] * 3


def test_a_handler_gets_the_reply_of_the_one_before_with_its_very_content_type(churn: Path) -> None:
    (found,) = [one for one in run(churn).diagnostics if one["code"] == "HL806"]

    assert (found["node"], found["severity"], found["status"]) == (SCORER, "error", "confirmed")
    assert (found["path"], found["line"]) == ("code/inference.py", 17)


def test_when_the_next_handler_takes_it_all_fit(churn: Path) -> None:
    handler = churn / "scorer" / "code" / "inference.py"
    handler.write_text(handler.read_text().replace(EXACT, LOOSE).replace(*AS_TEXT))
    result = run(churn)

    assert result.errors == []
    assert {(one.source, one.target): one.compatible for one in result.edge_results} == {
        ("Prepare", "Score-CreateModel"): True,
        (FEATURIZER, SCORER): True,
    }
    reply = result.inference_results[FEATURIZER].end_to_end_results[0]
    assert (reply.status, reply.response_content_type) == (200, "text/csv; charset=utf-8")
    assert reply.response == b"1.2,0.1\r\n0.3,0.9\r\n"


def test_results_come_back_from_their_file(churn: Path, tmp_path: Path) -> None:
    result = run(churn)

    assert PipelineTestResult.load_from_file(result.save_to_file(tmp_path / "r.json")) == result


def test_a_handler_that_cannot_be_tested_hides_no_neighbour(churn: Path) -> None:
    shutil.rmtree(churn / "featurizer" / "code")
    result = run(churn)

    assert any(
        error.startswith(f"{FEATURIZER}: no code/inference.py in ") for error in result.errors
    )
    assert (
        f"{FEATURIZER} -> {SCORER}: nothing was sent, because {FEATURIZER} failed" in result.errors
    )
    assert result.inference_results["Score-CreateModel"].overall_success


def test_all_keys_of_a_file_act(tmp_path: Path) -> None:
    file = tmp_path / "pipeline.toml"
    file.write_text(ALL)
    spec = read_pipeline(file)

    script, serve = spec.script_specs["prepare"], spec.inference_handlers["serve"]
    assert script.script_path == str(tmp_path / "prepare.py")
    assert script.input_paths == {"raw": str(tmp_path / "raw")}
    assert script.output_paths == {"rows": str(tmp_path / "out")}
    assert (script.job_args, script.environ_vars) == ({"test": 1}, {"MODE": "test"})
    assert serve.packaged_model_path == str(tmp_path / "model")
    assert serve.payload_samples_path == str(tmp_path / "requests")
    assert (serve.framework, serve.python) == ("sklearn", "/usr/bin/python3")
    assert serve.supported_content_types == serve.supported_accept_types == ["text/csv"]
    assert (serve.timeout_seconds, serve.environ_vars) == (5, {"MODE": "test"})
    other = spec.inference_handlers["other"]
    assert (other.handler_path, other.model_dir) == (
        str(tmp_path / "code/inference.py"),
        str(tmp_path / "model"),
    )
    assert spec.dag.nodes == ["prepare", "serve", "other"]
    assert spec.dag.edges == [("prepare", "serve")]
    assert spec.links[0] == PipelineLink(
        source="prepare", target="serve", output="rows", content_type="text/csv"
    )


def test_what_the_definition_says_of_a_handler_is_its_default(churn: Path) -> None:
    spec = read_pipeline(churn / "definition.json", churn / "nodes.toml")
    first, last = spec.inference_handlers[FEATURIZER], spec.inference_handlers[SCORER]

    assert (first.framework, last.framework) == ("sklearn", "xgboost")
    assert first.supported_content_types == ["text/csv"]
    assert last.supported_accept_types == ["application/json"]
    assert first.environ_vars == {"SAGEMAKER_PROGRAM": "inference.py"}
    assert spec.inference_handlers["Score-CreateModel"].environ_vars["MODE"] == "batch"


def test_a_file_may_name_the_definition(churn: Path) -> None:
    nodes = churn / "nodes.toml"
    nodes.write_text('definition = "definition.json"\n' + nodes.read_text())

    one, other = read_pipeline(nodes), read_pipeline(churn / "definition.json", nodes)
    assert (one.dag, one.links, one.script_specs) == (other.dag, other.links, other.script_specs)


def test_a_definition_alone_brings_a_file_to_fill_in(churn: Path, tmp_path: Path) -> None:
    with pytest.raises(NodesMissing) as told:
        read_pipeline(churn / "definition.json")
    file = tmp_path / "nodes.toml"
    file.write_text(told.value.skeleton)
    spec = read_pipeline(churn / "definition.json", file)

    assert spec.validate_mixed_pipeline() == []
    assert spec.script_specs["Prepare"].output_paths == {
        "test": str(tmp_path / "build/test"),
        "train": str(tmp_path / "build/train"),
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[nodes", "it is no TOML"),
        ("[node.a]\n", "a pipeline has no field node; did you mean nodes?"),
        ('[nodes.a]\nscrip = "a"\n', "nodes.a: a node has no field scrip; did you mean script?"),
        ("[nodes.a]\n", "nodes.a: give it a script, a handler, or skip = true"),
        ('[nodes.a]\nscript = "a"\nhandler = "b"\n', "nodes.a: it is script and handler"),
        ('[nodes.a]\nscript = "a"\n[[edges]]\nfrom = "a"\n', "edges.0.to: Field required"),
        (
            '[nodes.a]\nhandler = "b"\nframework = "x"\n',
            "nodes.a.framework: there is no serving stack x",
        ),
        ('definition = "no.json"\n', "no.json: No such file or directory"),
    ],
)
def test_what_is_wrong_in_a_file_is_told_in_a_line(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "pipeline.toml"
    file.write_text(text)

    with pytest.raises(PipelineFileError) as told:
        read_pipeline(file)
    assert said in str(told.value)
    assert "\n" not in str(told.value)


def test_a_step_is_not_what_it_is_not(churn: Path) -> None:
    nodes = churn / "nodes.toml"
    nodes.write_text('[nodes.Prepare]\nhandler = "featurizer"\n')

    with pytest.raises(PipelineFileError, match="is a script, and this is a handler"):
        read_pipeline(churn / "definition.json", nodes)


def test_a_file_that_is_no_text_is_told_in_a_line(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b"\xff")
    (tmp_path / "b.json").write_text("{}")

    with pytest.raises(PipelineFileError, match="no text in UTF-8"):
        read_pipeline(tmp_path / "a.json", tmp_path / "a.json")
    with pytest.raises(PipelineFileError, match="no text in UTF-8"):
        read_pipeline(tmp_path / "a.json")
    with pytest.raises(PipelineFileError, match='it has no "Steps"'):
        read_pipeline(tmp_path / "b.json")


def test_the_files_of_the_documentation_are_right(tmp_path: Path) -> None:
    text = (Path(__file__).parents[2] / "docs" / "pipelines.md").read_text()
    pipeline, manifest = (block.partition("```")[0] for block in text.split("```toml\n")[1:])
    (tmp_path / "pipeline.toml").write_text(pipeline)
    spec = read_pipeline(tmp_path / "pipeline.toml")

    assert spec.validate_mixed_pipeline() == []
    told = read_manifest("samples.toml", manifest.encode(), {"rows.csv": 1, "features.dat": 1})
    assert told.wrong == ()
    assert set(told.entries) == {"rows.csv", "features.dat"}
