"""What a call costs through the tester, beside the same call in a bare loop in a process of its own.

    python benchmarks/calls.py [--pairs N]

Each pair measures both, one after the other, the best of three processes each; told is the median of the ratios.
The calls take some milliseconds each and do what handlers do: parse text, loop over rows, write JSON. What starting a
process costs is not in it.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from handler_lint.testing import InferenceHandlerSpec, RuntimeTester, ScriptExecutionSpec

HANDLER = """
import json


def model_fn(model_dir):
    return [[0.5 + one * layer for one in range(40)] for layer in range(3)]


def input_fn(body, content_type):
    if content_type == "text/csv":
        return [[float(cell) for cell in row.split(",")] for row in body.splitlines()]
    raise ValueError(content_type)


def predict_fn(rows, layers):
    return [[sum(w * x for w, x in zip(weights, row)) for weights in layers] for row in rows]


def output_fn(prediction, accept):
    return json.dumps({"predictions": [{"scores": one, "best": max(one)} for one in prediction]})
"""
SCRIPT = """
import csv
import os


def main(input_paths, output_paths, environ_vars, job_args):
    rows = [[i * j % 97 / 10 for j in range(40)] for i in range(2_000)]
    with open(os.path.join(output_paths["rows"], "rows.csv"), "w", newline="") as file:
        csv.writer(file).writerows(sorted(rows))
"""
BARE = """
import json, os, sys, time
sys.path.insert(0, sys.argv[1])
if sys.argv[2] == "chain":
    import inference as handler
    model, body = handler.model_fn("."), open(sys.argv[3]).read()
    steps = [lambda _: handler.input_fn(body, "text/csv"),
             lambda rows: handler.predict_fn(rows, model),
             lambda made: handler.output_fn(made, "application/json")]
else:
    import script
    steps = [lambda _: script.main({}, {"rows": sys.argv[3]}, {}, None)]
value, took = None, []
for step in steps:
    started = time.perf_counter()
    value = step(value)
    took.append(time.perf_counter() - started)
print(json.dumps(took))
"""


def bare(folder: Path, kind: str, given: Path) -> float:
    """Seconds of the calls in a bare loop, in a process that is started as the worker is."""
    command = [sys.executable, "-s", "-B", "-c", BARE, str(folder), kind, str(given)]
    environ = {**os.environ, "PYTHONHASHSEED": "0"}
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environ)
    return float(sum(json.loads(done.stdout)))


def chain(spec: InferenceHandlerSpec) -> float:
    """Seconds of `input_fn`, `predict_fn` and `output_fn` through the tester."""
    result = RuntimeTester().test_inference_pipeline(spec)
    assert result.overall_success, result.errors
    return result.end_to_end_results[0].execution_time


def script(spec: ScriptExecutionSpec) -> float:
    """Seconds of `main` through the tester."""
    result = RuntimeTester().test_script(spec)
    assert result.success, result.error_message
    return result.execution_time


def best(measure: Callable[[], float]) -> float:
    """The best of three processes: on a shared machine every other one is half as fast."""
    return min(measure() for _ in range(3))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pairs", type=int, default=15)
    pairs = parser.parse_args().pairs
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        code = root / "package" / "code"
        code.mkdir(parents=True)
        (code / "inference.py").write_text(HANDLER)
        (root / "package" / "model.json").write_text("{}")
        rows = root / "samples" / "rows.csv"
        rows.parent.mkdir()
        rows.write_text(
            "".join(",".join(f"{i * j % 89}.5" for j in range(40)) + "\n" for i in range(4_000))
        )
        (root / "script.py").write_text(SCRIPT)
        (root / "out").mkdir()
        handler = InferenceHandlerSpec(
            handler_name="chain",
            step_name="chain",
            packaged_model_path=str(root / "package"),
            payload_samples_path=str(rows.parent),
            supported_accept_types=["application/json"],
        )
        job = ScriptExecutionSpec(
            script_name="script",
            step_name="script",
            script_path=str(root / "script.py"),
            output_paths={"rows": str(root / "out")},
        )
        arms = {
            "chain": (lambda: bare(code, "chain", rows), lambda: chain(handler)),
            "script": (lambda: bare(root, "script", root / "out"), lambda: script(job)),
        }
        print("calls    bare ms  tester ms  ratio")
        for kind, (alone, tested) in arms.items():
            measured = [(best(alone), best(tested)) for _ in range(pairs)]
            one, other = (
                statistics.median(column) * 1_000 for column in zip(*measured, strict=True)
            )
            ratio = statistics.median(there / here for here, there in measured)
            print(f"{kind:<7} {one:8.1f} {other:10.1f} {ratio:6.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
