"""The tester: specifications in, results out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

from handler_lint.config.settings import Settings, TargetSettings
from handler_lint.lint import lint
from handler_lint.package.model import Sample
from handler_lint.package.tables import table_of
from handler_lint.testing import functions
from handler_lint.testing.compatibility import (
    CompatibilityTestResult,
    DataCompatibilityResult,
    Payload,
    file_payload,
    format_in,
    output_files,
)
from handler_lint.testing.dag import matched
from handler_lint.testing.pipeline_specs import InferencePipelineTestingSpec, PipelineTestingSpec
from handler_lint.testing.pipelines import PipelineRun, PipelineTestResult
from handler_lint.testing.reading import read_result
from handler_lint.testing.results import FunctionTestResult, InferenceTestResult
from handler_lint.testing.samples import InferenceTestSample
from handler_lint.testing.scripts import ScriptExecutionSpec, ScriptTestResult, run_script
from handler_lint.testing.specs import InferenceHandlerSpec


class RuntimeTester:
    """Tests handlers as `handler-lint test` does: in a contained process, on a private copy of the package.

    Args:
        workspace_dir: results that are saved go there, by the name of their handler; the working folder without it.
        config_or_workspace_dir: the same, as older scripts name it.
        enable_logical_matching: False: only an output and an input of the same name are matched.
        semantic_threshold: how alike the logical names of an output and an input have to be, from 0 to 1.
    """

    __test__ = False  # pytest would collect a class of this name

    def __init__(
        self,
        workspace_dir: str | Path | None = None,
        *,
        config_or_workspace_dir: str | Path = ".",
        enable_logical_matching: bool = True,
        semantic_threshold: float = 0.7,
    ) -> None:
        self.workspace_dir = Path(workspace_dir or config_or_workspace_dir)
        self.semantic_threshold = semantic_threshold if enable_logical_matching else 1.0

    def test_inference_pipeline(
        self,
        handler: InferenceHandlerSpec | ModuleType,
        handler_spec: InferenceHandlerSpec | None = None,
    ) -> InferenceTestResult:
        """Load the model, and send each sample as its own type, answered for each accept.

        Args:
            handler: the specification; older scripts give the module first.

        Raises:
            TargetError, NothingToCheck, HostError, WorkspaceError: the package cannot be tested; one line says why.
        """
        spec = handler_spec if handler_spec is not None else handler
        if not isinstance(spec, InferenceHandlerSpec):
            raise TypeError("test_inference_pipeline takes an InferenceHandlerSpec")
        given = [one.as_sample(number) for number, one in enumerate(spec.test_data_samples, 1)]
        expected = {one.name: two for one, two in zip(given, spec.test_data_samples, strict=True)}
        report = lint(_settings(spec, tuple(given)))
        (target,) = report.targets
        samples: dict[str, InferenceTestSample | None] = dict.fromkeys(target.samples)
        result = read_result(spec, target, samples | expected)
        result.warnings = [*result.warnings, *report.failures]
        return result

    def test_script(
        self, script_spec: ScriptExecutionSpec, timeout: float = 300.0
    ) -> ScriptTestResult:
        """Run a script's `main` in a contained process; `timeout` in seconds."""
        return run_script(script_spec, timeout)

    def test_script_to_inference_compatibility(
        self, script_spec: ScriptExecutionSpec, handler_spec: InferenceHandlerSpec
    ) -> CompatibilityTestResult:
        """Run a script, and send each file that it wrote to the handler, as the type that the file is.

        A file fits if it is a payload, its type is one of the handler's, and `input_fn` and `predict_fn` take it.
        """
        ran = run_script(script_spec, handler_spec.timeout_seconds, handler_spec.python)
        written = output_files(script_spec.output_paths.values()) if ran.success else []
        payloads = [file_payload(path, script_spec.step_name) for path in written]
        result = self.test_payloads(payloads, handler_spec, alone=True)
        told = [one.told for one in payloads]
        first = told[0] if told else None
        wrong = next((one.error for one in told if one.error), None)
        nothing = None if told else "the script wrote no file"
        return CompatibilityTestResult(
            script_name=script_spec.script_name,
            handler_name=handler_spec.handler_name,
            compatible=ran.success and bool(told) and wrong is None,
            content_type=first.content_type if first is not None else None,
            output_file=first.output_file if first is not None else None,
            file_format=first.file_format if first is not None else None,
            error=ran.error_message or wrong or nothing,
            script_result=ran,
            files=told,
            diagnostics=result.diagnostics if result is not None else [],
        )

    def test_data_compatibility_with_specs(
        self, script_a: ScriptExecutionSpec, script_b: ScriptExecutionSpec
    ) -> DataCompatibilityResult:
        """Run a script, and a second one with what the first wrote, matched by logical names."""
        first = run_script(script_a)
        issues = [f"{script_a.script_name}: {first.error_message}"] if not first.success else []
        if first.success:
            paths = matched(script_a.output_paths, script_b.input_paths, self.semantic_threshold)
            if not paths:
                issues.append("no output of the first is an input of the second, by their names")
            given = {**script_b.input_paths, **paths}
            second = run_script(script_b.model_copy(update={"input_paths": given}))
            if not second.success:
                issues.append(f"{script_b.script_name}: {second.error_message}")
        return DataCompatibilityResult(
            script_a=script_a.script_name,
            script_b=script_b.script_name,
            compatible=not issues,
            compatibility_issues=issues,
            data_format_a=format_in(script_a.output_paths.values()),
            data_format_b=format_in(script_b.output_paths.values()),
        )

    def test_pipeline_with_inference(
        self,
        pipeline_spec: PipelineTestingSpec,
        inference_handlers: Mapping[str, InferenceHandlerSpec] | None = None,
        progress: Callable[[str], None] | None = None,
    ) -> PipelineTestResult:
        """Run a pipeline: each script once, each handler once, with its samples and what the nodes before it hand on.

        Args:
            inference_handlers: the handlers by their nodes; those of the specification without them.
            progress: told the name of each node before it runs.
        """
        handlers = dict(inference_handlers or {})
        if isinstance(pipeline_spec, InferencePipelineTestingSpec):
            handlers = {**pipeline_spec.inference_handlers, **handlers}
        return PipelineRun(
            self, pipeline_spec, handlers, self.semantic_threshold, progress
        ).result()

    def test_payloads(
        self, payloads: Sequence[Payload], handler_spec: InferenceHandlerSpec, alone: bool = False
    ) -> InferenceTestResult | None:
        """Send payloads to a handler, beside the handler's own samples or `alone`, and tell of each whether it fits.

        Returns:
            What came of all samples, None where nothing was sent.
        """
        types = handler_spec.supported_content_types
        for one in payloads:
            told = one.told
            media = (told.content_type or "").partition(";")[0].strip()
            # What a handler answered is sent in any case, as the next container gets it.
            known = one.handler or {media, told.content_type} & set(types)
            if told.error is None and not known:
                listed = ", ".join(types)
                told.error = f"{told.content_type} is none of the handler's types: {listed}"
        sent = [one for one in payloads if one.told.error is None]
        samples = [one.sample() for one in sent]
        update: dict[str, object] = {
            "test_data_samples": samples,
            "payload_samples_path": None,
            "data_paths": {},
        }
        if not alone:
            update = {"test_data_samples": [*handler_spec.test_data_samples, *samples]}
        result = None
        if sent or not alone:
            result = self.test_inference_pipeline(handler_spec.model_copy(update=update))
            for one in sent:
                one.told.error = _refusal(result, one)
        for one in payloads:
            one.told.compatible = one.told.error is None
        return result

    def test_inference_function(
        self,
        handler: ModuleType | InferenceHandlerSpec | str | Path,
        function_name: str,
        test_params: Mapping[str, Any],
    ) -> FunctionTestResult:
        """Call one function as a stack calls it, by position.

        Args:
            handler: a module of the caller, which is called in the caller's own process; or a specification, or the
                path of a package, whose function runs in a contained process: `model_fn` with the package's own
                folder, the others with a request, on through the functions before them.
            test_params: the arguments; for a contained process `request_body`, `content_type` and `accept`.

        Raises:
            TypeError: the function takes a request, and none is given.
            TargetError, NothingToCheck, HostError, WorkspaceError: the package cannot be tested; one line says why.
        """
        if isinstance(handler, ModuleType):
            return functions.call_module(handler, function_name, test_params)
        spec = handler
        if not isinstance(spec, InferenceHandlerSpec):
            name = str(handler)
            spec = InferenceHandlerSpec(handler_name=name, step_name=name, packaged_model_path=name)
        request = functions.request_of(function_name, test_params)
        given = (request.as_sample(1),) if request is not None else ()
        accept = test_params.get("accept")
        settings = replace(
            _settings(spec, given),
            accepts=(str(accept),) if accept is not None else (),
            function=function_name,
        )
        (target,) = lint(settings).targets
        return functions.function_result(function_name, target)

    load_handler_module = staticmethod(functions.load_handler_module)
    _load_handler_module = staticmethod(functions.load_handler_module)

    def save(self, result: InferenceTestResult) -> Path:
        """Write a result as JSON into the workspace."""
        return result.save_to_file(self.workspace_dir / f"{result.handler_name}_result.json")


def _settings(spec: InferenceHandlerSpec, given: tuple[Sample, ...]) -> Settings:
    whole = spec.get_packaged_model_path()
    package = None if whole else spec.model_dir
    named = "supported_content_types" in spec.model_fields_set
    target = TargetSettings(
        str(whole or spec.handler_path),
        package=package,
        samples=spec.get_payload_samples_path(),
        framework=spec.framework,
        python=spec.python,
        given=given,
        declared_types=tuple(spec.supported_content_types) if named else (),
    )
    return Settings(
        targets=(target,),
        accepts=tuple(spec.supported_accept_types),
        environ=spec.get_environ(),
        timeout=spec.timeout_seconds,
        load_timeout=spec.timeout_seconds,
        dynamic="all",
        tested=True,
    )


def _refusal(result: InferenceTestResult, payload: Payload) -> str | None:
    """Why a payload did not go through `input_fn` and `predict_fn`, with its table; None where it did."""
    stages = [*result.input_fn_results, *result.predict_fn_results, *result.transform_fn_results]
    chains = [one for one in result.end_to_end_results if one.sample == payload.name]
    failed = [one for one in chains if one.failed_at and one.failed_at != "output_fn"]
    if failed:
        table = table_of(payload.data, payload.told.content_type or "")
        has = f" (it has {table})" if table is not None else ""
        at = f" at {failed[0].place}" if failed[0].place else ""
        return f"{failed[0].failed_at} {failed[0].error}{at}{has}"
    sent = bool(chains) and any(one.sample == payload.name for one in stages)
    return None if sent else "; ".join(result.errors) or "it was not sent"
