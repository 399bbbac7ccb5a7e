"""The tester: specifications in, results out."""

import importlib.util
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from handler_lint.config.settings import Settings, TargetSettings
from handler_lint.lint import lint
from handler_lint.package.model import Sample
from handler_lint.testing.reading import read_result
from handler_lint.testing.results import FunctionTestResult, InferenceTestResult
from handler_lint.testing.samples import InferenceTestSample
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
    """

    __test__ = False  # pytest would collect a class of this name

    def __init__(
        self, workspace_dir: str | Path | None = None, *, config_or_workspace_dir: str | Path = "."
    ) -> None:
        self.workspace_dir = Path(workspace_dir or config_or_workspace_dir)

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


def _by_position(name: str, params: Mapping[str, Any]) -> list[Any]:
    """Arguments in the order of the stack where they have its names, else in the order in which they are given."""
    order = ORDER.get(name, ())
    if set(params) == set(order):
        return [params[one] for one in order]
    return list(params.values())
