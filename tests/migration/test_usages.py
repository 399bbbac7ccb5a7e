"""Scripts of the users of an older testing library run with the import line changed and nothing else."""

import tarfile
from pathlib import Path
from typing import Any

import pytest

from handler_lint.testing import (
    InferenceHandlerSpec,
    InferencePipelineTestingSpec,
    PipelineDAG,
    PipelineTestingSpec,
    PipelineTestingSpecBuilder,
    RuntimeTester,
    ScriptExecutionSpec,
)

HANDLER = """
import json

def model_fn(model_dir):
    return 2

def input_fn(body, content_type):
    if content_type == "application/json":
        value = json.loads(body)
        return list(value.values()) if isinstance(value, dict) else value
    if content_type == "text/csv":
        return [float(one) for one in body.strip().split(",")]
    raise ValueError(f"unsupported content type: {content_type}")

def predict_fn(data, model):
    return [model * one for one in data]

def output_fn(prediction, accept):
    if accept == "text/csv":
        return ",".join(map(str, prediction))
    return json.dumps(prediction)
"""

SCRIPT = """
import os

def main(input_paths, output_paths, environ_vars, job_args):
    for path in output_paths.values():
        with open(os.path.join(path, "rows.csv"), "w") as file:
            file.write("1.0,2.0\\n")
"""


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project as the scripts expect it, with a folder of the user's own under the name that was once overwritten."""
    files = {
        "dockers/xgboost/inference.py": HANDLER,
        "test/models/xgboost_model/model.json": "{}",
        "package/code/inference.py": HANDLER,
        "package/model.json": "{}",
        "test/payload_samples/csv_samples/one.csv": "1.0,2.0",
        "test/payload_samples/json_samples/one.json": "[1, 2]",
        "scripts/data_preprocessing.py": SCRIPT,
        "code/inference.py": HANDLER,
        "model/model.json": "{}",
        "inference_inputs/mine.txt": "keep",
    }
    for path, text in files.items():
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    (tmp_path / "models").mkdir()
    with tarfile.open(tmp_path / "models" / "packaged_model.tar.gz", "w:gz") as archive:
        archive.add(tmp_path / "package", ".")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_packaged_model(project: Path) -> None:
    spec = InferenceHandlerSpec.create_default(
        handler_name="xgboost_inference",
        step_name="ModelServing_inference",
        packaged_model_path="models/packaged_model.tar.gz",
        payload_samples_path="test/payload_samples/",
    )
    tester = RuntimeTester(workspace_dir="test/inference")
    result = tester.test_inference_pipeline(spec)

    assert result["pipeline_success"], result["errors"]
    assert result["function_results"]["model_fn"]["success"]
    assert result["errors"] == []
    assert (project / "inference_inputs" / "mine.txt").read_text() == "keep"


def test_functions_one_by_one_and_the_older_spelling() -> None:
    tester = RuntimeTester(config_or_workspace_dir="test/inference")
    samples: Any = [
        {"content_type": "application/json", "data": '{"feature1": 1.0}'},
        {"content_type": "text/csv", "data": "1.0,2.0"},
    ]
    spec = InferenceHandlerSpec(
        handler_name="xgboost_inference",
        step_name="ModelServing_inference",
        handler_path="dockers/xgboost/inference.py",
        model_dir="test/models/xgboost_model",
        test_data_samples=samples,
    )
    module = tester._load_handler_module(str(spec.handler_path))
    one = tester.test_inference_function(module, "model_fn", {"model_dir": spec.model_dir})
    assert (one["success"], one.get("error")) == (True, None)
    assert one["execution_time"] >= 0

    result = tester.test_inference_pipeline(module, spec)
    assert result["pipeline_success"], result["errors"]


def test_a_script_before_the_handler_after() -> None:
    tester = RuntimeTester(workspace_dir="test/inference")
    spec = InferenceHandlerSpec.create_default(
        "xgboost_inference", "Serving", "models/packaged_model.tar.gz", "test/payload_samples/"
    )
    script = ScriptExecutionSpec(
        script_name="data_preprocessing",
        step_name="DataPreprocessing_training",
        script_path="scripts/data_preprocessing.py",
        output_paths={"data_output": "test/output/processed_data"},
    )
    fit = tester.test_script_to_inference_compatibility(script, spec)

    assert fit["compatible"], fit.get("error")
    assert fit.get("content_type") == "text/csv"
    assert fit.get("output_file") == "test/output/processed_data/rows.csv"


def test_a_pipeline_in_which_handlers_stand() -> None:
    tester = RuntimeTester(workspace_dir="test/inference")
    spec = InferenceHandlerSpec.create_default(
        "serve", "Serving", "models/packaged_model.tar.gz", "test/payload_samples/"
    )
    prep, train = (
        ScriptExecutionSpec(
            script_name=name,
            step_name=name,
            script_path="scripts/data_preprocessing.py",
            output_paths={"data_output": f"test/output/{name}"},
        )
        for name in ("prep", "train")
    )
    dag = PipelineDAG(
        nodes=["prep", "train", "serve"], edges=[("prep", "train"), ("train", "serve")]
    )
    pipeline = PipelineTestingSpec(dag=dag, script_specs={"prep": prep, "train": train})
    results = tester.test_pipeline_with_inference(pipeline, {"serve": spec})

    assert results["pipeline_success"], results["errors"]
    assert results["script_results"]["prep"].success
    assert results["inference_results"]["serve"]["pipeline_success"]
    assert results["errors"] == []

    builder = PipelineTestingSpecBuilder()
    serve = builder.create_inference_handler_spec(
        handler_name="serve", handler_path="code/inference.py", model_dir="model"
    )
    mixed = builder.build_mixed_pipeline_spec(dag, {"prep": prep, "train": train}, {"serve": serve})
    again = InferencePipelineTestingSpec(
        dag=dag, script_specs={"prep": prep, "train": train}, inference_handlers={"serve": spec}
    )
    assert mixed.validate_mixed_pipeline() == again.validate_mixed_pipeline() == []
