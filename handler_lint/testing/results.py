"""What came of a test: calls one by one, requests as a whole, and the findings of the rules."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from pydantic import ConfigDict, Field

from handler_lint.testing.models import Readable


class FunctionTestResult(Readable):
    """One call of one function. `result` describes what it returned: class, shape and size, never its content."""

    function_name: str
    success: bool
    execution_time: float = 0.0
    """Seconds."""

    result: Any = None
    error: str | None = None
    error_type: str | None = None
    place: str | None = None
    """Where the handler's code was when it raised: `code/inference.py:12`."""

    guidance: str = ""
    """What the message of the exception usually means, and what to do."""

    sample: str | None = None
    content_type: str | None = None
    accept_type: str | None = None
    diagnostics: list[dict[str, Any]] = Field(default_factory=list)
    """Of a function that was tested by itself, the findings of the rules."""

    contained: bool = True
    """False for a module object of the caller, which is called in the caller's own process."""


class EndToEndTestResult(Readable):
    """One request: a sample, answered for one accept. `success` is whether it went as the sample expects."""

    model_config = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

    sample: str
    content_type: str
    accept_type: str | None
    success: bool
    error: str | None = None
    failed_at: str | None = None
    place: str | None = None
    """Where the handler's code was when it raised: `code/inference.py:12`."""

    execution_time: float = 0.0
    """Seconds of all calls of the request."""

    status: int | None = None
    """The HTTP status that the client gets, None without an answer."""

    response_content_type: str | None = None
    response: bytes | None = Field(default=None, repr=False)
    """The body that the client gets; in JSON, base64."""


class InferenceTestResult(Readable):
    """All that was called for one specification, and what the rules say of the handler."""

    handler_name: str
    step_name: str = ""
    overall_success: bool
    total_execution_time: float = 0.0
    test_timestamp: datetime = Field(default_factory=lambda: datetime.now(UTC))
    model_fn_result: FunctionTestResult | None = None
    input_fn_results: list[FunctionTestResult] = Field(default_factory=list)
    predict_fn_results: list[FunctionTestResult] = Field(default_factory=list)
    output_fn_results: list[FunctionTestResult] = Field(default_factory=list)
    transform_fn_results: list[FunctionTestResult] = Field(default_factory=list)
    end_to_end_results: list[EndToEndTestResult] = Field(default_factory=list)
    compatibility_results: list[dict[str, Any]] = Field(default_factory=list)
    """Kept for dumps of an older library: whether payloads of other nodes fit is told of their edges."""

    errors: list[str] = Field(default_factory=list)
    warnings: list[str] = Field(default_factory=list)
    diagnostics: list[dict[str, Any]] = Field(default_factory=list)
    """The findings of the rules: code, severity, status, message, path, line."""

    def _older(self) -> dict[str, Any]:
        return {
            "pipeline_success": self.overall_success,
            "function_results": {
                "model_fn": self.model_fn_result,
                "input_fn": self.input_fn_results,
                "predict_fn": self.predict_fn_results,
                "output_fn": self.output_fn_results,
                "transform_fn": self.transform_fn_results,
                "end_to_end": self.end_to_end_results,
            },
        }

    @property
    def function_results(self) -> list[FunctionTestResult]:
        """All calls, by function."""
        loaded = [self.model_fn_result] if self.model_fn_result is not None else []
        return [
            *loaded,
            *self.input_fn_results,
            *self.predict_fn_results,
            *self.output_fn_results,
            *self.transform_fn_results,
        ]

    def add_function_result(self, result: FunctionTestResult) -> None:
        """One more call, beside those of its function."""
        if result.function_name == "model_fn":
            self.model_fn_result = result
        else:
            name = f"{result.function_name}_results"
            setattr(self, name, [*getattr(self, name), result])

    def get_function_success_rate(self, function_name: str) -> float:
        """The share of calls of a function that succeeded, 0.0 where there was none."""
        mine = [one.success for one in self.function_results if one.function_name == function_name]
        return sum(mine) / len(mine) if mine else 0.0

    def get_overall_success_rate(self) -> float:
        """The share of calls and requests that succeeded, 0.0 where nothing was run."""
        found = [one.success for one in self.function_results]
        found += [one.success for one in self.end_to_end_results]
        return sum(found) / len(found) if found else 0.0

    def get_error_summary(self) -> dict[str, int]:
        """How often each class of exception was raised, the most frequent first."""
        found = Counter(one.error_type for one in self.function_results if one.error_type)
        return dict(found.most_common())

    def generate_performance_summary(self) -> dict[str, dict[str, float]]:
        """Of each function that was called: calls, and the seconds of the fastest, the mean and the slowest."""
        names = dict.fromkeys(one.function_name for one in self.function_results)
        found = {}
        for name in names:
            times = [o.execution_time for o in self.function_results if o.function_name == name]
            found[name] = {
                "calls": len(times),
                "min": min(times),
                "mean": sum(times) / len(times),
                "max": max(times),
            }
        return found

    def print_summary_report(self, write: Callable[[str], object] = print) -> None:
        """A few lines for people: success, rates, errors, findings."""
        verdict = "passed" if self.overall_success else "failed"
        write(f"{self.handler_name}: {verdict} in {self.total_execution_time:.3f} s")
        for name, times in self.generate_performance_summary().items():
            rate = self.get_function_success_rate(name)
            write(f"  {name}: {times['calls']:.0f} calls, {rate:.0%}, mean {times['mean']:.4f} s")
        for error in self.errors:
            write(f"  error: {error}")
        for one in self.diagnostics:
            place = f"{one['path']}:{one['line']}"
            write(f"  {one['severity']}[{one['code']}] {one['message']} ({one['status']}, {place})")
