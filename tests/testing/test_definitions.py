"""The JSON of a SageMaker pipeline."""

import json
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any

import pytest

from handler_lint.testing.dag import PipelineLink
from handler_lint.testing.definitions import Definition, DefinitionError, read_definition

CHURN = Path(__file__).parents[2] / "fixtures" / "pipelines" / "churn" / "definition.json"
MODEL = {"Get": "Steps.Train.ModelArtifacts.S3ModelArtifacts"}


def read(*steps: dict[str, Any], **more: Any) -> Definition:
    return read_definition(json.dumps({"Version": "2020-12-01", "Steps": list(steps), **more}))


def step(
    name: str, kind: str, depends: list[str] | None = None, **arguments: Any
) -> dict[str, Any]:
    return {"Name": name, "Type": kind, "Arguments": arguments, "DependsOn": depends or []}


def model(name: str, **container: Any) -> dict[str, Any]:
    return step(name, "Model", PrimaryContainer={"ModelDataUrl": MODEL, **container})


@pytest.fixture(scope="module")
def churn() -> Definition:
    return read_definition(CHURN.read_text())


def test_steps_that_run_code_are_nodes_and_containers_of_a_step_are_handlers_in_a_row(
    churn: Definition,
) -> None:
    assert [(one.name, one.kind) for one in churn.nodes] == [
        ("Prepare", "script"),
        ("Train", "script"),
        ("Evaluate", "script"),
        ("Register-RegisterModel.1", "handler"),
        ("Register-RegisterModel.2", "handler"),
        ("Score-CreateModel", "handler"),
    ]
    row = ("Register-RegisterModel.1", "Register-RegisterModel.2")
    assert PipelineLink(source=row[0], target=row[1]) in churn.links


def test_what_is_registered_is_known_of_the_ends_of_the_row(churn: Definition) -> None:
    first, last = churn.nodes[3:5]

    assert (first.content_types, first.accepts) == (("text/csv",), ())
    assert (last.content_types, last.accepts) == ((), ("application/json",))
    assert first.image.endswith("/sagemaker-scikit-learn:1.2-1-cpu-py3")
    assert first.environ["SAGEMAKER_PROGRAM"] == "inference.py"


def test_references_name_the_output_and_the_input(churn: Definition) -> None:
    assert {
        PipelineLink(source="Prepare", target="Train", output="train", input="train"),
        PipelineLink(source="Train", target="Evaluate", output="model", input="model"),
        PipelineLink(source="Prepare", target="Evaluate", output="test", input="test"),
    } <= set(churn.links)


def test_a_transform_step_sends_data_to_the_handler_of_its_model(churn: Definition) -> None:
    link = PipelineLink(
        source="Prepare", target="Score-CreateModel", output="test", content_type="text/csv"
    )

    assert link in churn.links


def test_steps_in_a_condition_wait_for_what_it_looks_at(churn: Definition) -> None:
    order = churn.dag.order()

    assert order.index("Evaluate") < order.index("Register-RegisterModel.1")
    link = PipelineLink(source="Evaluate", target="Score-CreateModel", carries="model")
    assert link in churn.links


def test_steps_that_run_elsewhere_only_order() -> None:
    found = read(
        step("Prepare", "Processing"),
        step("Wait", "Lambda", ["Prepare"]),
        step("Check", "QualityCheck", ["Wait"]),
        step("Train", "Training", ["Check"]),
    )

    assert [one.name for one in found.nodes] == ["Prepare", "Train"]
    assert found.dag.edges == [("Prepare", "Train")]
    assert found.links == (PipelineLink(source="Prepare", target="Train", carries="model"),)


def test_what_the_sdk_packs_again_is_the_model_of_the_training() -> None:
    repack = step(
        "Repack",
        "Training",
        HyperParameters={"sagemaker_program": '"_repack_model.py"', "a": MODEL},
    )
    container = {"ModelDataUrl": {"Get": "Steps.Repack.ModelArtifacts.S3ModelArtifacts"}}
    serve = step("Serve", "Model", PrimaryContainer=container)
    found = read(step("Train", "Training"), repack, serve)

    assert [one.name for one in found.nodes] == ["Train", "Serve"]
    assert found.dag.edges == [("Train", "Serve")]


def test_the_same_place_is_a_reference_too() -> None:
    place = {"Std:Join": {"On": "/", "Values": ["s3://bucket", {"Get": "Execution.Id"}]}}
    outputs = {"Outputs": [{"OutputName": "rows", "S3Output": {"S3Uri": place}}]}
    entry = {"InputName": "data", "S3Input": {"S3Uri": place}}
    found = read(
        step("A", "Processing", ProcessingOutputConfig=outputs),
        step("B", "Processing", ProcessingInputs=[entry]),
    )

    assert found.links == (PipelineLink(source="A", target="B", output="rows", input="data"),)


def test_variables_are_those_with_a_value_that_is_known() -> None:
    environ = {"A": "1", "B": {"Get": "Parameters.Mode"}, "C": {"Get": "Execution.PipelineName"}}
    parameters = [{"Name": "Mode", "Type": "String", "DefaultValue": "batch"}]
    found = read(model("Serve", Environment=environ), Parameters=parameters)

    assert found.nodes[0].environ == {"A": "1", "B": "batch"}


def test_steps_that_wait_for_each_other_are_told_by_the_graph() -> None:
    found = read(step("A", "Processing", ["B"]), step("B", "Processing", ["A"]))

    with pytest.raises(ValueError, match="the edges go round"):
        found.dag.order()


def test_a_circle_of_steps_that_only_order_ends() -> None:
    found = read(
        step("A", "Lambda", ["B"]), step("B", "Lambda", ["A"]), step("C", "Processing", ["A"])
    )

    assert found.dag.edges == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "it is no JSON"),
        ("[]", 'it has no "Steps"'),
        ('{"Steps": []}', 'it has no "Steps"'),
        ('{"Steps": [1]}', 'a step has no "Name"'),
        ("[" * 100_000, "it is no JSON"),
    ],
)
def test_what_is_no_definition_is_told_in_a_line(text: str, said: str) -> None:
    with pytest.raises(DefinitionError, match=said):
        read_definition(text)


@pytest.mark.parametrize(
    "arguments",
    [
        {"Containers": 1},
        {"InferenceSpecification": {"Containers": [1]}},
        {"PrimaryContainer": {"Image": {"Get": "Parameters.Image"}, "Environment": 1}},
        {"InferenceSpecification": {"Containers": [{}], "SupportedContentTypes": 1}},
    ],
)
def test_odd_arguments_are_read_over(arguments: dict[str, Any]) -> None:
    found = read(step("Serve", "RegisterModel", **arguments), {"Name": "B", "Arguments": 1})

    assert all(one.image == "" and one.content_types == () for one in found.nodes)


def changed(value: Any, random: Random) -> Any:
    """A JSON value in which a few parts are others, or are not there."""
    if random.random() < 0.03:
        return deepcopy(random.choice([None, 1, "x", [], {}, [1], {"Get": "Steps.Nope.X"}, True]))
    if isinstance(value, dict):
        return {k: changed(v, random) for k, v in value.items() if random.random() > 0.01}
    return [changed(one, random) for one in value] if isinstance(value, list) else value


def test_no_definition_makes_it_break() -> None:
    whole = json.loads(CHURN.read_text())
    for seed in range(400):
        text = json.dumps(changed(whole, Random(seed)))
        try:
            found = read_definition(text)
        except DefinitionError:
            continue
        names = set(found.dag.nodes)
        assert all({one.source, one.target} <= names for one in found.links)
