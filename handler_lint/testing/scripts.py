"""A script before a handler: what it is, and its run in a contained process."""

import json
from pathlib import Path
from typing import Any, Self

from pydantic import Field

from handler_lint.calls import Case, GivenBody, InputFn, Outcome
from handler_lint.config.settings import Settings, TargetSettings
from handler_lint.contract import load_stack
from handler_lint.handler import Handler, look
from handler_lint.judge import Judged
from handler_lint.package.target import open_target
from handler_lint.package.workspace import workspace
from handler_lint.planning import RunRequest
from handler_lint.reading import handler_of, read_sources
from handler_lint.rule import Rule, Severity
from handler_lint.running import run_cases
from handler_lint.testing.models import Readable, Strict

SHIM = """
import importlib.util
import json
import os
import sys
from argparse import Namespace


def model_fn(model_dir):
    return None


def input_fn(body, content_type):
    given = json.loads(body)
    sys.path.insert(0, os.path.dirname(given["script_path"]))
    spec = importlib.util.spec_from_file_location("script", given["script_path"])
    module = importlib.util.module_from_spec(spec)
    sys.modules["script"] = module
    spec.loader.exec_module(module)
    if not hasattr(module, "main"):
        raise AttributeError("the script has no main")
    paths = given["input_paths"], given["output_paths"]
    try:
        module.main(*paths, given["environ_vars"], Namespace(**given["job_args"]))
    except SystemExit as error:
        if error.code:
            raise
    return "done"
"""
"""A handler whose `input_fn` runs a script, so that a script is run as a handler is: in the same containment."""


SPEC_FILE = "_runtime_test_spec.json"


class ScriptExecutionSpec(Strict):
    """A script with `main(input_paths, output_paths, environ_vars, job_args)`, and what it is called with.

    `job_args` come as an `argparse.Namespace`; folders of `output_paths` are made. Paths are relative to the working
    folder.
    """

    script_name: str
    step_name: str
    script_path: str | None = None
    """Without it, the name of the script with `.py`."""

    input_paths: dict[str, str] = Field(default_factory=dict)
    output_paths: dict[str, str] = Field(default_factory=dict)
    environ_vars: dict[str, str] = Field(default_factory=dict)
    job_args: dict[str, Any] = Field(default_factory=dict)
    last_updated: str | None = None
    user_notes: str | None = None

    @classmethod
    def create_default(
        cls, script_name: str, step_name: str, test_data_dir: str = "test/integration/runtime"
    ) -> Self:
        """A script that reads and writes below a folder."""
        return cls(
            script_name=script_name,
            step_name=step_name,
            script_path=f"{script_name}.py",
            input_paths={"data_input": f"{test_data_dir}/input"},
            output_paths={"data_output": f"{test_data_dir}/output"},
        )

    def save_to_file(self, path: str | Path) -> Path:
        """Write the specification as JSON: to a `.json` file, or into a folder by the script's name."""
        return super().save_to_file(path if str(path).endswith(".json") else self._file(path))

    @classmethod
    def load_from_file(cls, path: str | Path, specs_dir: str | Path | None = None) -> Self:
        """The specification that was saved: from its file, or by the script's name from a folder."""
        file = path if specs_dir is None else Path(specs_dir) / f"{path}{SPEC_FILE}"
        return super().load_from_file(file)

    def _file(self, folder: str | Path) -> Path:
        return Path(folder) / f"{self.script_name}{SPEC_FILE}"


class ScriptTestResult(Readable):
    """A script's run; `execution_time` in seconds."""

    script_name: str
    success: bool
    error_message: str | None = None
    execution_time: float = 0.0
    has_main_function: bool = True


class RunsAScript(Rule):
    """Names the one call of a script; it judges nothing."""

    code, name, severity = "HL000", "runs-a-script", Severity.NOTE


def run_script(
    spec: ScriptExecutionSpec, timeout: float = 300.0, python: str | None = None
) -> ScriptTestResult:
    """Run a script's `main` in a contained process.

    Args:
        timeout: seconds that it may take.
        python: the interpreter that has its libraries; the caller's own without it.

    Raises:
        HostError, WorkspaceError: nothing can be run here.
    """
    written = spec.script_path or f"{spec.script_name}.py"
    path = Path(written).resolve()
    if not path.is_file():
        return _failed(spec, f"there is no script {written}", has_main=False)
    outputs = _absolute(spec.output_paths)
    for folder in outputs.values():
        Path(folder).mkdir(parents=True, exist_ok=True)
    given = {
        "script_path": str(path),
        "input_paths": _absolute(spec.input_paths),
        "output_paths": outputs,
        "environ_vars": spec.environ_vars,
        "job_args": spec.job_args,
    }
    outcome = _run(json.dumps(given).encode(), spec, timeout, python)
    if outcome.ended == "returned":
        return ScriptTestResult(
            script_name=spec.script_name, success=True, execution_time=outcome.seconds or 0.0
        )
    error = outcome.error
    text = f"{error.type}: {error.message}" if error is not None else outcome.why_not
    has_main = error is None or error.message != "the script has no main"
    return _failed(spec, text, has_main, outcome.seconds or 0.0)


def _absolute(paths: dict[str, str]) -> dict[str, str]:
    return {name: str(Path(path).resolve()) for name, path in paths.items()}


def _failed(
    spec: ScriptExecutionSpec, text: str, has_main: bool, seconds: float = 0.0
) -> ScriptTestResult:
    return ScriptTestResult(
        script_name=spec.script_name,
        success=False,
        error_message=text,
        execution_time=seconds,
        has_main_function=has_main,
    )


def _run(body: bytes, spec: ScriptExecutionSpec, timeout: float, python: str | None) -> Outcome:
    call = InputFn("application/json", GivenBody("script", body, made=True))
    with workspace() as folder:
        (folder / "code").mkdir()
        (folder / "code" / "inference.py").write_text(SHIM, encoding="utf-8")
        (folder / "model.txt").write_text("", encoding="utf-8")
        named = TargetSettings(str(folder), framework="pytorch", python=python)
        settings = Settings(
            (named,),
            environ=dict(spec.environ_vars),
            timeout=timeout,
            load_timeout=timeout,
            dynamic="all",
            tested=True,
        )
        package = open_target(str(folder))
        sources, _ = read_sources(package)
        handler: Handler = look(handler_of(package, load_stack("pytorch"), sources, settings))
        judged = Judged(RunsAScript, groups=((Case((call,)),),))
        done = run_cases(RunRequest(handler, [judged], settings, named))
        (real,) = done.real[RunsAScript.code]
        return real.runs[0].last
