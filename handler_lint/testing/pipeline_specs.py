"""What a pipeline is tested with: its graph, its scripts, and handlers where registration steps stood."""

from collections.abc import Sequence
from typing import Any, Literal

from pydantic import Field

from handler_lint.testing.dag import PipelineDAG, PipelineLink
from handler_lint.testing.models import Strict
from handler_lint.testing.scripts import ScriptExecutionSpec
from handler_lint.testing.specs import InferenceHandlerSpec


class PipelineTestingSpec(Strict):
    """A graph, and a specification for each node that is a script."""

    dag: PipelineDAG
    script_specs: dict[str, ScriptExecutionSpec] = Field(default_factory=dict)
    links: list[PipelineLink] = Field(default_factory=list)
    """What goes along edges, where more is known of it than that there is one."""

    test_workspace_root: str = "."
    workspace_aware_root: str | None = None
    """Kept for specifications of an older library; nothing is written there."""


class InferencePipelineTestingSpec(PipelineTestingSpec):
    """A graph whose nodes are scripts and handlers."""

    inference_handlers: dict[str, InferenceHandlerSpec] = Field(default_factory=dict)

    def add_inference_handler(self, step_name: str, handler_spec: InferenceHandlerSpec) -> None:
        """One more handler."""
        self.inference_handlers = {**self.inference_handlers, step_name: handler_spec}

    def has_inference_handlers(self) -> bool:
        """Whether some node is a handler."""
        return bool(self.inference_handlers)

    def get_inference_handler_names(self) -> list[str]:
        """The nodes that are handlers."""
        return list(self.inference_handlers)

    def get_mixed_step_types(self) -> dict[str, Literal["script", "inference"]]:
        """What each node is that has a specification."""
        scripts: dict[str, Literal["script", "inference"]] = dict.fromkeys(
            self.script_specs, "script"
        )
        return scripts | dict.fromkeys(self.inference_handlers, "inference")

    def validate_mixed_pipeline(self) -> list[str]:
        """What does not go together, one sentence each: names that are both, nodes or specifications alone."""
        return mismatches(self.dag, self.script_specs, self.inference_handlers, self.links)

    def is_valid_mixed_pipeline(self) -> bool:
        """Whether all goes together."""
        return not self.validate_mixed_pipeline()


def mismatches(
    dag: PipelineDAG,
    scripts: dict[str, ScriptExecutionSpec],
    handlers: dict[str, InferenceHandlerSpec],
    links: Sequence[PipelineLink] = (),
) -> list[str]:
    """Nodes without a specification, specifications without a node, names that are both, edges that cannot be."""
    found = [f"{name} is a script and a handler" for name in scripts if name in handlers]
    known = {*scripts, *handlers}
    found += [f"{node} has no specification" for node in dag.nodes if node not in known]
    found += [f"{name} is no node of the pipeline" for name in known if name not in dag.nodes]
    found += [
        f"{one.source} has no output {one.output}, and {one.target} takes it"
        for one in links
        if one.carries == "data"
        and one.output is not None
        and one.source in scripts
        and one.output not in scripts[one.source].output_paths
    ]
    try:
        dag.order()
    except ValueError as error:
        found.append(str(error))
    return sorted(found)


class PipelineTestingSpecBuilder:
    """Makes specifications, with the names that older scripts use."""

    def create_inference_handler_spec(
        self, handler_name: str, step_name: str = "", **fields: Any
    ) -> InferenceHandlerSpec:
        """A handler's specification; without a step it is the handler's own name."""
        step_name = step_name or handler_name
        return InferenceHandlerSpec(handler_name=handler_name, step_name=step_name, **fields)

    def build_mixed_pipeline_spec(
        self,
        dag: PipelineDAG,
        script_specs: dict[str, ScriptExecutionSpec],
        inference_handlers: dict[str, InferenceHandlerSpec],
    ) -> InferencePipelineTestingSpec:
        """A pipeline of scripts and handlers."""
        return InferencePipelineTestingSpec(
            dag=dag, script_specs=script_specs, inference_handlers=inference_handlers
        )
