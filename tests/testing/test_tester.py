"""The library, as test code uses it."""

import tarfile
from pathlib import Path

import pytest
from pydantic import ValidationError

from handler_lint.package.target import TargetError
from handler_lint.testing import (
    InferenceHandlerSpec,
    InferenceTestResult,
    InferenceTestSample,
    RuntimeTester,
)
from tests.vocabulary import GOOD, package

TWO_TYPES = GOOD.replace(
    '    raise ValueError(f"unsupported content type: {content_type}")\n',
    '    if kind == "text/csv":\n'
    "        text = body if isinstance(body, str) else body.decode()\n"
    '        return [float(one) for one in text.split(",")]\n'
    '    raise ValueError(f"unsupported content type: {content_type}")\n',
)


def spec_of(folder: Path, **more: object) -> InferenceHandlerSpec:
    fields = {"handler_name": "churn", "step_name": "serve", "packaged_model_path": str(folder)}
    return InferenceHandlerSpec.model_validate(
        {**fields, "supported_accept_types": ["application/json"], **more}
    )


def outcome_of(folder: Path, **more: object) -> InferenceTestResult:
    return RuntimeTester().test_inference_pipeline(spec_of(folder, **more))


@pytest.fixture
def good(tmp_path: Path) -> Path:
    files = {"json_samples__one_dot_json": "[1, 2]", "csv_samples__one_dot_csv": "1,2"}
    return package(tmp_path, TWO_TYPES, True, **files)


def test_each_function_and_each_request_is_told(good: Path) -> None:
    result = outcome_of(good)

    assert result.overall_success
    assert result.errors == []
    assert result.model_fn_result is not None
    assert result.model_fn_result.success
    assert [one.sample for one in result.input_fn_results] == ["one.csv", "one.json"]
    assert [one.result for one in result.predict_fn_results] == ["list of 2 float", "list of 2 int"]
    assert [one.success for one in result.output_fn_results] == [True, True]
    assert {(one.sample, one.accept_type) for one in result.end_to_end_results} == {
        ("one.csv", "application/json"),
        ("one.json", "application/json"),
    }
    assert result.get_overall_success_rate() == 1.0
    assert result.total_execution_time > 0


def test_results_read_like_dictionaries(good: Path) -> None:
    result = outcome_of(good)

    assert result["pipeline_success"] is True
    assert result["function_results"]["model_fn"]["success"] is True
    assert result["function_results"]["end_to_end"][0]["success"] is True
    assert result.get("absent", 1) == 1
    assert "errors" in result
    assert "pipeline_success" in set(result.keys())
    with pytest.raises(KeyError):
        result["absent"]


def test_no_sample_is_no_success(tmp_path: Path) -> None:
    result = outcome_of(package(tmp_path, GOOD))

    assert not result.overall_success
    assert result.errors == ["no payload sample was sent: nothing shows that the handler answers"]
    assert result.end_to_end_results == []


def test_a_handler_that_cannot_be_read_is_told_as_check_tells_it(tmp_path: Path) -> None:
    (error,) = outcome_of(package(tmp_path, "def input_fn(:\n")).errors

    assert error == "code/inference.py cannot be read: invalid syntax"


def test_a_failing_accept_hides_no_other(good: Path) -> None:
    source = (good / "code" / "inference.py").read_text()
    source = source.replace(
        "    return json.dumps(prediction)",
        '    if accept == "text/csv":\n        raise KeyError(accept)\n    return json.dumps(prediction)',
    )
    (good / "code" / "inference.py").write_text(source)
    accepts = ["application/json", "text/csv", "application/jsonlines"]
    result = outcome_of(good, supported_accept_types=accepts)

    said = {(one.sample, one.accept_type): one.success for one in result.end_to_end_results}
    assert len(said) == 6
    assert [key[1] for key, success in said.items() if not success] == ["text/csv", "text/csv"]
    assert len(result.errors) == 2
    assert result.get_error_summary() == {"KeyError": 2}
    assert result.get_function_success_rate("output_fn") == pytest.approx(4 / 6)


def test_samples_given_in_python_say_what_they_expect(tmp_path: Path) -> None:
    folder = package(tmp_path, GOOD)
    samples = [
        InferenceTestSample(content_type="application/json", data="[1]"),
        InferenceTestSample(
            sample_name="xml",
            content_type="text/xml",
            data=b"<a/>",
            should_succeed=False,
            error_pattern="unsupported content type",
        ),
    ]
    spec = spec_of(folder)
    for one in samples:
        spec.add_test_sample(one)
    result = RuntimeTester().test_inference_pipeline(spec)

    assert result.errors == []
    assert [one.sample for one in result.end_to_end_results] == ["sample_1", "xml"]
    assert [one.success for one in result.end_to_end_results] == [True, True]
    assert [one.success for one in result.input_fn_results] == [True, False]


@pytest.mark.parametrize(
    ("data", "pattern", "said"),
    [
        ("[1]", "", "it should fail, and it was answered"),
        ("{", "no such words", "it should fail with 'no such words', and failed with"),
    ],
)
def test_a_request_that_fails_otherwise_than_expected_is_an_error(
    tmp_path: Path, data: str, pattern: str, said: str
) -> None:
    sample = {"content_type": "application/json", "data": data, "should_succeed": False}
    result = outcome_of(
        package(tmp_path, GOOD), test_data_samples=[{**sample, "error_pattern": pattern}]
    )

    assert not result.overall_success
    assert said in result.errors[0]


def test_an_archive_is_tested_and_nothing_is_left(good: Path, tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "model.tar.gz", "w:gz") as archive:
        archive.add(good, ".")
    before = sorted(path for path in tmp_path.rglob("*") if "__pycache__" not in path.parts)
    result = outcome_of(tmp_path / "model.tar.gz")

    assert result.overall_success
    assert sorted(tmp_path.rglob("*")) == before


def test_a_handler_file_with_its_package_is_tested(good: Path, tmp_path: Path) -> None:
    other = tmp_path / "docker" / "serve.py"
    other.parent.mkdir()
    other.write_text(TWO_TYPES.replace("return 2", "return 3"))
    spec = InferenceHandlerSpec(
        handler_name="churn",
        step_name="serve",
        handler_path=str(other),
        model_dir=str(good),
        supported_accept_types=["application/json"],
    )
    result = RuntimeTester().test_inference_pipeline(spec)

    assert result.errors == []


def test_switches_leave_functions_out(good: Path) -> None:
    source = (good / "code" / "inference.py").read_text()
    (good / "code" / "inference.py").write_text(
        source.replace("return json.dumps(prediction)", "raise KeyError(accept)")
    )

    assert not outcome_of(good).overall_success
    assert outcome_of(good, validate_output_formatting=False).overall_success
    assert not outcome_of(good, validate_end_to_end=False).overall_success
    both = {"validate_output_formatting": False, "validate_end_to_end": False}
    assert outcome_of(good, **both).overall_success


def test_the_environment_and_the_time_limit_act(tmp_path: Path) -> None:
    waits = "    import os, time\n    time.sleep(float(os.environ['WAIT']))\n    return [model"
    source = GOOD.replace("    return [model", waits)
    folder = package(tmp_path, source, True, json_samples__one_dot_json="[1]")

    assert outcome_of(folder, environ_vars={"WAIT": "0"}).overall_success
    slow = outcome_of(folder, environ_vars={"WAIT": "60"}, timeout_seconds=0.5)
    assert "ran longer than 0.5 s" in slow.errors[0]


def test_an_import_that_fails_is_told(tmp_path: Path) -> None:
    folder = package(tmp_path, "import absent_here\n" + GOOD, True, json_samples__a_dot_json="[1]")
    result = outcome_of(folder)

    assert not result.overall_success
    assert any("absent_here" in error for error in result.errors)


def test_an_exit_of_the_handler_ends_nothing(tmp_path: Path) -> None:
    source = GOOD.replace("    return [model", "    raise SystemExit(3)\n    return [model")
    folder = package(tmp_path, source, True, json_samples__one_dot_json="[1]")
    result = outcome_of(folder)

    assert not result.overall_success
    assert result.end_to_end_results[0].failed_at == "predict_fn"


def test_a_transform_fn_is_tested(tmp_path: Path) -> None:
    source = """
    import json

    def model_fn(model_dir):
        return 2

    def transform_fn(model, body, content_type, accept):
        return json.dumps([model * one for one in json.loads(body)])
    """
    folder = package(tmp_path, source, True, json_samples__one_dot_json="[1]")
    result = outcome_of(folder)

    assert result.overall_success
    assert [one.success for one in result.transform_fn_results] == [True]


def test_the_findings_of_the_rules_come_with_it(tmp_path: Path) -> None:
    source = GOOD.replace('    raise ValueError(f"unsupported content type: {content_type}")\n', "")
    folder = package(tmp_path, source, True, json_samples__one_dot_json="[1]")
    found = outcome_of(folder).diagnostics

    assert [(one["code"], one["status"]) for one in found] == [("HL202", "confirmed")]


def test_a_report_for_people(good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    outcome_of(good).print_summary_report()
    lines = capsys.readouterr().out.splitlines()

    assert lines[0].startswith("churn: passed in ")
    assert any(line.startswith("  predict_fn: 2 calls, 100%, mean ") for line in lines)


def test_a_result_is_saved_and_loaded(good: Path, tmp_path: Path) -> None:
    tester = RuntimeTester(workspace_dir=tmp_path / "results")
    result = tester.test_inference_pipeline(spec_of(good))
    path = tester.save(result)

    assert path == tmp_path / "results" / "churn_result.json"
    assert InferenceTestResult.load_from_file(path) == result


MODULE = """
import sums

def model_fn(model_dir):
    return {"dir": model_dir}

def input_fn(body, content_type):
    raise SystemExit(2)

def predict_fn(data, model):
    return sums.total(data)
"""


def test_a_module_of_the_caller_is_called_in_its_own_process(tmp_path: Path) -> None:
    (tmp_path / "sums.py").write_text("def total(data):\n    return sum(data)\n")
    (tmp_path / "serve.py").write_text(MODULE)
    tester = RuntimeTester()
    module = tester.load_handler_module(tmp_path / "serve.py")
    loaded = tester.test_inference_function(module, "model_fn", {"model_dir": "x"})
    left = tester.test_inference_function(
        module, "input_fn", {"content_type": "text/csv", "request_body": "1"}
    )
    predicted = tester.test_inference_function(module, "predict_fn", {"a": [1, 2], "b": None})
    absent = tester.test_inference_function(module, "output_fn", {})

    assert (loaded.success, loaded["result"], loaded.contained) == (True, {"dir": "x"}, False)
    assert (left["success"], left.get("error")) == (False, "SystemExit: 2")
    assert predicted.result == 3
    assert absent.error == "the module has no output_fn"


@pytest.mark.parametrize("text", [None, "import absent_here\n", "raise SystemExit\n"])
def test_a_module_that_cannot_be_loaded_is_an_import_error(
    tmp_path: Path, text: str | None
) -> None:
    if text is not None:
        (tmp_path / "serve.py").write_text(text)

    with pytest.raises(ImportError):
        RuntimeTester().load_handler_module(tmp_path / "serve.py")


def test_a_package_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(TargetError, match="absent"):
        outcome_of(tmp_path / "absent")


def test_a_specification_is_checked(tmp_path: Path) -> None:
    spec = spec_of(tmp_path / "absent", payload_samples_path="nowhere")
    spec.supported_accept_types = []
    spec.supported_content_types = ["garbage"]

    assert not spec.is_valid()
    assert [said.partition(":")[0] for said in spec.validate_configuration()] == [
        "packaged_model_path",
        "payload_samples_path",
        "supported_accept_types is empty",
        "garbage is no media type",
    ]
    assert spec_of(tmp_path).is_valid()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"packaged_model_paht": "x"}, "did you mean packaged_model_path"),
        ({"zzz": 1}, "has no field zzz"),
        ({"timeout_seconds": -5}, "timeout_seconds"),
        ({"framework": "zzz"}, "there is no serving stack zzz"),
    ],
)
def test_a_wrong_field_is_an_error(tmp_path: Path, more: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        spec_of(tmp_path, **more)


def test_a_stack_is_named_as_on_the_command_line(tmp_path: Path) -> None:
    assert spec_of(tmp_path, framework="scikit-learn").framework == "sklearn"
    assert spec_of(tmp_path, framework="auto").framework is None


def test_a_specification_names_a_package() -> None:
    with pytest.raises(ValidationError, match="name packaged_model_path"):
        InferenceHandlerSpec(handler_name="a", step_name="b")


def test_the_default_specification_is_saved_and_loaded(tmp_path: Path) -> None:
    spec = InferenceHandlerSpec.create_default("churn", "serve", "model.tar.gz", "samples")
    path = spec.save_to_file(tmp_path / "specs" / "churn.json")

    assert spec.environ_vars == {"INFERENCE_MODE": "testing"}
    assert InferenceHandlerSpec.load_from_file(path) == spec


def test_older_scripts_give_the_module_first(good: Path) -> None:
    tester = RuntimeTester(config_or_workspace_dir=".")
    module = tester._load_handler_module(good / "code" / "inference.py")

    assert tester.test_inference_pipeline(module, spec_of(good))["pipeline_success"]
    with pytest.raises(TypeError):
        tester.test_inference_pipeline(module)
