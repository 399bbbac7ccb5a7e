"""The linter as a library for test code: each function of a handler by itself, and the functions connected.

    from handler_lint.testing import InferenceHandlerSpec, RuntimeTester

    spec = InferenceHandlerSpec(
        handler_name="churn",
        step_name="serve",
        packaged_model_path="model.tar.gz",
        payload_samples_path="samples",
    )
    result = RuntimeTester().test_inference_pipeline(spec)
    assert result.overall_success, result.errors

What is called runs in a contained process, as `handler-lint test` runs it, and the findings of the rules come with
every result. Only a module object of the caller is called in the caller's own process.
"""

from handler_lint.testing.compatibility import CompatibilityTestResult, DataCompatibilityResult
from handler_lint.testing.dag import PipelineDAG, PipelineLink
from handler_lint.testing.pipeline_specs import (
    InferencePipelineTestingSpec,
    PipelineTestingSpec,
    PipelineTestingSpecBuilder,
)
from handler_lint.testing.pipelines import PipelineTestResult
from handler_lint.testing.results import EndToEndTestResult, FunctionTestResult, InferenceTestResult
from handler_lint.testing.samples import InferenceTestSample
from handler_lint.testing.scripts import ScriptExecutionSpec, ScriptTestResult
from handler_lint.testing.specs import InferenceHandlerSpec
from handler_lint.testing.tester import RuntimeTester

__all__ = [
    "CompatibilityTestResult",
    "DataCompatibilityResult",
    "EndToEndTestResult",
    "FunctionTestResult",
    "InferenceHandlerSpec",
    "InferencePipelineTestingSpec",
    "InferenceTestResult",
    "InferenceTestSample",
    "PipelineDAG",
    "PipelineLink",
    "PipelineTestResult",
    "PipelineTestingSpec",
    "PipelineTestingSpecBuilder",
    "RuntimeTester",
    "ScriptExecutionSpec",
    "ScriptTestResult",
]
