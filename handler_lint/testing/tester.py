"""The tester: specifications in, results out."""

import importlib.util
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from handler_lint.config.settings import Settings, TargetSettings
from handler_lint.lint import lint
from handler_lint.package.model import Sample
from handler_lint.testing.compatibility import (
    CompatibilityTestResult,
    OutputFileResult,
    columns_of,
    described,
    output_files,
    sample_of,
)
from handler_lint.testing.pipeline_specs import InferencePipelineTestingSpec, PipelineTestingSpec
from handler_lint.testing.pipelines import PipelineRun, PipelineTestResult
from handler_lint.testing.reading import read_result
from handler_lint.testing.results import FunctionTestResult, InferenceTestResult
from handler_lint.testing.samples import InferenceTestSample
from handler_lint.testing.scripts import ScriptExecutionSpec, ScriptTestResult, run_script
from handler_lint.testing.specs import InferenceHandlerSpec

ORDER = {
    "model_fn": ("model_dir",),
    "input_fn": ("request_body", "content_type"),
    "predict_fn": ("input_data", "model"),
    "output_fn": ("prediction", "accept"),
    "transform_fn": ("model", "request_body", "content_type", "accept"),
}
"""What a stack passes, in its order."""


class RuntimeTester:
    """Tests handlers as `handler-lint test` does: in a contained process, on a private copy of the package.

    Args:
        workspace_dir: results that are saved go there, by the name of their handler; the working folder without it.
        config_or_workspace_dir: the same, as older scripts name it.
        semantic_threshold: how alike the logical names of an output and an input have to be, from 0 to 1.
    """

    __test__ = False  # pytest would collect a class of this name

    def __init__(
        self,
        workspace_dir: str | Path | None = None,
        *,
        config_or_workspace_dir: str | Path = ".",
        semantic_threshold: float = 0.7,
    ) -> None:
        self.workspace_dir = Path(workspace_dir or config_or_workspace_dir)
        self.semantic_threshold = semantic_threshold

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
        report = lint(self._settings(spec, tuple(given)))
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
        written = output_files(script_spec) if ran.success else []
        _, files = self.test_files(written, handler_spec, alone=True)
        first = files[0] if files else None
        wrong = next((told.error for told in files if told.error), None)
        nothing = None if files else "the script wrote no file"
        return CompatibilityTestResult(
            script_name=script_spec.script_name,
            handler_name=handler_spec.handler_name,
            compatible=ran.success and bool(files) and wrong is None,
            content_type=first.content_type if first is not None else None,
            output_file=first.output_file if first is not None else None,
            file_format=first.file_format if first is not None else None,
            error=ran.error_message or wrong or nothing,
            script_result=ran,
            files=files,
        )

    def test_pipeline_with_inference(
        self,
        pipeline_spec: PipelineTestingSpec,
        inference_handlers: Mapping[str, InferenceHandlerSpec] | None = None,
    ) -> PipelineTestResult:
        """Run a pipeline: each script once, each handler once, with its samples and the files of the scripts before it.

        Args:
            inference_handlers: the handlers by their nodes; those of the specification without them.
        """
        handlers = dict(inference_handlers or {})
        if isinstance(pipeline_spec, InferencePipelineTestingSpec):
            handlers = {**pipeline_spec.inference_handlers, **handlers}
        dag, scripts = pipeline_spec.dag, pipeline_spec.script_specs
        return PipelineRun(self, dag, scripts, handlers, self.semantic_threshold).result()

    def test_files(
        self, paths: Sequence[Path], handler_spec: InferenceHandlerSpec, alone: bool = False
    ) -> tuple[InferenceTestResult | None, list[OutputFileResult]]:
        """Send files to a handler, each as the type that it is, beside the handler's own samples or `alone`.

        Returns:
            What came of all samples, None where nothing was sent; and of each file, in order.
        """
        files = [described(path) for path in paths]
        types = handler_spec.supported_content_types
        for known, told in files:
            if told.error is None and known.content_type not in types:
                listed = ", ".join(types)
                told.error = f"{known.content_type} is none of the handler's types: {listed}"
        sent = [(known, told) for known, told in files if told.error is None]
        samples = [sample_of(Path(told.output_file), known) for known, told in sent]
        update: dict[str, object] = {"test_data_samples": samples, "payload_samples_path": None}
        if not alone:
            update = {"test_data_samples": [*handler_spec.test_data_samples, *samples]}
        result = None
        if sent or not alone:
            result = self.test_inference_pipeline(handler_spec.model_copy(update=update))
            for known, told in sent:
                told.error = _refusal(result, told.output_file, columns_of(known))
        for _, told in files:
            told.compatible = told.error is None
        return result, [told for _, told in files]

    def test_inference_function(
        self, handler: ModuleType, function_name: str, test_params: Mapping[str, Any]
    ) -> FunctionTestResult:
        """Call one function of a module of the caller, in the caller's own process, by position as a stack calls it.

        `SystemExit` of the handler is a failure, and ends nothing.
        """
        function = getattr(handler, function_name, None)
        if function is None:
            return FunctionTestResult(
                function_name=function_name,
                success=False,
                error=f"the module has no {function_name}",
                contained=False,
            )
        started = time.perf_counter()
        try:
            value = function(*_by_position(function_name, test_params))
        except (Exception, SystemExit) as error:
            return FunctionTestResult(
                function_name=function_name,
                success=False,
                execution_time=time.perf_counter() - started,
                error=f"{type(error).__name__}: {error}",
                error_type=type(error).__name__,
                contained=False,
            )
        took = time.perf_counter() - started
        return FunctionTestResult(
            function_name=function_name,
            success=True,
            execution_time=took,
            result=value,
            contained=False,
        )

    def load_handler_module(self, path: str | Path) -> ModuleType:
        """Import a handler file into this process, with its folder on the path, under a name of its own.

        Raises:
            ImportError: there is no such file, or its import fails.
        """
        file = Path(path).resolve()
        name = f"handler_{abs(hash(file)):x}"
        spec = importlib.util.spec_from_file_location(name, file)
        if spec is None or spec.loader is None or not file.is_file():
            raise ImportError(f"there is no handler {path}")
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        sys.path.insert(0, str(file.parent))
        try:
            spec.loader.exec_module(module)
        except BaseException as error:
            del sys.modules[name]
            raise ImportError(f"{path}: {type(error).__name__}: {error}") from error
        finally:
            sys.path.remove(str(file.parent))
        return module

    _load_handler_module = load_handler_module

    def save(self, result: InferenceTestResult) -> Path:
        """Write a result as JSON into the workspace."""
        return result.save_to_file(self.workspace_dir / f"{result.handler_name}_result.json")

    def _settings(self, spec: InferenceHandlerSpec, given: tuple[Sample, ...]) -> Settings:
        package = None if spec.packaged_model_path else spec.model_dir
        target = TargetSettings(
            str(spec.packaged_model_path or spec.handler_path),
            package=package,
            samples=spec.payload_samples_path,
            framework=spec.framework,
            python=spec.python,
            given=given,
        )
        return Settings(
            targets=(target,),
            accepts=tuple(spec.supported_accept_types),
            environ=dict(spec.environ_vars),
            timeout=spec.timeout_seconds,
            load_timeout=spec.timeout_seconds,
            dynamic="all",
            tested=True,
        )


def _refusal(result: InferenceTestResult, sample: str, columns: Sequence[str]) -> str | None:
    """Why a file did not go through `input_fn` and `predict_fn`, with its columns; None where it did."""
    stages = [*result.input_fn_results, *result.predict_fn_results, *result.transform_fn_results]
    chains = [one for one in result.end_to_end_results if one.sample == sample]
    failed = [one for one in chains if one.failed_at and one.failed_at != "output_fn"]
    if failed:
        has = f" (the file has {', '.join(columns)})" if columns else ""
        return f"{failed[0].failed_at} {failed[0].error}{has}"
    sent = bool(chains) and any(one.sample == sample for one in stages)
    return None if sent else "; ".join(result.errors) or "it was not sent"


def _by_position(name: str, params: Mapping[str, Any]) -> list[Any]:
    """Arguments in the order of the stack where they have its names, else in the order in which they are given."""
    order = ORDER.get(name, ())
    if set(params) == set(order):
        return [params[one] for one in order]
    return list(params.values())
