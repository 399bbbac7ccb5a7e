"""Pipelines of scripts and handlers."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from handler_lint.config.settings import Settings
from handler_lint.lint import lint
from handler_lint.package.model import Package
from handler_lint.report.model import Report
from handler_lint.testing import (
    InferenceHandlerSpec,
    InferencePipelineTestingSpec,
    InferenceTestSample,
    PipelineDAG,
    PipelineLink,
    PipelineTestingSpec,
    PipelineTestingSpecBuilder,
    PipelineTestResult,
    RuntimeTester,
    ScriptExecutionSpec,
    tester,
)
from handler_lint.testing.dag import alike, matched
from tests.vocabulary import GOOD, package

DAG = PipelineDAG(
    nodes=["prep", "scale", "serve", "other", "score"],
    edges=[("prep", "scale"), ("scale", "serve"), ("scale", "score"), ("other", "score")],
)

WRITES = """
import json, os

def main(input_paths, output_paths, environ_vars, job_args):
    values = [1, 2]
    if "data_input" in input_paths:
        with open(os.path.join(input_paths["data_input"], "rows.json")) as file:
            values = [10 * one for one in json.load(file)]
    with open(os.path.join(output_paths["data_output"], "rows.json"), "w") as file:
        json.dump(values, file)
"""
COUNTS = """
    with open(os.path.join(output_paths["data_output"], "..", "runs.txt"), "a") as file:
        file.write("x")
"""
OTHER = WRITES.replace("json.dump(values, file)", 'json.dump([{"width": 1}], file)')


def script(folder: Path, name: str, text: str = WRITES, **inputs: str) -> ScriptExecutionSpec:
    path = folder / f"{name}.py"
    path.write_text(text)
    return ScriptExecutionSpec(
        script_name=name,
        step_name=name.title(),
        script_path=str(path),
        input_paths=inputs,
        output_paths={"data_output": str(folder / name)},
    )


def scripts(folder: Path) -> dict[str, ScriptExecutionSpec]:
    return {
        "prep": script(folder, "prep"),
        "scale": script(folder, "scale", data_input=str(folder / "nowhere")),
        "other": script(folder, "other", OTHER),
    }


def handler(folder: Path, name: str) -> InferenceHandlerSpec:
    return InferenceHandlerSpec(
        handler_name=name,
        step_name=name.title(),
        packaged_model_path=str(package(folder / name, GOOD)),
        supported_accept_types=["application/json"],
    )


@pytest.fixture
def result(tmp_path: Path) -> PipelineTestResult:
    spec = PipelineTestingSpec(dag=DAG, script_specs=scripts(tmp_path))
    handlers = {name: handler(tmp_path, name) for name in ("serve", "score")}
    return RuntimeTester(workspace_dir=tmp_path).test_pipeline_with_inference(spec, handlers)


def test_an_edge_that_does_not_fit_is_one_error_that_names_both_nodes(
    result: PipelineTestResult,
) -> None:
    (error,) = result["errors"]

    assert error.startswith("other -> score: rows.json: predict_fn TypeError")
    assert error.endswith("(it has 1 row of width (int))")
    assert result["pipeline_success"] is False


def test_all_else_is_told_as_working(result: PipelineTestResult) -> None:
    assert {name: one.success for name, one in result.script_results.items()} == {
        "prep": True,
        "scale": True,
        "other": True,
    }
    assert {(one.source, one.target): one.compatible for one in result.edge_results} == {
        ("scale", "serve"): True,
        ("scale", "score"): True,
        ("other", "score"): False,
    }
    assert result["inference_results"]["serve"]["pipeline_success"]
    assert result["inference_results"]["score"]["pipeline_success"]


def test_data_is_passed_along_the_edges(result: PipelineTestResult, tmp_path: Path) -> None:
    assert (tmp_path / "scale" / "rows.json").read_text() == "[10, 20]"


def test_a_script_runs_once_however_many_take_from_it(tmp_path: Path) -> None:
    counts = WRITES + COUNTS
    dag = PipelineDAG(nodes=["a", "b", "c"], edges=[("a", "b"), ("a", "c")])
    spec = PipelineTestingSpec(dag=dag, script_specs={"a": script(tmp_path, "a", counts)})
    handlers = {name: handler(tmp_path, name) for name in ("b", "c")}
    result = RuntimeTester().test_pipeline_with_inference(spec, handlers)

    assert result.errors == []
    assert (tmp_path / "runs.txt").read_text() == "x"


def test_a_node_that_fails_keeps_back_only_those_that_take_from_it(tmp_path: Path) -> None:
    specs = scripts(tmp_path) | {
        "prep": script(tmp_path, "prep", "def main(*a):\n    raise KeyError(1)\n")
    }
    spec = PipelineTestingSpec(dag=DAG, script_specs=specs)
    handlers = {name: handler(tmp_path, name) for name in ("serve", "score")}
    result = RuntimeTester().test_pipeline_with_inference(spec, handlers)

    assert {"prep: KeyError: 1", "scale: not run, because prep failed"} <= set(result.errors)
    assert "scale -> serve: nothing was sent, because scale failed" in result.errors
    assert result.script_results["other"].success
    assert any(error.startswith("other -> score") for error in result.errors)


def test_what_has_no_partner_is_told(tmp_path: Path) -> None:
    dag = PipelineDAG(nodes=["a", "b"], edges=[("a", "b")])
    spec = InferencePipelineTestingSpec(dag=dag, script_specs={"a": script(tmp_path, "a")})
    spec.add_inference_handler("a", handler(tmp_path, "a"))
    spec.add_inference_handler("z", handler(tmp_path, "z"))

    assert spec.has_inference_handlers()
    assert spec.get_inference_handler_names() == ["a", "z"]
    assert spec.get_mixed_step_types() == {"a": "inference", "z": "inference"}
    assert not spec.is_valid_mixed_pipeline()
    assert spec.validate_mixed_pipeline() == [
        "a is a script and a handler",
        "b has no specification",
        "z is no node of the pipeline",
    ]


@pytest.mark.parametrize(
    ("edges", "said"),
    [
        ([("a", "b"), ("b", "a")], "the edges go round: "),
        ([("a", "z")], "the edge a -> z names z, which is no node"),
    ],
)
def test_edges_that_cannot_be_are_an_error(edges: list[tuple[str, str]], said: str) -> None:
    spec = PipelineTestingSpec(dag=PipelineDAG(nodes=["a", "b"], edges=edges))
    result = RuntimeTester().test_pipeline_with_inference(spec)

    assert any(error.startswith(said) for error in result.errors)
    assert not result.pipeline_success


def test_the_builder_makes_specifications(tmp_path: Path) -> None:
    builder = PipelineTestingSpecBuilder()
    serve = builder.create_inference_handler_spec(
        handler_name="serve", handler_path="code/inference.py", model_dir="model"
    )
    dag = PipelineDAG(nodes=["prep", "serve"], edges=[("prep", "serve")])
    mixed = builder.build_mixed_pipeline_spec(
        dag, {"prep": script(tmp_path, "prep")}, {"serve": serve}
    )

    assert (serve.step_name, serve.model_dir) == ("serve", "model")
    assert mixed.is_valid_mixed_pipeline()
    assert mixed.get_mixed_step_types() == {"prep": "script", "serve": "inference"}


def test_handlers_of_the_specification_are_run(tmp_path: Path) -> None:
    dag = PipelineDAG(nodes=["prep", "serve"], edges=[("prep", "serve")])
    spec = InferencePipelineTestingSpec(
        dag=dag,
        script_specs={"prep": script(tmp_path, "prep")},
        inference_handlers={"serve": handler(tmp_path, "serve")},
    )
    result = RuntimeTester().test_pipeline_with_inference(spec)

    assert result.pipeline_success, result.errors
    assert result.edge_results[0].files[0].content_type == "application/json"


def test_a_script_that_writes_nothing_is_an_edge_without_data(tmp_path: Path) -> None:
    dag = PipelineDAG(nodes=["prep", "serve"], edges=[("prep", "serve")])
    silent = script(tmp_path, "prep", "def main(*a):\n    pass\n")
    spec = PipelineTestingSpec(dag=dag, script_specs={"prep": silent})
    result = RuntimeTester().test_pipeline_with_inference(
        spec, {"serve": handler(tmp_path, "serve")}
    )

    assert "prep -> serve: prep wrote no file" in result.errors


@pytest.mark.parametrize(
    ("outputs", "inputs", "found"),
    [
        ({"a": "1"}, ["b"], {"b": "1"}),
        ({"data_output": "1", "model_output": "2"}, ["model_input"], {"model_input": "2"}),
        ({"train": "1", "test": "2"}, ["test", "train"], {"test": "2", "train": "1"}),
        ({"TrainingData": "1", "other": "2"}, ["training_data"], {"training_data": "1"}),
        ({"features": "1", "labels": "2"}, ["feature"], {"feature": "1"}),
        ({"features": "1", "labels": "2"}, ["weights"], {}),
        ({}, ["a"], {}),
    ],
)
def test_logical_names_are_matched_by_meaning(
    outputs: dict[str, str], inputs: list[str], found: dict[str, str]
) -> None:
    assert matched(outputs, inputs) == found


def test_the_same_name_is_most_alike() -> None:
    assert alike("data", "data") > alike("data_output", "data_input") > alike("dates", "rates")


def test_a_pipeline_has_nodes() -> None:
    with pytest.raises(ValidationError, match="has no field node; did you mean nodes"):
        PipelineDAG.model_validate({"node": ["a"]})


def test_each_package_is_laid_out_and_loaded_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    write = Package.write

    def counted(self: Package, destination: Path, with_model: bool) -> None:
        written.append(self.target)
        write(self, destination, with_model)

    loads: list[str] = []
    told = lint

    def seen(settings: Settings) -> Report:
        report = told(settings)
        loads.extend(
            target.target
            for target in report.targets
            for call in target.calls
            if call.call.startswith("model_fn")
        )
        return report

    monkeypatch.setattr(Package, "write", counted)
    monkeypatch.setattr(tester, "lint", seen)
    spec = PipelineTestingSpec(dag=DAG, script_specs=scripts(tmp_path))
    handlers = {name: handler(tmp_path, name) for name in ("serve", "score")}
    RuntimeTester().test_pipeline_with_inference(spec, handlers)

    targets = [str(one.packaged_model_path) for one in handlers.values()]
    assert sorted(one for one in written if one in targets) == sorted(targets)
    assert sorted(loads) == sorted(targets)


def test_a_handler_gets_what_the_handler_before_it_answered(tmp_path: Path) -> None:
    first, second = handler(tmp_path, "first"), handler(tmp_path, "second")
    first.test_data_samples = [
        InferenceTestSample(sample_name="one", content_type="application/json", data="[1, 2]")
    ]
    dag = PipelineDAG(nodes=["first", "second"], edges=[("first", "second")])
    spec = PipelineTestingSpec(dag=dag)
    told: list[str] = []
    result = RuntimeTester().test_pipeline_with_inference(
        spec, {"first": first, "second": second}, told.append
    )

    assert result.errors == []
    assert told == ["first", "second"]
    (sent,) = result.inference_results["second"].end_to_end_results
    assert (sent.sample, sent.response) == ("the reply to one", b"[4, 8]")


def test_a_handler_that_answers_nothing_is_told_on_the_edge(tmp_path: Path) -> None:
    dag = PipelineDAG(nodes=["first", "second"], edges=[("first", "second")])
    handlers = {name: handler(tmp_path, name) for name in dag.nodes}
    result = RuntimeTester().test_pipeline_with_inference(PipelineTestingSpec(dag=dag), handlers)

    assert "first -> second: first answered nothing" in result.errors


def test_the_package_that_a_script_packs_is_no_payload(tmp_path: Path) -> None:
    serve = handler(tmp_path, "serve")
    packs = f"""
import shutil, tarfile

def main(input_paths, output_paths, environ_vars, job_args):
    with tarfile.open(output_paths["data_output"] + "/model.tar.gz", "w:gz") as tar:
        tar.add({serve.packaged_model_path!r}, ".")
"""
    spec = PipelineTestingSpec(
        dag=PipelineDAG(nodes=["train", "serve"], edges=[("train", "serve")]),
        script_specs={"train": script(tmp_path, "train", packs)},
        links=[PipelineLink(source="train", target="serve", carries="model")],
    )
    serve.packaged_model_path = str(tmp_path / "train" / "model.tar.gz")
    serve.test_data_samples = [InferenceTestSample(content_type="application/json", data="[1]")]
    tester_ = RuntimeTester()

    assert tester_.test_pipeline_with_inference(spec, {"serve": serve}).errors == []
    alone = spec.model_copy(update={"links": []})
    assert tester_.test_pipeline_with_inference(alone, {"serve": serve}).errors == [
        "train -> serve: train wrote no file"
    ]


def test_a_named_output_goes_to_a_named_input(tmp_path: Path) -> None:
    first = script(
        tmp_path,
        "first",
        WRITES.replace('output_paths["data_output"]', 'output_paths["left"]'),
    )
    first.output_paths = {name: str(tmp_path / name) for name in ("left", "right")}
    second = script(tmp_path, "second", WRITES, data_input="nowhere")
    dag = PipelineDAG(nodes=["first", "second"], edges=[("first", "second")])
    named = PipelineLink(source="first", target="second", output="left", input="data_input")
    results = [
        RuntimeTester().test_pipeline_with_inference(
            PipelineTestingSpec(
                dag=dag, script_specs={"first": first, "second": second}, links=[link]
            )
        )
        for link in (named, named.model_copy(update={"input": None}))
    ]

    assert [one.errors for one in results] == [[], []]
    assert (tmp_path / "second" / "rows.json").read_text() == "[10, 20]"


def test_a_handler_before_a_script_only_orders(tmp_path: Path) -> None:
    serve = handler(tmp_path, "serve")
    serve.test_data_samples = [InferenceTestSample(content_type="application/json", data="[1]")]
    spec = PipelineTestingSpec(
        dag=PipelineDAG(nodes=["serve", "after"], edges=[("serve", "after")]),
        script_specs={"after": script(tmp_path, "after")},
        links=[PipelineLink(source="serve", target="after", carries="model")],
    )

    assert RuntimeTester().test_pipeline_with_inference(spec, {"serve": serve}).errors == []


def test_edges_that_go_round_run_nothing(tmp_path: Path) -> None:
    dag = PipelineDAG(nodes=["a", "b"], edges=[("a", "b"), ("b", "a")])
    specs = {name: script(tmp_path, name) for name in dag.nodes}
    result = RuntimeTester().test_pipeline_with_inference(
        PipelineTestingSpec(dag=dag, script_specs=specs)
    )

    assert result.script_results == {}
    assert result.diagnostics[0]["code"] == "HL808"


def test_an_output_that_is_taken_and_not_there_is_told(tmp_path: Path) -> None:
    spec = PipelineTestingSpec(
        dag=PipelineDAG(nodes=["prep", "serve"], edges=[("prep", "serve")]),
        script_specs={"prep": script(tmp_path, "prep")},
        links=[PipelineLink(source="prep", target="serve", output="test")],
    )
    result = RuntimeTester().test_pipeline_with_inference(spec, {"serve": handler(tmp_path, "s")})

    assert "prep has no output test, and serve takes it" in result.errors
    assert "HL808" in [one["code"] for one in result.diagnostics]
    assert "prep -> serve: prep wrote no file" in result.errors


def test_a_file_that_no_server_takes_is_not_read(tmp_path: Path) -> None:
    large = script(
        tmp_path,
        "large",
        """
import os

def main(input_paths, output_paths, environ_vars, job_args):
    with open(os.path.join(output_paths["data_output"], "rows.csv"), "wb") as file:
        file.truncate(200 * 1024 * 1024)
""",
    )
    fit = RuntimeTester().test_script_to_inference_compatibility(large, handler(tmp_path, "s"))

    assert fit.error is not None
    assert "a server takes at most 100 MB: write parts" in fit.error
