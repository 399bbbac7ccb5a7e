"""The pytest plugin, in a pytest of its own."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.vocabulary import FALLS_THROUGH, GOOD, package

OPEN = GOOD.replace("import json", "import json\nimport gluonts\n", 1)


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_a_clean_handler_passes_each_rule(tmp_path: Path) -> None:
    package(tmp_path, GOOD)
    done = run(tmp_path, "--handler-lint")

    assert done.returncode == 0, done.stdout
    assert " passed" in done.stdout.splitlines()[-1]


def test_without_the_option_nothing_is_collected(tmp_path: Path) -> None:
    package(tmp_path, FALLS_THROUGH)

    assert "no tests ran" in run(tmp_path).stdout


def test_an_error_fails_its_rule_and_shows_the_finding(tmp_path: Path) -> None:
    package(tmp_path, FALLS_THROUGH)
    done = run(tmp_path, "--handler-lint", "-rf")

    assert done.returncode == 1
    assert "error[HL202] input_fn returns None for a content type it does not know" in done.stdout
    assert "FAILED package/code/inference.py::handler-lint[HL202]" in done.stdout
    assert " 1 failed" in " " + done.stdout.splitlines()[-1]
    assert "Traceback" not in done.stdout


def test_a_rule_is_selected_by_its_node(tmp_path: Path) -> None:
    package(tmp_path, FALLS_THROUGH)
    node = "package/code/inference.py::handler-lint[HL201]"

    assert "1 passed" in run(tmp_path, "--handler-lint", node).stdout


def test_a_handler_is_not_imported_into_the_process_of_the_tests(tmp_path: Path) -> None:
    package(tmp_path, "raise SystemExit('imported')\n" + GOOD)
    done = run(tmp_path, "--handler-lint", "package/code/inference.py")

    assert "handler-lint[HL902]" in done.stdout
    assert "Interrupted" not in done.stdout


def test_a_warning_is_a_warning_and_open_is_skipped(tmp_path: Path) -> None:
    package(tmp_path, OPEN.replace("def predict_fn(data, model)", "def predict_fn(model, data)"))
    done = run(tmp_path, "--handler-lint", "-rs")

    assert "PytestWarning: " in done.stdout
    assert "warning[HL106]" in done.stdout
    assert "SKIPPED" in done.stdout
    assert "gluonts is not in code/requirements.txt" in done.stdout


def test_other_files_are_handlers_where_the_configuration_says_so(tmp_path: Path) -> None:
    (tmp_path / "serve.py").write_text(FALLS_THROUGH)
    (tmp_path / "pytest.ini").write_text("[pytest]\nhandler_lint_packages = serve.py\n")

    assert "serve.py::handler-lint[HL202]" in run(tmp_path, "--handler-lint", "-rf").stdout


FIXTURES = """
SOURCE = '''
import json


def model_fn(model_dir):
    return 2


def input_fn(body, content_type):
    if content_type == "application/json":
        return json.loads(body)


def predict_fn(data, model):
    return [model * one for one in data]


def output_fn(prediction, accept):
    return json.dumps(prediction)
'''


def test_it(handler_package, handler_report, handler_calls):
    path = handler_package(
        SOURCE, files={"json_samples/one.json": b"[1]"}, requirements="six==1.16.0"
    )
    assert (path / "code" / "requirements.txt").read_text() == "six==1.16.0"
    codes = [one.code for one in handler_report(path, dynamic="off").diagnostics]
    assert "HL202" in codes
    assert handler_calls(path, supported_accept_types=["application/json"]).overall_success
"""


def test_the_fixtures_make_check_and_test_a_package(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(FIXTURES)
    done = run(tmp_path)

    assert "1 passed" in done.stdout, done.stdout


def test_the_start_of_pytest_imports_nothing_heavy() -> None:
    code = "import sys, handler_lint.pytest_plugin; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert not {"libcst", "pydantic", "click"} & set(done.stdout.split())


@pytest.mark.parametrize("name", ["handler_package", "handler_report", "handler_calls"])
def test_the_fixtures_are_documented(tmp_path: Path, name: str) -> None:
    assert name in run(tmp_path, "--fixtures").stdout
