"""One function by itself, in a contained process."""

from pathlib import Path
from types import ModuleType

import pytest

from handler_lint.package.target import TargetError
from handler_lint.testing import InferenceHandlerSpec, RuntimeTester
from tests.vocabulary import GOOD, package

REQUEST = {"request_body": "[1, 2]", "content_type": "application/json"}
UNPICKLES = """
import os, pickle

def model_fn(model_dir):
    with open(os.path.join(model_dir, "model.json"), "rb") as file:
        return pickle.load(file)
"""


@pytest.mark.parametrize(
    ("name", "params", "described"),
    [
        ("model_fn", {}, "int"),
        ("input_fn", REQUEST, "list of 2 int"),
        ("predict_fn", REQUEST, "list of 2 int"),
        ("output_fn", {**REQUEST, "accept": "application/json"}, "str 6 chars"),
    ],
)
def test_a_function_of_a_package_is_called_with_what_comes_before_it(
    tmp_path: Path, name: str, params: dict[str, str], described: str
) -> None:
    result = RuntimeTester().test_inference_function(str(package(tmp_path, GOOD)), name, params)

    assert (result["success"], result["result"], result["error"]) == (True, described, None)
    assert result.contained
    assert result.execution_time > 0


def test_a_specification_names_the_package_too_and_findings_come_with_the_result(
    tmp_path: Path,
) -> None:
    source = GOOD.replace("return [model", "return 0; return [model").replace(
        "json.dumps(prediction)", "{1, 2}"
    )
    spec = InferenceHandlerSpec(
        handler_name="a", step_name="b", packaged_model_path=str(package(tmp_path, source))
    )
    result = RuntimeTester().test_inference_function(spec, "output_fn", REQUEST)

    assert result.success
    assert "HL501" in [one["code"] for one in result.diagnostics]


def test_what_fails_before_the_function_is_told_with_its_name(tmp_path: Path) -> None:
    target = str(package(tmp_path, GOOD))
    params = {"request_body": "<a/>", "content_type": "text/xml"}
    result = RuntimeTester().test_inference_function(target, "predict_fn", params)

    assert not result.success
    assert result.error == "input_fn: ValueError: unsupported content type: text/xml"


def test_an_import_that_fails_is_told(tmp_path: Path) -> None:
    target = str(package(tmp_path, "raise KeyError('x')\ndef model_fn(model_dir): return 1\n"))
    result = RuntimeTester().test_inference_function(target, "model_fn", {})

    assert result.error == "the import: KeyError: 'x'"


def test_what_the_message_usually_means_comes_with_a_failed_load(tmp_path: Path) -> None:
    root = package(tmp_path, UNPICKLES)
    (root / "model.json").write_bytes(b"version 1")
    result = RuntimeTester().test_inference_function(str(root), "model_fn", {})

    assert result.error_type == "UnpicklingError"
    assert result.guidance == "the file is no pickle: load it with the library that wrote it"


def test_a_function_that_is_not_there_is_an_error_of_the_target(tmp_path: Path) -> None:
    target = str(package(tmp_path, "def model_fn(model_dir): return 1\n"))

    with pytest.raises(TargetError, match="the handler has no input_fn; it has model_fn"):
        RuntimeTester().test_inference_function(target, "input_fn", REQUEST)


def test_objects_do_not_go_to_another_process(tmp_path: Path) -> None:
    target = str(package(tmp_path, GOOD))

    with pytest.raises(TypeError, match="give request_body and content_type"):
        RuntimeTester().test_inference_function(target, "predict_fn", {"input_data": [1]})


def test_guidance_comes_with_the_exception_of_a_module_of_the_caller() -> None:
    module = ModuleType("handler")

    def model_fn(model_dir: str) -> None:
        raise EOFError("Ran out of input")

    vars(module)["model_fn"] = model_fn
    result = RuntimeTester().test_inference_function(module, "model_fn", {"model_dir": "."})

    assert result.guidance == "the file is cut off: copy it again"
    assert not result.contained
