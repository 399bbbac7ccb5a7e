"""The JSON of a SageMaker pipeline, as `pipeline.definition()` writes it: its steps as nodes, its references as edges.

Processing, training and tuning steps are scripts; each container of a `Model` or `RegisterModel` step is a handler, and
those of one step are called in a row. A transform step sends data to the handler of its model. Steps within both
branches of a condition are steps; conditions, and steps that run elsewhere (Lambda, EMR, quality checks), only order.

Source: SageMaker Pipelines definition JSON schema, version 2020-12-01.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Literal

from handler_lint.testing.dag import PipelineDAG, PipelineLink

Step = Mapping[str, Any]
Kind = Literal["script", "handler"]

SCRIPTS = ("Processing", "Training", "Tuning")
HANDLERS = ("Model", "RegisterModel")
REFERENCE = re.compile(r"Steps\.([^.\[]+)\.?(.*)", re.DOTALL)
OUTPUT = re.compile(r"ProcessingOutputConfig\.Outputs\['([^']+)'\]")
REPACKS = "_repack_model.py"
"""The script of a training step that the SDK itself adds to put code into a model archive."""

MODEL = "model"
"""The logical name of what a training step writes."""


class DefinitionError(ValueError):
    """It is no definition of a pipeline; one line says why."""


@dataclass(frozen=True, slots=True)
class Node:
    """A step, or one container of it, that runs code of the user.

    `environ` are its variables with a fixed value, `image` the URI of its container where that is fixed, and
    `content_types` and `accepts` what it is registered for.
    """

    name: str
    kind: Kind
    environ: Mapping[str, str] = field(default_factory=dict)
    image: str = ""
    content_types: tuple[str, ...] = ()
    accepts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Definition:
    """A pipeline: its nodes, in the order of the file, and what goes between them."""

    nodes: tuple[Node, ...]
    dag: PipelineDAG
    links: tuple[PipelineLink, ...]


def read_definition(text: str) -> Definition:
    """The pipeline of a definition.

    Raises:
        DefinitionError: the text is no JSON, or has no steps.
    """
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise DefinitionError(f"it is no JSON: {error}") from None
    steps = value.get("Steps") if isinstance(value, dict) else None
    if not isinstance(steps, list) or not steps:
        raise DefinitionError('it has no "Steps": write what pipeline.definition() returns')
    every = list(_flat(steps, ()))
    defaults = {
        one["Name"]: one.get("DefaultValue")
        for one in _rows(value, "Parameters")
        if isinstance(one.get("Name"), str)
    }
    return _Reading(every, defaults).definition()


def _flat(steps: Sequence[Any], after: tuple[str, ...]) -> Iterator[tuple[Step, tuple[str, ...]]]:
    """All steps, those of both branches of a condition after it, each with the steps that it waits for."""
    for step in steps:
        if not isinstance(step, dict) or not isinstance(step.get("Name"), str):
            raise DefinitionError('a step has no "Name"')
        needs = (*after, *_texts(step.get("DependsOn")))
        yield step, needs
        arguments = _arguments(step)
        for branch in ("IfSteps", "ElseSteps"):
            yield from _flat(_list(arguments.get(branch)), (step["Name"],))


def _arguments(step: Step) -> Mapping[str, Any]:
    return _dict(step.get("Arguments"))


@dataclass(slots=True)
class _Reading:
    """A definition on its way to nodes and edges."""

    steps: Sequence[tuple[Step, tuple[str, ...]]]
    defaults: Mapping[Any, Any]

    def definition(self) -> Definition:
        nodes = [node for step, _ in self.steps for node in self._nodes(step)]
        names = {node.name for node in nodes}
        links = [one for one in dict.fromkeys(self._links()) if {one.source, one.target} <= names]
        edges = dict.fromkeys((one.source, one.target) for one in links)
        for step, needs in self.steps:
            references = (name for name, _ in _references(_outside_branches(step)))
            for source in dict.fromkeys((*needs, *references)):
                for one in self._last_of(source, set()):
                    for other in self._first_of(step):
                        if one != other and {one, other} <= names:
                            edges.setdefault((one, other))
        carried = {(one.source, one.target) for one in links}
        only_order = (
            PipelineLink(source=source, target=target, carries="model")
            for source, target in edges
            if (source, target) not in carried
        )
        dag = PipelineDAG(nodes=[node.name for node in nodes], edges=list(edges))
        return Definition(tuple(nodes), dag, (*links, *only_order))

    def _nodes(self, step: Step) -> Iterator[Node]:
        kind, arguments = step.get("Type"), _arguments(step)
        if kind in SCRIPTS and not _repacks(step):
            yield Node(step["Name"], "script", self._fixed(arguments.get("Environment")))
        containers = _containers(step)
        registered = _dict(arguments.get("InferenceSpecification"))
        for index, (name, container) in enumerate(zip(_names(step), containers, strict=True)):
            image = container.get("Image")
            ends = index == 0, index == len(containers) - 1
            yield Node(
                name,
                "handler",
                self._fixed(container.get("Environment")),
                image if isinstance(image, str) else "",
                _texts(registered.get("SupportedContentTypes")) if ends[0] else (),
                _texts(registered.get("SupportedResponseMIMETypes")) if ends[1] else (),
            )

    def _fixed(self, environ: Any) -> dict[str, str]:
        """Variables whose value is written there, or is the default of a parameter."""
        found = {}
        for name, value in _dict(environ).items():
            if isinstance(value, dict) and str(value.get("Get", "")).startswith("Parameters."):
                value = self.defaults.get(value["Get"].removeprefix("Parameters."))
            if isinstance(value, (str, int, float)):
                found[name] = str(value)
        return found

    def _links(self) -> Iterator[PipelineLink]:
        """What is handed on along edges."""
        for step, _ in self.steps:
            arguments = _arguments(step)
            row = _names(step)
            for one, other in pairwise(row):
                yield PipelineLink(source=one, target=other)
            for entry in (
                *_rows(arguments, "ProcessingInputs"),
                *_rows(arguments, "InputDataConfig"),
            ):
                name = _text(entry.get("InputName") or entry.get("ChannelName"))
                for source, output in self._sources(entry, step["Name"]):
                    for before in self._last_of(source, set()):
                        yield PipelineLink(
                            source=before, target=step["Name"], output=output, input=name
                        )
            if step.get("Type") == "Transform":
                yield from self._transformed(arguments)

    def _transformed(self, arguments: Mapping[str, Any]) -> Iterator[PipelineLink]:
        sent = _dict(arguments.get("TransformInput"))
        kind = _text(sent.get("ContentType"))
        for model, _ in _references(arguments.get("ModelName")):
            handlers = self._first_of(self._step(model))
            for source, output in self._sources(sent.get("DataSource"), model):
                for before in self._last_of(source, set()):
                    yield PipelineLink(
                        source=before,
                        target=handlers[0] if handlers else model,
                        output=output,
                        content_type=kind,
                    )

    def _sources(self, entry: Any, own: str) -> Iterator[tuple[str, str | None]]:
        """The steps that wrote what an input reads, each with its output: by reference, or at the same place."""
        named = [(source, _output(path)) for source, path in _references(entry)]
        yield from named
        if not named:
            places = set(_places(entry))
            for step, _ in self.steps:
                outputs = _dict(_arguments(step).get("ProcessingOutputConfig"))
                for one in _rows(outputs, "Outputs"):
                    if step["Name"] != own and places & set(_places(one)):
                        yield step["Name"], _text(one.get("OutputName"))

    def _step(self, name: str) -> Step:
        return next((step for step, _ in self.steps if step["Name"] == name), {})

    def _first_of(self, step: Step) -> list[str]:
        """The nodes of a step that get what is handed to it; a transform step hands it to the handler of its model."""
        if step.get("Type") == "Transform":
            models = [name for name, _ in _references(_arguments(step).get("ModelName"))]
            return [one for name in models for one in self._first_of(self._step(name))]
        row = _names(step)
        if row:
            return row[:1]
        is_script = step.get("Type") in SCRIPTS and not _repacks(step)
        return [step["Name"]] if is_script else []

    def _last_of(self, name: str, seen: set[str]) -> list[str]:
        """The nodes of a step that hand on; of a step that only orders, those that it waits for."""
        step = self._step(name)
        row = _names(step) or self._first_of(step)
        if row or name in seen:
            return row[-1:]
        seen.add(name)
        needs = next((needs for one, needs in self.steps if one is step), ())
        before = {*needs, *(source for source, _ in _references(_outside_branches(step)))}
        return [one for source in sorted(before) for one in self._last_of(source, seen)]


def _names(step: Step) -> list[str]:
    """The handlers of a step: its name, or its name with the number of the container, from 1."""
    count = len(_containers(step))
    return [step["Name"]] if count == 1 else [f"{step['Name']}.{i}" for i in range(1, count + 1)]


def _containers(step: Step) -> list[Mapping[str, Any]]:
    if step.get("Type") not in HANDLERS:
        return []
    arguments = _arguments(step)
    primary = arguments.get("PrimaryContainer")
    if isinstance(primary, dict):
        return [primary]
    registered = _dict(arguments.get("InferenceSpecification"))
    return _rows(arguments, "Containers") or _rows(registered, "Containers")


def _repacks(step: Step) -> bool:
    program = _dict(_arguments(step).get("HyperParameters")).get("sagemaker_program")
    return isinstance(program, str) and REPACKS in program


def _outside_branches(step: Step) -> Any:
    return {k: v for k, v in _arguments(step).items() if k not in ("IfSteps", "ElseSteps")}


def _references(value: Any) -> Iterator[tuple[str, str]]:
    """The steps that a value refers to, each with the path in its properties."""
    if isinstance(value, dict):
        got = value.get("Get")
        found = REFERENCE.fullmatch(got) if isinstance(got, str) else None
        if found is not None:
            yield found[1], found[2]
        for inner in value.values():
            yield from _references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _references(inner)


def _places(value: Any) -> Iterator[str]:
    """The S3 places that an input or an output names, as they are written."""
    for key, inner in value.items() if isinstance(value, dict) else ():
        if key == "S3Uri":
            yield json.dumps(inner, sort_keys=True)
        else:
            yield from _places(inner)


def _output(path: str) -> str | None:
    found = OUTPUT.search(path)
    if found is not None:
        return found[1]
    return MODEL if "ModelArtifacts" in path else None


def _dict(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _rows(value: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    """The objects in a list of an object."""
    return [one for one in _list(value.get(key)) if isinstance(one, dict)]


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(one for one in _list(value) if isinstance(one, str))
