"""A small vocabulary for tests that run handlers: a package from its source, cases, what came of them."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import Protocol

from handler_lint.calls import Case, Error, GivenBody, InputFn, ModelFn, Outcome, Run
from handler_lint.contract import DEFAULT_STACK, load_stack
from handler_lint.dynamic.host import Executed, RunSettings, execute, run_of
from handler_lint.dynamic.planner import make_plan
from handler_lint.package.target import open_target
from tests.worker_python import worker_python

JSON = "application/json"
EMPTY = GivenBody("empty.json", b"{}")
READ = InputFn(JSON, EMPTY)
LOAD = Case((ModelFn(),))

CHAIN = """
    import json

    def model_fn(model_dir):
        return "a model"

    def input_fn(body, content_type):
        return json.loads(body)

    def predict_fn(data, model):
        return data

    def output_fn(prediction, accept):
        return json.dumps(prediction)
"""
"""A handler with which nothing is wrong."""


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of the cases of a test, in their order."""

    runs: tuple[Run, ...]
    executed: Executed

    @property
    def only(self) -> Outcome:
        """The last outcome of the only case."""
        (run,) = self.runs
        return run.last

    @property
    def error(self) -> Error:
        error = self.only.error
        assert error is not None, self.only
        return error

    @property
    def value(self) -> str:
        assert self.only.result is not None, self.only
        return self.only.result.text


class RunHandler(Protocol):
    def __call__(
        self,
        handler: str,
        *cases: Case,
        files: Mapping[str, str | bytes] = ...,
        trace: Mapping[str, frozenset[int]] = ...,
        python: str | None = ...,
        timeout: float = ...,
        load_timeout: float = ...,
        environ: Mapping[str, str] = ...,
        stack: str = ...,
    ) -> Ran: ...


def write_package(
    folder: Path, handler: str, files: Mapping[str, str | bytes] | None = None
) -> Path:
    """A package folder with `code/inference.py`, a model file, and more files by path."""
    texts = {"code/inference.py": dedent(handler), "model.bin": b"weights", **(files or {})}
    for path, content in texts.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        data = dedent(content).encode() if isinstance(content, str) else content
        place.write_bytes(data)
    return folder


def run_in(folder: Path) -> RunHandler:
    """Runs cases on a handler whose package and interpreter are in `folder`."""

    def run(
        handler: str,
        *cases: Case,
        files: Mapping[str, str | bytes] | None = None,
        trace: Mapping[str, frozenset[int]] | None = None,
        python: str | None = None,
        timeout: float = 5.0,
        load_timeout: float = 20.0,
        environ: Mapping[str, str] | None = None,
        stack: str = DEFAULT_STACK,
    ) -> Ran:
        package = open_target(str(write_package(folder / "package", handler, files)))
        plan, ids = make_plan([(case, "HL000") for case in cases])
        settings = RunSettings(
            python or worker_python(folder), timeout, load_timeout, environ or {}
        )
        executed = execute(plan, package, load_stack(stack), settings, trace or {})
        return Ran(tuple(run_of(case, ids[case], executed) for case in cases), executed)

    return run


def processes_of(folder: Path) -> list[str]:
    """The processes that work in a folder or have it in their environment."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            there = [os.readlink(entry / "cwd"), (entry / "environ").read_text(errors="replace")]
            if any(str(folder) in text for text in there):
                found.append((entry / "cmdline").read_text(errors="replace"))
        except (OSError, ValueError):
            # no process, or none any more
            continue
    return found
