"""From the report of a run to the results of a test."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from handler_lint.calls import Reply
from handler_lint.guidance import usual_help
from handler_lint.report.model import CallRecord, TargetReport
from handler_lint.testing.results import EndToEndTestResult, FunctionTestResult, InferenceTestResult
from handler_lint.testing.samples import InferenceTestSample
from handler_lint.testing.specs import InferenceHandlerSpec

SWITCHES = {
    "model_fn": "validate_model_loading",
    "input_fn": "validate_input_processing",
    "predict_fn": "validate_prediction",
    "output_fn": "validate_output_formatting",
}
FIRST = ("input_fn", "transform_fn", "the request")


def function_of(record: CallRecord) -> str:
    """The function that a call is of; empty for the import."""
    name = record.call.partition("(")[0]
    return "" if name.startswith("import ") else name


def result_of(record: CallRecord) -> FunctionTestResult:
    """One call: a success if it returned."""
    failure = record.failure
    error = f"{failure.type}: {failure.message}" if failure is not None else record.why_not or None
    return FunctionTestResult(
        function_name=function_of(record),
        success=record.ended == "returned",
        execution_time=record.seconds or 0.0,
        result=record.value,
        error=None if record.ended == "returned" else error,
        error_type=failure.type if failure is not None else None,
        place=_place(record),
        guidance=usual_help(failure.message) if failure is not None else "",
        sample=record.sample,
        content_type=record.content_type,
        accept_type=record.accept,
    )


def _place(record: CallRecord) -> str | None:
    place = record.failure.place if record.failure is not None else None
    return f"{place.path}:{place.line}" if place is not None else None


def chains(
    records: Sequence[CallRecord], types: Mapping[str, str]
) -> Iterator[tuple[CallRecord, ...]]:
    """The requests of the samples as their own type, each as its calls: one for each accept that was asked for."""
    start: tuple[CallRecord, ...] = ()
    for record in records:
        name = function_of(record)
        if name in FIRST:
            mine = types.get(record.sample or "") == record.content_type
            start = (record,) if mine and record.sample in types else ()
            if start and name != "input_fn":
                yield start
                start = ()
        elif name == "predict_fn" and start:
            start = (start[0], record)
        elif name == "output_fn" and start:
            yield (*start, record)


def read_result(
    spec: InferenceHandlerSpec,
    report: TargetReport,
    samples: Mapping[str, InferenceTestSample | None],
) -> InferenceTestResult:
    """The results of a specification, from the report of its run.

    Args:
        samples: by the name of each sample, what is expected of it where it was given in Python.
    """
    types = dict(zip(report.samples, report.sample_types, strict=True))
    requests = list(chains(report.calls, types))
    used = dict.fromkeys(record for chain in requests for record in chain)
    loads = [one for one in report.calls if function_of(one) == "model_fn"]
    calls = [result_of(one) for one in used]
    whole = [_end_to_end(chain, samples.get(chain[0].sample or "")) for chain in requests]
    errors = list(_errors(spec, report, loads, calls, whole))
    by_name = {
        name: [one for one in calls if one.function_name == name]
        for name in ("input_fn", "predict_fn", "output_fn", "transform_fn")
    }
    return InferenceTestResult(
        handler_name=spec.handler_name,
        step_name=spec.step_name,
        overall_success=not errors,
        total_execution_time=sum(one.seconds or 0.0 for one in report.calls),
        model_fn_result=result_of(loads[0]) if loads else None,
        input_fn_results=by_name["input_fn"],
        predict_fn_results=by_name["predict_fn"],
        output_fn_results=by_name["output_fn"],
        transform_fn_results=by_name["transform_fn"],
        end_to_end_results=whole,
        errors=errors,
        warnings=list(report.warnings),
        diagnostics=findings_of(report),
    )


def findings_of(report: TargetReport) -> list[dict[str, Any]]:
    """The findings that a reader of the report sees: code, severity, status, message, path, line."""
    return [
        {
            "code": one.code,
            "severity": one.severity,
            "status": one.status,
            "message": one.message,
            "path": one.place.path,
            "line": one.place.line,
        }
        for one in report.diagnostics
        if one.status != "refuted" and not one.suppressed
    ]


def _end_to_end(
    chain: Sequence[CallRecord], expected: InferenceTestSample | None
) -> EndToEndTestResult:
    failed = next((one for one in chain if one.ended != "returned"), None)
    reply = chain[-1].reply
    told = result_of(failed).error if failed is not None else _refused(reply)
    failed = failed if failed is not None else (chain[-1] if told is not None else None)
    error = told
    if expected is not None and not expected.should_succeed:
        if failed is None:
            error = "it should fail, and it was answered"
        elif re.search(expected.error_pattern, told or ""):
            error = None
        else:
            error = f"it should fail with {expected.error_pattern!r}, and failed with {told}"
    return EndToEndTestResult(
        sample=chain[0].sample or "",
        content_type=chain[0].content_type or "",
        accept_type=chain[-1].accept,
        success=error is None,
        error=error,
        failed_at=function_of(failed) if failed is not None else None,
        place=_place(failed) if failed is not None else None,
        execution_time=sum(one.seconds or 0.0 for one in chain),
        status=reply.status if reply is not None else None,
        response_content_type=reply.content_type if reply is not None else None,
        response=reply.body if reply is not None and reply.status is not None else None,
    )


def _refused(reply: Reply | None) -> str | None:
    """What the client gets in place of an answer, where all functions returned and the server cannot send it."""
    if reply is None or (reply.status is not None and reply.status < 400):
        return None
    if reply.status is None and reply.stage != "reply":
        return None
    got = reply.status if reply.status is not None else "no answer"
    return f"the client gets {got}: {reply.error}"


def _why_nothing(report: TargetReport) -> str:
    """Why no request was sent: what keeps the handler from being run at all, or that there is no sample."""
    stops = (one.message for one in report.diagnostics if one.severity == "error")
    nothing = "no payload sample was sent: nothing shows that the handler answers"
    return next(stops, nothing) if not report.calls else nothing


def _errors(
    spec: InferenceHandlerSpec,
    report: TargetReport,
    loads: Sequence[CallRecord],
    calls: Sequence[FunctionTestResult],
    whole: Sequence[EndToEndTestResult],
) -> Iterator[str]:
    """What keeps the test from being a success, by the switches of the specification."""
    imported = [one for one in report.calls if function_of(one) == ""]
    for record in (*imported, *(loads if spec.validate_model_loading else ())):
        if record.ended != "returned":
            yield f"{record.call}: {result_of(record).error}"
    if not whole:
        yield _why_nothing(report)
    as_expected = {(one.sample, one.content_type) for one in whole if one.success}
    for one in calls:
        switch = SWITCHES.get(one.function_name)
        expected = (one.sample, one.content_type) in as_expected
        wanted = switch is None or getattr(spec, switch)
        if wanted and not one.success and not expected and not spec.validate_end_to_end:
            yield f"{one.function_name} with {one.sample}: {one.error}"
    for request in whole if spec.validate_end_to_end else ():
        stage = SWITCHES.get(request.failed_at or "")
        if not request.success and (stage is None or getattr(spec, stage)):
            asked = f", answered as {request.accept_type}" if request.accept_type else ""
            at = f" at {request.place}" if request.place else ""
            yield f"{request.sample} as {request.content_type}{asked}: {request.error}{at}"
