"""A pipeline's run: every script and every handler once, data really passed along the edges."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from pydantic import Field

from handler_lint.testing.compatibility import OutputFileResult, output_files
from handler_lint.testing.dag import PipelineDAG, matched
from handler_lint.testing.models import Readable
from handler_lint.testing.pipeline_specs import mismatches
from handler_lint.testing.results import InferenceTestResult
from handler_lint.testing.scripts import ScriptExecutionSpec, ScriptTestResult
from handler_lint.testing.specs import InferenceHandlerSpec


class EdgeTestResult(Readable):
    """What went along an edge from a script to a handler."""

    source: str
    target: str
    compatible: bool
    files: list[OutputFileResult] = Field(default_factory=list)


class PipelineTestResult(Readable):
    """All scripts, handlers and edges of a pipeline; each error names its node, or both nodes of its edge."""

    pipeline_success: bool
    script_results: dict[str, ScriptTestResult] = Field(default_factory=dict)
    inference_results: dict[str, InferenceTestResult] = Field(default_factory=dict)
    edge_results: list[EdgeTestResult] = Field(default_factory=list)
    errors: list[str] = Field(default_factory=list)


class Tester(Protocol):
    """What runs scripts and handlers."""

    def test_script(self, script_spec: ScriptExecutionSpec) -> ScriptTestResult: ...

    def test_files(
        self, paths: list[Path], handler_spec: InferenceHandlerSpec
    ) -> tuple[InferenceTestResult | None, list[OutputFileResult]]: ...


@dataclass(slots=True)
class PipelineRun:
    """A pipeline on its way."""

    tester: Tester
    dag: PipelineDAG
    scripts: dict[str, ScriptExecutionSpec]
    handlers: dict[str, InferenceHandlerSpec]
    threshold: float
    ran: dict[str, ScriptTestResult] = field(default_factory=dict)
    tested: dict[str, InferenceTestResult] = field(default_factory=dict)
    edges: list[EdgeTestResult] = field(default_factory=list)

    def result(self) -> PipelineTestResult:
        """Run all nodes in the order of the graph; one that fails keeps only those back that take from it."""
        errors = mismatches(self.dag, self.scripts, self.handlers)
        try:
            order = self.dag.order()
        except ValueError:
            order = []
        for node in order:
            if node in self.scripts:
                errors += self._script(node)
            elif node in self.handlers:
                errors += self._handler(node)
        return PipelineTestResult(
            pipeline_success=not errors,
            script_results=self.ran,
            inference_results=self.tested,
            edge_results=self.edges,
            errors=errors,
        )

    def _script(self, node: str) -> Iterator[str]:
        failed = [one for one in self.dag.before(node) if not self._succeeded(one)]
        if failed:
            yield f"{node}: not run, because {failed[0]} failed"
            return
        spec = self.scripts[node]
        paths = dict(spec.input_paths)
        for one in self.dag.before(node):
            if one in self.scripts:
                paths |= matched(self.scripts[one].output_paths, spec.input_paths, self.threshold)
        self.ran[node] = self.tester.test_script(spec.model_copy(update={"input_paths": paths}))
        if not self.ran[node].success:
            yield f"{node}: {self.ran[node].error_message}"

    def _handler(self, node: str) -> Iterator[str]:
        """A handler with its own samples and the files of all scripts before it, in one run."""
        sources = [one for one in self.dag.before(node) if one in self.scripts]
        files = {one: output_files(self.scripts[one]) for one in sources if self._succeeded(one)}
        paths = [path for found in files.values() for path in found]
        result, told = self.tester.test_files(paths, self.handlers[node])
        by_path: Mapping[str, OutputFileResult] = {one.output_file: one for one in told}
        sent = {one.output_file for one in told}
        if result is not None:
            own = [one for one in result.errors if not any(one.startswith(path) for path in sent)]
            result = result.model_copy(update={"errors": own, "overall_success": not own})
            self.tested[node] = result
            yield from (f"{node}: {error}" for error in own)
        for one in sources:
            mine = [by_path[str(path)] for path in files.get(one, [])]
            wrong = [each for each in mine if each.error]
            fits = bool(mine) and not wrong
            self.edges.append(EdgeTestResult(source=one, target=node, compatible=fits, files=mine))
            if wrong:
                yield f"{one} -> {node}: {Path(wrong[0].output_file).name}: {wrong[0].error}"
            elif not mine and self._succeeded(one):
                yield f"{one} -> {node}: {one} wrote no file"
            elif not mine:
                yield f"{one} -> {node}: nothing was sent, because {one} failed"

    def _succeeded(self, node: str) -> bool:
        return node not in self.scripts or (node in self.ran and self.ran[node].success)
