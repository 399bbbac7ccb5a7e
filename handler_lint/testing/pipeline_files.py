"""A pipeline from its file: TOML that names the script or the package of each node.

The edges are written there, too, or they are those of the JSON definition of a SageMaker pipeline, which the file
names, or which is given beside it.
"""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar, Literal

from pydantic import ConfigDict, Field, ValidationError

from handler_lint.config.usage import UsageError
from handler_lint.contract.recognise import named_stack
from handler_lint.package.layout import PROGRAM
from handler_lint.testing.dag import PipelineDAG, PipelineLink
from handler_lint.testing.definitions import Definition, DefinitionError, Node, read_definition
from handler_lint.testing.models import StackName, Strict
from handler_lint.testing.pipeline_specs import InferencePipelineTestingSpec
from handler_lint.testing.scripts import ScriptExecutionSpec
from handler_lint.testing.specs import JSON_AND_CSV, InferenceHandlerSpec


class PipelineFileError(UsageError):
    """A file of a pipeline is wrong; one line says where and what to do."""


class NodesMissing(PipelineFileError):
    """A definition by itself; `skeleton` is a TOML file to fill in."""

    def __init__(self, message: str, skeleton: str) -> None:
        super().__init__(message)
        self.skeleton = skeleton


def _dashed(name: str) -> str:
    return name.replace("_", "-")


class _Table(Strict):
    model_config = ConfigDict(alias_generator=_dashed, populate_by_name=False)


class NodeTable(_Table):
    """`[nodes.NAME]`: a script with what it is called with, or a handler with its package."""

    called: ClassVar[str] = "a node"

    script: str | None = None
    inputs: dict[str, str] = Field(default_factory=dict)
    outputs: dict[str, str] = Field(default_factory=dict)
    args: dict[str, Any] = Field(default_factory=dict)
    handler: str | None = None
    package: str | None = None
    samples: str | None = None
    content_types: list[str] | None = None
    accepts: list[str] | None = None
    framework: StackName = None
    python: str | None = None
    timeout: float = 300.0
    environ: dict[str, str] = Field(default_factory=dict)
    skip: bool = False


class EdgeTable(_Table):
    """`[[edges]]`: what goes from a node to another."""

    called: ClassVar[str] = "an edge"

    source: str = Field(alias="from")
    target: str = Field(alias="to")
    output: str | None = None
    input: str | None = None
    carries: Literal["data", "model"] = "data"
    content_type: str | None = None


class PipelineFile(_Table):
    """The file as a whole."""

    called: ClassVar[str] = "a pipeline"

    definition: str | None = None
    nodes: dict[str, NodeTable] = Field(default_factory=dict)
    edges: list[EdgeTable] = Field(default_factory=list)


def read_pipeline(path: Path, nodes: Path | None = None) -> InferencePipelineTestingSpec:
    """The pipeline of a TOML file, or of the definition of a SageMaker pipeline.

    Args:
        path: `*.toml`, or the JSON of `pipeline.definition()`.
        nodes: with a definition, the TOML file that gives its steps a script or a package; paths in a TOML file are
            relative to its folder.

    Raises:
        PipelineFileError: a file is not there, or is wrong.
    """
    file = path if path.suffix == ".toml" else nodes
    if file is None:
        raise NodesMissing(
            f"{path}: --nodes names what its steps are here; a file to fill in is printed",
            skeleton(definition_of(path)),
        )
    table, home = _read_toml(file), file.parent
    given = None if path == file else path
    if given is None and table.definition is not None:
        given = home / table.definition
    return _spec(table, home, definition_of(given) if given is not None else None, file)


def skeleton(known: Definition) -> str:
    """A TOML file for the steps of a definition, to be filled in."""
    lines = []
    for node in known.nodes:
        name = node.name if re.fullmatch(r"[\w-]+", node.name) else json.dumps(node.name)
        lines.append(f"[nodes.{name}]")
        if node.kind == "handler":
            lines += ['handler = "model.tar.gz"', '# samples = "samples"', ""]
            continue
        written = {one.output for one in known.links if one.source == node.name and one.output}
        outputs = ", ".join(f'{json.dumps(one)} = "build/{one}"' for one in sorted(written))
        lines += ['script = "script.py"', f"outputs = {{ {outputs} }}", ""]
    return "\n".join(lines)


def _read_toml(path: Path) -> PipelineFile:
    try:
        return PipelineFile.model_validate(tomllib.loads(_text(path)))
    except tomllib.TOMLDecodeError as error:
        raise PipelineFileError(f"{path}: it is no TOML: {error}") from None
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        text = first["msg"].removeprefix("Value error, ")
        raise PipelineFileError(f"{path}: {f'{place}: ' if place else ''}{text}") from None


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise PipelineFileError(f"{path}: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise PipelineFileError(f"{path}: it is no text in UTF-8") from None


def definition_of(path: Path) -> Definition:
    """The pipeline of a JSON file; raises PipelineFileError."""
    try:
        return read_definition(_text(path))
    except DefinitionError as error:
        raise PipelineFileError(f"{path}: {error}") from None


def _spec(
    table: PipelineFile, home: Path, known: Definition | None, path: Path
) -> InferencePipelineTestingSpec:
    steps = {node.name: node for node in known.nodes} if known is not None else {}
    skipped = {name for name, one in table.nodes.items() if one.skip}
    scripts, handlers = {}, {}
    for name, one in table.nodes.items():
        problem = next(_problems(one, steps.get(name)), "")
        if problem:
            raise PipelineFileError(f"{path}: nodes.{name}: {problem}")
        if one.script is not None:
            scripts[name] = _script(name, one, home, steps.get(name))
        elif one.handler is not None:
            handlers[name] = _handler(name, one, home, steps.get(name))
    edges = [(one.source, one.target) for one in table.edges]
    links = [PipelineLink(**one.model_dump()) for one in table.edges]
    names = [*table.nodes, *(name for edge in edges for name in edge)]
    if known is not None:
        names, edges = known.dag.nodes + names, known.dag.edges + edges
        links = [*known.links, *links]
    return InferencePipelineTestingSpec(
        dag=PipelineDAG(
            nodes=[name for name in dict.fromkeys(names) if name not in skipped],
            edges=[edge for edge in dict.fromkeys(edges) if skipped.isdisjoint(edge)],
        ),
        script_specs=scripts,
        links=links,
        inference_handlers=handlers,
    )


def _problems(one: NodeTable, step: Node | None) -> Iterator[str]:
    kinds = [name for name in ("script", "handler", "skip") if getattr(one, name)]
    if len(kinds) != 1:
        yield (
            "give it a script, a handler, or skip = true"
            if not kinds
            else f"it is {' and '.join(kinds)}"
        )
    elif step is not None and kinds != ["skip"] and kinds != [step.kind]:
        yield f"the step of the pipeline is a {step.kind}, and this is a {kinds[0]}"


def _script(name: str, one: NodeTable, home: Path, step: Node | None) -> ScriptExecutionSpec:
    assert one.script is not None
    return ScriptExecutionSpec(
        script_name=name,
        step_name=name,
        script_path=str(home / one.script),
        input_paths=_paths(one.inputs, home),
        output_paths=_paths(one.outputs, home),
        environ_vars={**(step.environ if step is not None else {}), **one.environ},
        job_args=one.args,
    )


def _paths(paths: Mapping[str, str], home: Path) -> dict[str, str]:
    return {name: str(home / path) for name, path in paths.items()}


def _handler(name: str, one: NodeTable, home: Path, step: Node | None) -> InferenceHandlerSpec:
    assert one.handler is not None
    target = str(home / one.handler)
    is_file = target.endswith(".py")
    registered = step if step is not None else Node(name, "handler")
    types, accepts = (
        one.content_types or registered.content_types,
        one.accepts or registered.accepts,
    )
    spec = InferenceHandlerSpec(
        handler_name=name,
        step_name=name,
        packaged_model_path=None if is_file else target,
        handler_path=target if is_file else None,
        model_dir=str(home / one.package) if one.package is not None else None,
        payload_samples_path=str(home / one.samples) if one.samples is not None else None,
        framework=one.framework or _stack_of(registered.image),
        python=one.python,
        supported_accept_types=list(accepts or JSON_AND_CSV[:1]),
        environ_vars={**_served(registered.environ), **one.environ},
        timeout_seconds=one.timeout,
    )
    if types:
        spec.supported_content_types = list(types)
    return spec


def _served(environ: Mapping[str, str]) -> dict[str, str]:
    """The variables of a container that its handler sees; where its code lies is for the server alone."""
    return {k: v for k, v in environ.items() if k == PROGRAM or not k.startswith("SAGEMAKER_")}


def _stack_of(image: str) -> str | None:
    """The stack that an image serves; None where it is of nobody we know, so that the package tells."""
    try:
        return named_stack(image) if image else None
    except KeyError:
        return None
