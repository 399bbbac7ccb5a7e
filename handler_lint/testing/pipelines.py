"""A pipeline's run: every script and every handler once, data really passed along the edges."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from pydantic import Field

from handler_lint.package.target import NothingToCheck, TargetError
from handler_lint.package.workspace import WorkspaceError
from handler_lint.testing.compatibility import (
    OutputFileResult,
    Payload,
    file_payload,
    output_files,
    reply_payloads,
)
from handler_lint.testing.dag import PipelineLink, matched
from handler_lint.testing.models import Readable
from handler_lint.testing.pipeline_specs import PipelineTestingSpec, mismatches
from handler_lint.testing.results import InferenceTestResult
from handler_lint.testing.scripts import ScriptExecutionSpec, ScriptTestResult
from handler_lint.testing.specs import InferenceHandlerSpec


class EdgeTestResult(Readable):
    """What went along an edge to a handler."""

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
    diagnostics: list[dict[str, Any]] = Field(default_factory=list)
    """What is wrong with the specification itself (HL808), and the findings of the rules, each with its `node`."""


class Tester(Protocol):
    """What runs scripts and handlers."""

    def test_script(self, script_spec: ScriptExecutionSpec) -> ScriptTestResult: ...

    def test_payloads(
        self, payloads: Sequence[Payload], handler_spec: InferenceHandlerSpec
    ) -> InferenceTestResult | None: ...


@dataclass(slots=True)
class PipelineRun:
    """A pipeline on its way."""

    tester: Tester
    spec: PipelineTestingSpec
    handlers: dict[str, InferenceHandlerSpec]
    threshold: float
    progress: Callable[[str], None] | None = None
    ran: dict[str, ScriptTestResult] = field(default_factory=dict)
    tested: dict[str, InferenceTestResult] = field(default_factory=dict)
    edges: list[EdgeTestResult] = field(default_factory=list)

    def result(self) -> PipelineTestResult:
        """Run all nodes in the order of the graph; one that fails keeps only those back that take from it."""
        spec = self.spec
        wrong = mismatches(spec.dag, spec.script_specs, self.handlers, spec.links)
        errors = list(wrong)
        try:
            order = self.spec.dag.order()
        except ValueError:
            order = []
        for node in order:
            known = node in self.spec.script_specs or node in self.handlers
            if known and self.progress is not None:
                self.progress(node)
            if node in self.spec.script_specs:
                errors += self._script(node)
            elif node in self.handlers:
                errors += self._handler(node)
        told = [
            {"node": node, **found}
            for node, result in self.tested.items()
            for found in result.diagnostics
        ]
        return PipelineTestResult(
            pipeline_success=not errors,
            script_results=self.ran,
            inference_results=self.tested,
            edge_results=self.edges,
            errors=errors,
            diagnostics=[*map(_unmatched, wrong), *told],
        )

    def _links(self, source: str, target: str) -> list[PipelineLink]:
        """What goes along an edge."""
        named = [one for one in self.spec.links if (one.source, one.target) == (source, target)]
        return named or [PipelineLink(source=source, target=target)]

    def _script(self, node: str) -> Iterator[str]:
        before = self.spec.dag.before(node)
        failed = [one for one in before if not self._succeeded(one)]
        if failed:
            yield f"{node}: not run, because {failed[0]} failed"
            return
        spec = self.spec.script_specs[node]
        paths = dict(spec.input_paths)
        for source in before:
            if source in self.spec.script_specs:
                outputs = self.spec.script_specs[source].output_paths
                for link in self._links(source, node):
                    if link.carries == "data":
                        paths |= _passed(link, outputs, spec.input_paths, self.threshold)
        self.ran[node] = self.tester.test_script(spec.model_copy(update={"input_paths": paths}))
        if not self.ran[node].success:
            yield f"{node}: {self.ran[node].error_message}"

    def _handler(self, node: str) -> Iterator[str]:
        """A handler with its own samples and what all nodes before it hand on, in one run."""
        handed = {
            source: list(self._payloads(source, node))
            for source in self.spec.dag.before(node)
            if self._hands_on(source, node)
        }
        payloads = [one for found in handed.values() for one in found]
        try:
            result = self.tester.test_payloads(payloads, self.handlers[node])
        except (TargetError, NothingToCheck, WorkspaceError) as error:
            yield f"{node}: {error}"
            return
        if result is not None:
            starts = [f"{one.name} as " for one in payloads]
            own = [one for one in result.errors if not one.startswith(tuple(starts))]
            result = result.model_copy(update={"errors": own, "overall_success": not own})
            self.tested[node] = result
            yield from (f"{node}: {error}" for error in own)
        for source, found in handed.items():
            yield from self._edge(source, node, [one.told for one in found])

    def _edge(self, source: str, node: str, told: list[OutputFileResult]) -> Iterator[str]:
        wrong = [one for one in told if one.error]
        fits = bool(told) and not wrong
        self.edges.append(EdgeTestResult(source=source, target=node, compatible=fits, files=told))
        if wrong:
            yield f"{source} -> {node}: {Path(wrong[0].output_file).name}: {wrong[0].error}"
        elif not told and not self._succeeded(source):
            yield f"{source} -> {node}: nothing was sent, because {source} failed"
        elif not told:
            what = "answered nothing" if source in self.handlers else "wrote no file"
            yield f"{source} -> {node}: {source} {what}"

    def _hands_on(self, source: str, node: str) -> bool:
        known = source in self.spec.script_specs or source in self.handlers
        return known and any(one.carries == "data" for one in self._links(source, node))

    def _payloads(self, source: str, node: str) -> Iterator[Payload]:
        if source in self.handlers:
            if source in self.tested:
                yield from reply_payloads(source, self.tested[source])
            return
        if not self._succeeded(source):
            return
        outputs = self.spec.script_specs[source].output_paths
        package = self.handlers[node].packaged_model_path
        for link in self._links(source, node):
            if link.carries == "data":
                folders = [path for name, path in outputs.items() if link.output in (None, name)]
                for path in output_files(folders):
                    # What a script packs for the handler is the handler.
                    if package is None or path.resolve() != Path(package).resolve():
                        yield file_payload(path, source, link.content_type)

    def _succeeded(self, node: str) -> bool:
        if node in self.handlers:
            return node in self.tested
        return node not in self.spec.script_specs or (node in self.ran and self.ran[node].success)


def _passed(
    link: PipelineLink, outputs: dict[str, str], inputs: dict[str, str], threshold: float
) -> dict[str, str]:
    """The inputs of a script that an edge fills, with their paths."""
    if link.output is not None and link.input is not None:
        return {link.input: outputs[link.output]} if link.output in outputs else {}
    given = {name: path for name, path in outputs.items() if link.output in (None, name)}
    return matched(given, [link.input] if link.input is not None else inputs, threshold)


def _unmatched(message: str) -> dict[str, Any]:
    return {
        "node": None,
        "code": "HL808",
        "severity": "note",
        "status": "static",
        "message": message,
        "path": None,
        "line": None,
    }
