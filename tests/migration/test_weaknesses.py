"""What went wrong with an older testing library, one test each: none of it is here."""

import json
import logging
import os
import sys
import tarfile
from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from handler_lint.testing import (
    CompatibilityTestResult,
    InferenceHandlerSpec,
    InferenceTestResult,
    PipelineDAG,
    PipelineTestingSpec,
    RuntimeTester,
    ScriptExecutionSpec,
)
from tests.vocabulary import GOOD, package

ONE = {"json_samples__one_dot_json": "[1, 2]"}


def outcome(
    folder: Path, source: str, files: Mapping[str, str] = ONE, **fields: Any
) -> InferenceTestResult:
    """What the tester says of a handler with one sample."""
    spec = InferenceHandlerSpec(
        handler_name="churn",
        step_name="Serve",
        packaged_model_path=str(package(folder, source, True, **files)),
        **{"supported_accept_types": ["application/json"], **fields},
    )
    return RuntimeTester().test_inference_pipeline(spec)


def with_line(function: str, line: str) -> str:
    """The good handler with a line more at the begin of a function."""
    head = next(one for one in GOOD.splitlines() if one.startswith(f"def {function}("))
    return GOOD.replace(head, f"{head}\n    {line}")


def test_1_an_exit_of_the_handler_ends_nothing(tmp_path: Path) -> None:
    result = outcome(tmp_path, with_line("predict_fn", "raise SystemExit(3)"))

    assert result.predict_fn_results[0].error_type == "SystemExit"


def test_2_the_time_limit_acts(tmp_path: Path) -> None:
    source = with_line("predict_fn", "import time; time.sleep(30)")
    result = outcome(tmp_path, source, timeout_seconds=0.5)

    assert result.predict_fn_results[0].error == "ran longer than 0.5 s"


def test_3_the_variables_are_there_and_nowhere_else(tmp_path: Path) -> None:
    source = with_line("model_fn", 'import os; os.environ["MY_FLAG"]')

    assert outcome(tmp_path, source, environ_vars={"MY_FLAG": "1"}).overall_success
    assert "MY_FLAG" not in os.environ


def test_4_a_folder_of_the_users_own_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    own = tmp_path / "inference_inputs" / "mine.txt"
    own.parent.mkdir()
    own.write_text("kept")
    outcome(tmp_path, GOOD)

    assert own.read_text() == "kept"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["inference_inputs", "package"]


def test_5_where_the_handler_goes_the_tester_stays(tmp_path: Path) -> None:
    before = os.getcwd()
    result = outcome(tmp_path, with_line("model_fn", 'import os; os.chdir("/")'))

    assert result.overall_success
    assert os.getcwd() == before


def test_6_no_member_of_an_archive_is_written_outside(tmp_path: Path) -> None:
    archive = tmp_path / "a" / "b" / "model.tar.gz"
    archive.parent.mkdir(parents=True)
    evil = tmp_path / "evil.txt"
    evil.write_text("x")
    with tarfile.open(archive, "w:gz") as tar:
        tar.add(package(tmp_path, GOOD, True, **ONE), ".")
        tar.add(evil, "../../escaped.txt")
    spec = InferenceHandlerSpec(handler_name="a", step_name="b", packaged_model_path=str(archive))
    result = RuntimeTester().test_inference_pipeline(spec)

    assert not list(tmp_path.rglob("escaped.txt"))
    assert any("escaped.txt" in warning for warning in result.warnings)


@pytest.mark.parametrize("sample", ["", "payload_samples__one_dot_parquet"])
def test_7_without_a_sample_that_is_sent_there_is_no_success(tmp_path: Path, sample: str) -> None:
    result = outcome(tmp_path, GOOD, {sample: "PAR1"} if sample else {})

    assert not result.overall_success
    assert result.errors


def test_8_9_one_accept_that_fails_hides_no_other_and_no_earlier_call(tmp_path: Path) -> None:
    source = with_line("output_fn", 'assert accept != "text/csv"')
    accepts = ["application/json", "text/csv", "application/x-npy"]
    result = outcome(tmp_path, source, supported_accept_types=accepts)

    assert [one.success for one in result.input_fn_results] == [True]
    assert [one.success for one in result.predict_fn_results] == [True]
    assert {one.accept_type: one.success for one in result.output_fn_results} == {
        "application/json": True,
        "text/csv": False,
        "application/x-npy": True,
    }


def test_10_a_message_has_the_class_the_file_and_the_line(tmp_path: Path) -> None:
    result = outcome(tmp_path, with_line("predict_fn", 'data = {}["instances"]'))
    (error,) = result.errors

    assert error == (
        "one.json as application/json, answered as application/json:"
        " KeyError: 'instances' at code/inference.py:14"
    )
    assert result.predict_fn_results[0].place == "code/inference.py:14"


def test_11_a_load_that_fails_is_a_result(tmp_path: Path) -> None:
    result = outcome(tmp_path, with_line("model_fn", "raise OSError('gone')"))

    assert result.model_fn_result is not None
    assert not result.model_fn_result.success
    assert [one.success for one in result.input_fn_results] == [True]


CAUGHT = """try:
        return json.dumps(prediction / 0)
    except Exception as error:
        return json.dumps({"error": str(error)})"""


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("return None", "HL401"),
        ("return object()", "HL501"),
        ('return "nan"', "HL505"),
        ('return json.dumps(float("nan"))', "HL506"),
        (CAUGHT, "HL407"),
    ],
)
def test_12_what_is_answered_is_judged(tmp_path: Path, line: str, said: str) -> None:
    result = outcome(tmp_path, with_line("output_fn", line))

    assert said in [one["code"] for one in result.diagnostics]


def test_12_what_the_server_cannot_send_is_no_success(tmp_path: Path) -> None:
    (error,) = outcome(tmp_path, with_line("output_fn", "return object()")).errors

    assert error.endswith(
        ": the client gets 503: TypeError: Object of type object is not JSON serializable"
    )


@pytest.mark.parametrize(
    "source",
    [
        GOOD.replace("model_fn(model_dir)", "model_fn(model_dir, context)"),
        GOOD.replace("predict_fn(data, model)", "predict_fn(data, model, context)"),
        """
        import json

        def model_fn(model_dir):
            return 2

        def transform_fn(model, body, content_type, accept):
            if content_type != "application/json":
                raise ValueError(content_type)
            return json.dumps([model * one for one in json.loads(body)]), accept
        """,
    ],
    ids=["context of the load", "context of a request", "transform_fn"],
)
def test_13_what_a_server_takes_is_no_failure(tmp_path: Path, source: str) -> None:
    assert outcome(tmp_path, source, framework="mxnet").errors == []


def test_14_modules_beside_the_handler_dataclasses_and_pickled_classes_work(
    tmp_path: Path,
) -> None:
    source = """
        from __future__ import annotations

        import json
        import pickle
        from dataclasses import dataclass

        from helper import double

        @dataclass
        class Model:
            factor: int

        def model_fn(model_dir):
            return pickle.loads(pickle.dumps(Model(2)))

        def input_fn(body, content_type):
            if content_type != "application/json":
                raise ValueError(content_type)
            return json.loads(body)

        def predict_fn(data, model):
            return [double(one) * model.factor for one in data]

        def output_fn(prediction, accept):
            return json.dumps(prediction)
        """
    result = outcome(
        tmp_path, source, {**ONE, "code__helper_dot_py": "def double(x): return 2 * x"}
    )

    assert result.errors == []


def test_15_functions_are_called_by_position_alone_and_in_the_chain(tmp_path: Path) -> None:
    source = GOOD.replace("input_fn(body, content_type)", "input_fn(the_body, kind)").replace(
        "body)", "the_body)"
    )
    source = source.replace("content_type or", "kind or").replace("{content_type}", "{kind}")
    root = package(tmp_path, source, True, **ONE)
    tester = RuntimeTester()
    module = tester.load_handler_module(root / "code" / "inference.py")
    params = {"request_body": "[1]", "content_type": "application/json"}

    assert tester.test_inference_function(module, "input_fn", params)["result"] == [1]
    assert tester.test_inference_function(str(root), "input_fn", params)["success"]


LAX = GOOD.replace('if kind == "application/json":', "if True:").replace(
    "return json.loads(body)", "return [1]"
)


def compatibility(folder: Path, source: str, name: str, content: bytes) -> CompatibilityTestResult:
    (folder / "prepare.py").write_text(
        dedent(f"""
        import os

        def main(input_paths, output_paths, environ_vars, job_args):
            with open(os.path.join(output_paths["data"], {name!r}), "wb") as file:
                file.write({content!r})
        """)
    )
    script = ScriptExecutionSpec(
        script_name="prepare",
        step_name="Prepare",
        script_path=str(folder / "prepare.py"),
        output_paths={"data": str(folder / "out")},
    )
    handler = InferenceHandlerSpec(
        handler_name="churn", step_name="Serve", packaged_model_path=str(package(folder, source))
    )
    return RuntimeTester().test_script_to_inference_compatibility(script, handler)


def test_16_a_csv_is_no_json_and_what_is_decoded_goes_on(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in "abc"]
    for folder in folders:
        folder.mkdir()
    lax = compatibility(folders[0], LAX, "rows.csv", b"1,2\n")
    refused = compatibility(folders[1], GOOD, "rows.json", b"[null]\n")
    binary = compatibility(folders[2], GOOD, "model.bin", b"\x00\x01")

    assert (lax["compatible"], lax["content_type"]) == (True, "text/csv")
    assert str(refused["error"]).startswith("predict_fn TypeError")
    assert binary["error"] == "no known format of a payload"


def test_17_a_handler_that_is_no_node_does_not_pass(tmp_path: Path) -> None:
    spec = PipelineTestingSpec(dag=PipelineDAG(nodes=["serve"]))
    handler = InferenceHandlerSpec(
        handler_name="x",
        step_name="x",
        packaged_model_path=str(package(tmp_path, GOOD, True, **ONE)),
    )
    result = RuntimeTester().test_pipeline_with_inference(spec, {"other": handler})

    assert set(result.errors) == {"other is no node of the pipeline", "serve has no specification"}
    assert {one["code"] for one in result.diagnostics} == {"HL808"}


def test_18_a_result_is_json_and_holds_no_model(tmp_path: Path) -> None:
    result = outcome(tmp_path, with_line("model_fn", "return object()"))

    assert json.loads(result.model_dump_json())["model_fn_result"]["result"] == "object"


def test_19_the_bytes_of_a_sample_come_as_they_are(tmp_path: Path) -> None:
    source = GOOD.replace("return json.loads(body)", "return [len(body)]")
    result = outcome(tmp_path, source, {"json_samples__one_dot_json": "[1]\n\n"})

    assert result.end_to_end_results[0].response == b"[10]"


def test_20_what_the_handler_leaves_behind_does_not_reach_the_tester(tmp_path: Path) -> None:
    line = (
        "import os, sys, logging; os.environ['LEAK'] = '1'; sys.path.insert(0, '/leak');"
        " logging.getLogger().addHandler(logging.NullHandler())"
    )
    before = (list(sys.path), list(logging.getLogger().handlers))
    outcome(tmp_path, with_line("model_fn", line))

    assert "LEAK" not in os.environ
    assert (list(sys.path), list(logging.getLogger().handlers)) == before


def test_21_samples_have_an_order_and_names_of_their_own(tmp_path: Path) -> None:
    source = GOOD.replace('== "application/json"', "").replace("json.loads(body)", "[1]")
    files = {
        "payload_samples__csv_samples__a_dot_csv": "1",
        "payload_samples__json_samples__a_dot_json": "[1]",
        "payload_samples__b_dot_json": "[2]",
    }
    result = outcome(tmp_path, source, files)

    assert [one.sample for one in result.input_fn_results] == ["b.json", "a.csv", "a.json"]


@pytest.mark.parametrize("packed", [False, True])
def test_22_what_a_payload_step_writes_is_sent(tmp_path: Path, packed: bool) -> None:
    folder = tmp_path / "payload"
    folder.mkdir()
    (folder / "payload_application_json_0.json").write_text("[1]")
    (folder / "payload_application_json_1.json").write_text("[2]")
    given = folder
    if packed:
        given = tmp_path / "payload.tar.gz"
        with tarfile.open(given, "w:gz") as tar:
            tar.add(folder, ".")
    result = outcome(tmp_path, GOOD, {}, payload_samples_path=str(given))

    assert result.errors == []
    assert [one.sample for one in result.end_to_end_results] == [
        "payload_application_json_0.json",
        "payload_application_json_1.json",
    ]


def test_23_a_handler_keeps_its_name(tmp_path: Path) -> None:
    root = package(tmp_path, GOOD, True, **ONE)
    (root / "code" / "inference.py").rename(root / "code" / "xgboost_inference_handler.py")
    spec = InferenceHandlerSpec(
        handler_name="a",
        step_name="b",
        packaged_model_path=str(root),
        environ_vars={"SAGEMAKER_PROGRAM": "xgboost_inference_handler.py"},
        supported_accept_types=["application/json"],
    )

    assert RuntimeTester().test_inference_pipeline(spec).errors == []


def test_24_25_what_an_import_does_is_read_before_it_is_run(tmp_path: Path) -> None:
    source = "import subprocess\nsubprocess.run(['pip', 'install', 'x'], check=False)\n" + GOOD
    result = outcome(tmp_path, source)

    assert "HL710" in {one["code"] for one in result.diagnostics}
