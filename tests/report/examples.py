"""Reports made by hand: a clean package, one with findings, one whose import fails, and small ones."""

from typing import Any

from handler_lint.calls import FUNCTIONS, Place
from handler_lint.report.model import (
    Binding,
    CallRecord,
    Diagnostic,
    Evidence,
    Failure,
    NotRun,
    Related,
    Report,
    RuleInfo,
    RunInfo,
    Sources,
    Step,
    TargetReport,
)

PATH = "code/inference.py"
RUN = RunInfo(
    "3.11.7",
    "this interpreter",
    "contained: no network, package read-only",
    planned=5,
    made=5,
)

IRIS = """\
import json
import os

import numpy as np


def model_fn(model_dir):
    return np.load(os.path.join(model_dir, "weights.npy"))


def input_fn(body, content_type):
    kind = (content_type or "").split(";")[0].strip().lower()
    if kind == "application/json":
        return np.asarray(json.loads(body)["rows"])
    raise ValueError(f"unsupported content type: {content_type}")


def predict_fn(data, model):
    return (data @ model).tolist()


def output_fn(prediction, accept):
    if accept == "application/json":
        return json.dumps(prediction), accept
    raise ValueError(f"cannot answer as {accept}")
"""

CHURN = """\
import io
import json
import os

import numpy as np


def model_fn(model_dir):
    return np.load(os.path.join(model_dir, "weights.npy"))


def input_fn(body, content_type):
    if content_type == "application/json":
        return np.asarray(json.loads(body)["rows"])
    elif content_type == "text/csv":
        return np.loadtxt(io.StringIO(body), delimiter=",", ndmin=2)


def predict_fn(data, model):
    return data @ model


def output_fn(prediction, accept):
    if accept == "application/json":
        return json.dumps({"scores": prediction}), accept
    raise ValueError(f"cannot answer as {accept}")
"""

VISION = """\
import io
import json
import os

import torch
from PIL import Image


def model_fn(model_dir):
    model = torch.jit.load(os.path.join(model_dir, "model.pt"))
    return model.eval()


def input_fn(body, content_type):
    if content_type == "image/jpeg":
        return Image.open(io.BytesIO(body))


def predict_fn(data, model, context=None):
    with torch.inference_mode():
        return model(data)


def output_fn(prediction, accept):
    return json.dumps(prediction.numpy().tolist())
"""


def sources(text: str, path: str = PATH) -> Sources:
    return Sources({path: tuple(text.splitlines())})


def place(line: int, column: int, end: int, function: str = "", path: str = PATH) -> Place:
    """A place on one line; `end` is its exclusive end column."""
    return Place(path, line, column, line, end, function)


def bindings(*lines: int) -> tuple[Binding, ...]:
    """The four functions at these lines; the stack does the fifth."""
    signatures = (
        "model_fn(model_dir)",
        "input_fn(body, content_type)",
        "predict_fn(input, model)",
        "output_fn(prediction, accept)",
    )
    bound = [
        Binding(name, Place(PATH, line), text, text.count(",") + 1)
        for name, line, text in zip(FUNCTIONS[:4], lines, signatures, strict=True)
    ]
    chained = "the stack chains input_fn, predict_fn and output_fn"
    return (*bound, Binding("transform_fn", None, chained))


def call(short: str, value: str | None = None, ms: float = 0.0, **more: Any) -> CallRecord:
    """A call that returned `value`, or raised the `failure`."""
    ended = more.pop("ended", "raised" if "failure" in more else "returned")
    failure = more.pop("failure", None)
    return CallRecord(short, short, None, None, None, ended, value, failure, ms / 1000, **more)


EVIDENCE = Evidence(Step("f()", "returned", "None"), "two_rows.json (32 bytes, text/csv)")


def diagnostic(code: str = "HL202", **more: Any) -> Diagnostic:
    """A finding with only what a test names."""
    given: dict[str, Any] = {
        "name": "content-type-path-returns-none",
        "severity": "error",
        "status": "static",
        "message": "input_fn returns None",
        "place": place(1, 1, 4, "input_fn"),
        "fingerprint": "f" * 32,
        "docs_url": f"https://handler-lint.readthedocs.io/rules/{code}/",
    }
    return Diagnostic(code, **{**given, **more})


def target(
    *diagnostics: Diagnostic, text: str = "def input_fn(body, kind):\n", **more: Any
) -> TargetReport:
    """A folder `model` with these findings in a handler of this text."""
    given: dict[str, Any] = {
        "target": "model",
        "kind": "folder",
        "handler": PATH,
        "stack": "pytorch",
        "stack_evidence": "assumed",
        "diagnostics": diagnostics,
        "sources": sources(text),
    }
    return TargetReport(**{**given, **more})


def report(*targets: TargetReport, exit_code: int = 0, **more: Any) -> Report:
    return Report("0.1.0", targets, exit_code, **more)


def iris() -> Report:
    refuted = diagnostic(
        "HL801",
        name="ordinary-request-fails",
        status="refuted",
        message="json.dumps is given what predict_fn returns",
        place=place(24, 27, 37, "output_fn"),
        label="list of 2 float, encodes",
        evidence=Evidence(
            Step(
                'output_fn(<prediction>, "application/json")',
                "returned",
                '(str 11 chars, "application/json")',
            ),
            "two_rows.json (32 bytes, application/json)",
        ),
    )
    return report(
        target(
            refuted,
            text=IRIS,
            target="iris/model.tar.gz",
            kind="archive",
            stack_evidence="given",
            bindings=bindings(7, 11, 18, 22),
            run=RUN,
            samples=("two_rows.json",),
            samples_from="iris/samples",
            calls=(
                call("import code/inference.py", "ok", 174.2),
                call("model_fn(model_dir)", "numpy.ndarray (3,) float64", 0.52),
                call("input_fn(two_rows.json, json)", "numpy.ndarray (2, 3) int64", 0.1),
                call("predict_fn(<input>, <model>)", "list of 2 float", 0.1),
                call("output_fn(<prediction>, json)", '(str 11 chars, "application/json")', 0.02),
            ),
        )
    )


MATMUL = Failure(
    "ValueError",
    "matmul: Input operand 0 does not have enough dimensions "
    "(has 0, gufunc core with signature (n?,k),(k,m?)->(n?,m?) requires 1)",
    Place(PATH, 20, 12, 20, 24, "predict_fn"),
)


def falls_through() -> Diagnostic:
    return diagnostic(
        "HL202",
        status="confirmed",
        message="input_fn returns None for a content type it does not know",
        place=place(15, 10, 36, "input_fn"),
        label="the last test; no else and nothing after it",
        related=(
            Related(place(12, 1, 34, "input_fn")),
            Related(place(13, 8, 42, "input_fn")),
        ),
        evidence=Evidence(
            Step('input_fn(two_rows.json, "application/x-handler-lint")', "returned", "None"),
            "two_rows.json (32 bytes, sent as application/x-handler-lint)",
            (Step("predict_fn(None, <model>)", "raised", failure=MATMUL),),
            "500, with the traceback of the ValueError: the content type is not named",
        ),
        help='end input_fn with: raise ValueError(f"unsupported content type: {content_type}")',
    )


def exact_comparison() -> Diagnostic:
    return diagnostic(
        "HL201",
        name="content-type-compared-exactly",
        severity="note",
        status="confirmed",
        message='"application/json; charset=utf-8" matches no branch',
        place=place(13, 8, 42, "input_fn"),
        evidence=Evidence(
            Step('input_fn(two_rows.json, "application/json; charset=utf-8")', "returned", "None"),
            "two_rows.json (32 bytes, sent as application/json; charset=utf-8)",
        ),
        fingerprint="a" * 32,
    )


RULES = (
    RuleInfo(
        "HL201",
        "content-type-compared-exactly",
        "note",
        "A content type is compared with the whole header.",
        "A header may carry parameters.",
        "Compare what stands before the semicolon.",
        "https://handler-lint.readthedocs.io/rules/HL201/",
    ),
    RuleInfo(
        "HL202",
        "content-type-path-returns-none",
        "error",
        "`input_fn` returns `None` for a content type it does not know.",
        "No stack looks at what `input_fn` returned.",
        "Raise at the end.",
        "https://handler-lint.readthedocs.io/rules/HL202/",
    ),
)


def churn(*more: Diagnostic, **changes: Any) -> Report:
    given: dict[str, Any] = {"exit_code": 1, "rules": RULES}
    encode = Failure("TypeError", "Object of type ndarray is not JSON serializable")
    return report(
        target(
            falls_through(),
            exact_comparison(),
            *more,
            text=CHURN,
            target="churn/model.tar.gz",
            kind="archive",
            stack_evidence="given",
            bindings=bindings(8, 12, 19, 23),
            run=RunInfo(RUN.python, RUN.interpreter, RUN.tier, planned=8, made=8),
            samples=("two_rows.json",),
            samples_from="churn/samples",
            calls=(
                call("import code/inference.py", "ok", 183),
                call("model_fn(model_dir)", "numpy.ndarray (3,) float64", 0.6),
                call("input_fn(two_rows.json, x-handler-lint)", "None", codes=("HL202",)),
                call("predict_fn(None, <model>)", failure=MATMUL, codes=("HL202",)),
                call("input_fn(two_rows.json, json)", "numpy.ndarray (2, 3) int64", 0.1),
                call("input_fn(two_rows.json, json;charset)", "None", codes=("HL201",)),
                call("predict_fn(<input>, <model>)", "numpy.ndarray (2,) float64", 0.1),
                call("output_fn(<prediction>, json)", failure=encode, codes=("HL502",)),
            ),
        ),
        **{**given, **changes},
    )


def vision(**changes: Any) -> Report:
    no_torch = Failure("ModuleNotFoundError", "No module named 'torch'", place(5, 1, 13))
    cause = NotRun(
        "code/inference.py cannot be imported here",
        place(5, 1, 13),
        "ModuleNotFoundError: No module named 'torch'",
        ("the pytorch image has torch, so this says nothing about the endpoint",),
        "torch; PIL was not found either (code/inference.py:6)",
        "3 calls: model_fn, input_fn, predict_fn; HL202 stays certain, HL602 stays open",
        "handler-lint check vision --framework pytorch --python PATH/TO/PYTHON",
        calls=3,
    )
    falls = diagnostic(
        "HL202",
        message="input_fn returns None for a content type it does not know",
        place=place(15, 8, 36, "input_fn"),
        label="the last test; no else and nothing after it",
        related=(Related(place(14, 1, 34, "input_fn")),),
        notes=('certain by reading; the run that would show it was not possible, see "not run"',),
        help='end input_fn with: raise ValueError(f"unsupported content type: {content_type}")',
    )
    no_map = diagnostic(
        "HL602",
        severity="warning",
        status="open",
        message="torch.jit.load without map_location",
        place=place(10, 13, 27, "model_fn"),
        label="restores to the device that the model was saved on",
        why_open='the import failed here, see "not run"',
        next="--python PATH/TO/PYTHON, one that has torch",
        help='torch.jit.load(path, map_location="cpu"), then move the model to its device',
        fingerprint="b" * 32,
    )
    no_cpu = diagnostic(
        "HL510",
        severity="warning",
        status="open",
        message=".numpy() raises if the model runs on a GPU",
        place=place(25, 23, 41, "output_fn"),
        label="no .cpu() before it",
        related=(Related(place(24, 1, 35, "output_fn")),),
        why_open="no GPU here, and a run without one cannot show it",
        next="run on a machine with a GPU, or suppress HL510 on this line if the endpoint has none",
        help="prediction.cpu().numpy() works on both",
        fingerprint="c" * 32,
    )
    given: dict[str, Any] = {"exit_code": 1}
    bound = list(bindings(9, 14, 19, 24))
    bound[2] = Binding("predict_fn", Place(PATH, 19), "predict_fn(input, model, context)", 3)
    return report(
        target(
            falls,
            no_map,
            no_cpu,
            text=VISION,
            target="vision",
            stack_evidence="given",
            bindings=tuple(bound),
            run=RunInfo(RUN.python, RUN.interpreter, RUN.tier, planned=4, made=1),
            calls=(
                call("import code/inference.py", failure=no_torch, ms=3),
                *(
                    call(f"{name}(…)", ended="not_made", why_not="the import failed")
                    for name in ("model_fn", "input_fn", "predict_fn")
                ),
            ),
            not_run=(cause,),
        ),
        **{**given, **changes},
    )
