"""One function by itself: of a module of the caller in its own process, of anything else in a contained one."""

import importlib.util
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from handler_lint.guidance import usual_help
from handler_lint.report.model import TargetReport
from handler_lint.testing.reading import findings_of, function_of, result_of
from handler_lint.testing.results import FunctionTestResult
from handler_lint.testing.samples import InferenceTestSample

ORDER = {
    "model_fn": ("model_dir",),
    "input_fn": ("request_body", "content_type"),
    "predict_fn": ("input_data", "model"),
    "output_fn": ("prediction", "accept"),
    "transform_fn": ("model", "request_body", "content_type", "accept"),
}
"""What a stack passes, in its order."""

REQUEST = "request"
"""The name of the sample that a function is called with in a contained process."""


def call_module(
    module: ModuleType, function_name: str, params: Mapping[str, Any]
) -> FunctionTestResult:
    """Call a function of a module of the caller, by position as a stack calls it; `SystemExit` is a failure."""
    function = getattr(module, function_name, None)
    if function is None:
        return FunctionTestResult(
            function_name=function_name,
            success=False,
            error=f"the module has no {function_name}",
            contained=False,
        )
    started = time.perf_counter()
    try:
        value = function(*_by_position(function_name, params))
    except (Exception, SystemExit) as error:
        return FunctionTestResult(
            function_name=function_name,
            success=False,
            execution_time=time.perf_counter() - started,
            error=f"{type(error).__name__}: {error}",
            error_type=type(error).__name__,
            guidance=usual_help(str(error)),
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


def _by_position(name: str, params: Mapping[str, Any]) -> list[Any]:
    """Arguments in the order of the stack where they have its names, else in the order in which they are given."""
    order = ORDER.get(name, ())
    if set(params) == set(order):
        return [params[one] for one in order]
    return list(params.values())


def request_of(function_name: str, params: Mapping[str, Any]) -> InferenceTestSample | None:
    """The request that a function is called with in a contained process; None for `model_fn`, which takes none.

    Raises:
        TypeError: it takes a request, and none is given: objects cannot be sent to another process.
    """
    if function_name == "model_fn":
        return None
    body, content_type = params.get("request_body"), params.get("content_type")
    if not isinstance(body, (str, bytes)) or not isinstance(content_type, str):
        raise TypeError(
            f"{function_name} runs in a process of its own, so it gets a request: give request_body and content_type,"
            " and accept for what is asked for"
        )
    return InferenceTestSample(sample_name=REQUEST, content_type=content_type, data=body)


def function_result(function_name: str, report: TargetReport) -> FunctionTestResult:
    """The call of a function in the report of its run; where it was not reached, the call that failed before it."""
    sent = [
        one
        for one in report.calls
        if one.sample in (None, REQUEST) and function_of(one) in ("", function_name, *ORDER)
    ]
    mine = [one for one in sent if function_of(one) == function_name]
    failed = [one for one in sent if one.ended not in ("returned", "not_made")]
    found = findings_of(report)
    if mine and mine[0].ended != "not_made":
        return result_of(mine[0]).model_copy(update={"diagnostics": found})
    if failed:
        before = result_of(failed[0])
        where = before.function_name or "the import"
        return before.model_copy(
            update={
                "function_name": function_name,
                "error": f"{where}: {before.error}",
                "diagnostics": found,
            }
        )
    why = mine[0].why_not if mine else report.why_no_run or "it was not called"
    return FunctionTestResult(
        function_name=function_name, success=False, error=why, diagnostics=found
    )


def load_handler_module(path: str | Path) -> ModuleType:
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
    except (Exception, SystemExit) as error:
        del sys.modules[name]
        raise ImportError(f"{path}: {type(error).__name__}: {error}") from error
    finally:
        sys.path.remove(str(file.parent))
    return module
