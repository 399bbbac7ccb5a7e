"""What users of an older testing library bring: its dumps, its names, its getters; each field acts."""

import json
from pathlib import Path
from typing import Any

import pytest

from handler_lint.testing import (
    DataCompatibilityResult,
    FunctionTestResult,
    InferenceHandlerSpec,
    InferenceTestResult,
    InferenceTestSample,
    PipelineTestingSpec,
    RuntimeTester,
    ScriptExecutionSpec,
)
from handler_lint.testing.dag import PipelineDAG
from tests.vocabulary import GOOD, package

WRITES = """
import json, os

def main(input_paths, output_paths, environ_vars, job_args):
    with open(os.path.join(output_paths["data_output"], "rows.json"), "w") as file:
        json.dump([1, 2], file)
"""
READS = """
import json, os

def main(input_paths, output_paths, environ_vars, job_args):
    with open(os.path.join(input_paths["data_input"], "rows.json")) as file:
        assert json.load(file) == [1, 2]
"""


def dump(**fields: Any) -> str:
    """A specification as the older library dumps it."""
    return json.dumps(
        {
            "handler_name": "churn",
            "step_name": "Serve",
            "packaged_model_path": "model.tar.gz",
            "payload_samples_path": "samples",
            "model_paths": {"extraction_root": "test/inference_inputs"},
            "code_paths": {"inference_code_dir": "test/inference_inputs/code"},
            "data_paths": {"payload_samples": "samples"},
            "supported_content_types": ["application/json", "text/csv"],
            "supported_accept_types": ["application/json", "text/csv"],
            "environ_vars": {"INFERENCE_MODE": "testing"},
            "timeout_seconds": 300,
            "validate_model_loading": True,
            "validate_input_processing": True,
            "validate_prediction": True,
            "validate_output_formatting": True,
            "validate_end_to_end": True,
            "created_at": "2025-09-14T10:00:00",
            "updated_at": None,
            **fields,
        }
    )


def test_its_dump_of_a_specification_loads(tmp_path: Path) -> None:
    file = tmp_path / "spec.json"
    file.write_text(dump())
    spec = InferenceHandlerSpec.load_from_file(file)

    assert spec.get_packaged_model_path() == "model.tar.gz"
    assert spec.get_payload_samples_path() == "samples"
    assert spec.get_extraction_root_path() == "test/inference_inputs"
    assert spec.get_inference_code_path() == "test/inference_inputs/code"
    assert spec.get_handler_file_path() is None
    assert spec.get_environ() == {"INFERENCE_MODE": "testing"}


def test_create_default_knows_the_same_paths() -> None:
    spec = InferenceHandlerSpec.create_default("churn", "Serve", "m.tar.gz", "samples", "test")

    assert spec.get_extraction_root_path() == "test/inference_inputs"
    assert spec.get_inference_code_path() == "test/inference_inputs/code"
    assert spec.data_paths == {"payload_samples": "samples"}


def test_the_paths_of_the_dictionaries_act(tmp_path: Path) -> None:
    root = package(tmp_path, GOOD)
    (root / "code" / "inference.py").rename(root / "code" / "serve.py")
    (tmp_path / "samples").mkdir()
    (tmp_path / "samples" / "one.json").write_text("[1]")
    spec = InferenceHandlerSpec(
        handler_name="churn",
        step_name="Serve",
        model_paths={"extraction_root": str(root)},
        code_paths={"handler_file": str(root / "code" / "serve.py")},
        data_paths={"payload_samples": str(tmp_path / "samples")},
        supported_accept_types=["application/json"],
    )
    result = RuntimeTester().test_inference_pipeline(spec)

    assert result.errors == []
    assert [one.sample for one in result.end_to_end_results] == ["one.json"]
    assert spec.get_handler_file_path() == str(root / "code" / "serve.py")


def test_a_specification_needs_a_package() -> None:
    with pytest.raises(ValueError, match="name packaged_model_path"):
        InferenceHandlerSpec(handler_name="a", step_name="b")


def test_a_script_is_saved_and_loaded_by_its_name(tmp_path: Path) -> None:
    spec = ScriptExecutionSpec.create_default("prep", "Prep", str(tmp_path))
    file = spec.save_to_file(tmp_path / "specs")

    assert file.name == "prep_runtime_test_spec.json"
    assert ScriptExecutionSpec.load_from_file("prep", tmp_path / "specs") == spec
    assert ScriptExecutionSpec.load_from_file(spec.save_to_file(tmp_path / "a.json")) == spec


def script(folder: Path, name: str, text: str, **fields: Any) -> ScriptExecutionSpec:
    (folder / f"{name}.py").write_text(text)
    return ScriptExecutionSpec(
        script_name=name, step_name=name, script_path=str(folder / f"{name}.py"), **fields
    )


@pytest.fixture
def writer(tmp_path: Path) -> ScriptExecutionSpec:
    return script(tmp_path, "a", WRITES, output_paths={"data_output": str(tmp_path / "out")})


def test_a_script_that_reads_what_another_writes(
    tmp_path: Path, writer: ScriptExecutionSpec
) -> None:
    reader = script(tmp_path, "b", READS, input_paths={"data_input": "nowhere"})
    result = RuntimeTester().test_data_compatibility_with_specs(writer, reader)

    assert result == DataCompatibilityResult(
        script_a="a", script_b="b", compatible=True, data_format_a="json"
    )


def test_scripts_that_do_not_fit_are_told_apart(
    tmp_path: Path, writer: ScriptExecutionSpec
) -> None:
    tester = RuntimeTester(enable_logical_matching=False)
    reader = script(tmp_path, "b", READS, input_paths={"data_input": "nowhere"})
    broken = script(tmp_path, "c", "def main(*a):\n    raise KeyError('x')\n")

    one = tester.test_data_compatibility_with_specs(writer, reader)
    assert one.compatibility_issues[0].startswith("no output of the first is an input")
    assert one.compatibility_issues[1].startswith("b: FileNotFoundError")
    other = tester.test_data_compatibility_with_specs(broken, reader)
    assert other.compatibility_issues == ["c: KeyError: 'x'"]


def test_the_workspace_of_a_pipeline_loads() -> None:
    dag = PipelineDAG(nodes=["a"])
    spec = PipelineTestingSpec(dag=dag, test_workspace_root="test", workspace_aware_root=None)

    assert spec.model_dump()["test_workspace_root"] == "test"


def test_results_of_functions_are_added_where_they_belong() -> None:
    result = InferenceTestResult(handler_name="churn", overall_success=True)
    result.add_function_result(FunctionTestResult(function_name="model_fn", success=True))
    result.add_function_result(FunctionTestResult(function_name="input_fn", success=False))

    assert result.model_fn_result is not None
    assert [one.success for one in result.function_results] == [True, False]
    assert result.get_function_success_rate("input_fn") == 0.0


def test_bytes_of_a_sample_come_back_from_json(tmp_path: Path) -> None:
    sample = InferenceTestSample(content_type="application/x-npy", data=b"\x93NUMPY\xff")
    text = InferenceTestSample(content_type="text/csv", data="1,2")

    for one in (sample, text):
        assert InferenceTestSample.load_from_file(one.save_to_file(tmp_path / "s.json")) == one
