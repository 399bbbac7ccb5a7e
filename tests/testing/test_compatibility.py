"""A script before, the handler after."""

import gzip
from pathlib import Path
from textwrap import dedent

import pytest

from handler_lint.testing import (
    CompatibilityTestResult,
    InferenceHandlerSpec,
    RuntimeTester,
    ScriptExecutionSpec,
    ScriptTestResult,
)
from tests.vocabulary import package

HANDLER = """
import csv, io, json

def model_fn(model_dir):
    return 2

def input_fn(body, content_type):
    if content_type == "application/json":
        return [list(row.values()) for row in json.loads(body)]
    if content_type == "text/csv":
        rows = list(csv.DictReader(io.StringIO(body)))
        return [[float(row["width"]), float(row["height"])] for row in rows]
    raise ValueError(f"unsupported content type: {content_type}")

def predict_fn(rows, model):
    return [model * sum(row) for row in rows]

def output_fn(prediction, accept):
    return json.dumps(prediction)
"""


def script(folder: Path, body: str, **more: object) -> ScriptExecutionSpec:
    path = folder / "prepare.py"
    lines = "\n".join(f"    {line}" for line in dedent(body).strip().splitlines())
    path.write_text(
        "import os\n\ndef main(input_paths, output_paths, environ_vars, job_args):\n"
        '    out = output_paths["data"]\n' + lines + "\n"
    )
    return ScriptExecutionSpec.model_validate(
        {
            "script_name": "prepare",
            "step_name": "Prepare",
            "script_path": str(path),
            "output_paths": {"data": str(folder / "out")},
            **more,
        }
    )


def _data(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content


def writing(folder: Path, files: dict[str, str | bytes]) -> ScriptExecutionSpec:
    lines = [
        f"os.makedirs(os.path.dirname(os.path.join(out, {name!r})), exist_ok=True)\n"
        f"open(os.path.join(out, {name!r}), 'wb').write({_data(content)!r})"
        for name, content in files.items()
    ]
    return script(folder, "\n".join(lines) or "pass")


def fits(folder: Path, spec: ScriptExecutionSpec) -> CompatibilityTestResult:
    handler = InferenceHandlerSpec(
        handler_name="churn",
        step_name="serve",
        packaged_model_path=str(package(folder, HANDLER)),
        supported_accept_types=["application/json"],
    )
    return RuntimeTester().test_script_to_inference_compatibility(spec, handler)


@pytest.mark.parametrize(
    ("name", "content", "file_format", "content_type"),
    [
        ("rows.csv", "width,height\n1,2\n3,4\n", "csv", "text/csv"),
        ("one_row.csv", "width,height\n1,2\n", "csv", "text/csv"),
        ("rows.csv.gz", gzip.compress(b"width,height\n1,2\n", mtime=0), "csv", "text/csv"),
        ("rows.json", '[{"width": 1, "height": 2}]', "json", "application/json"),
        ("rows.data", "width,height\n1,2\n", "csv", "text/csv"),
    ],
)
def test_a_file_that_the_handler_takes_fits(
    tmp_path: Path, name: str, content: str | bytes, file_format: str, content_type: str
) -> None:
    result = fits(tmp_path, writing(tmp_path, {name: content}))

    assert result["compatible"], result.error
    assert result.get("content_type") == content_type
    assert result["file_format"] == file_format
    assert result["output_file"] == str(tmp_path / "out" / name)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.csv", "", "the file is empty"),
        ("header_only.csv", "width,height\n", "a header, and no row below it"),
        ("binary.bin", b"\x00\x01", "no known format of a payload"),
        (
            "rows.jsonl",
            '{"a": 1}\n{"a": 2}\n',
            "application/jsonlines is none of the handler's types",
        ),
        ("rows.parquet", b"PAR1....PAR1", "application/x-parquet is none of the handler's types"),
        (
            "index_column.csv",
            ",w,h\n0,1,2\n",
            "KeyError: 'width' at code/inference.py:12 (it has 1 row of a column without a name (int), w",
        ),
        ("words.json", '[{"width": "x", "height": 2}]', "predict_fn TypeError"),
    ],
)
def test_a_file_that_does_not_fit_says_why(
    tmp_path: Path, name: str, content: str | bytes, said: str
) -> None:
    result = fits(tmp_path, writing(tmp_path, {name: content}))

    assert not result.compatible
    assert result.error is not None
    assert said in result.error


def test_all_files_are_told_and_one_that_does_not_fit_hides_none(tmp_path: Path) -> None:
    spec = writing(
        tmp_path,
        {
            "parts/part-0.csv": "width,height\n1,2\n",
            "parts/part-1.csv": "other\n1\n",
            "parts/part-2.csv": "width,height\n3,4\n",
            "parts/_SUCCESS": "",
            "parts/.part-0.csv.crc": "x",
        },
    )
    result = fits(tmp_path, spec)

    assert not result.compatible
    assert [Path(one.output_file).name for one in result.files] == [
        "part-0.csv",
        "part-1.csv",
        "part-2.csv",
    ]
    assert [one.compatible for one in result.files] == [True, False, True]


def test_a_script_that_writes_nothing_fits_nothing(tmp_path: Path) -> None:
    result = fits(tmp_path, writing(tmp_path, {}))

    assert (result.compatible, result.error) == (False, "the script wrote no file")


def test_a_script_that_fails_is_told(tmp_path: Path) -> None:
    result = fits(tmp_path, script(tmp_path, "raise KeyError('x')"))

    assert not result.compatible
    assert result.error == "KeyError: 'x'"
    assert not result.script_result.success


def ran(spec: ScriptExecutionSpec, timeout: float = 300.0) -> ScriptTestResult:
    return RuntimeTester().test_script(spec, timeout)


def test_a_script_gets_its_arguments_and_its_environment(tmp_path: Path) -> None:
    body = """
        with open(input_paths["raw"]) as file:
            text = file.read()
        with open(os.path.join(out, "x.txt"), "w") as file:
            file.write(text + job_args.name + os.environ["MODE"] + environ_vars["MODE"])
    """
    (tmp_path / "raw.txt").write_text("raw ")
    spec = script(
        tmp_path,
        body,
        input_paths={"raw": str(tmp_path / "raw.txt")},
        job_args={"name": "n "},
        environ_vars={"MODE": "m"},
    )

    assert ran(spec).success
    assert (tmp_path / "out" / "x.txt").read_text() == "raw n mm"


@pytest.mark.parametrize(
    ("body", "success"), [("raise SystemExit", True), ("raise SystemExit(2)", False)]
)
def test_an_exit_of_a_script_ends_only_the_script(tmp_path: Path, body: str, success: bool) -> None:
    assert ran(script(tmp_path, body)).success is success


def test_a_script_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    result = ran(script(tmp_path, "import time; time.sleep(60)"), timeout=0.5)

    assert result.error_message == "ran longer than 0.5 s"


def test_a_script_without_main_and_one_that_is_not_there(tmp_path: Path) -> None:
    spec = script(tmp_path, "pass")
    Path(str(spec.script_path)).write_text("X = 1\n")
    without = ran(spec)
    Path(str(spec.script_path)).unlink()
    absent = ran(spec)

    assert (without.has_main_function, without.success) == (False, False)
    assert absent.error_message == f"there is no script {spec.script_path}"
