"""The small vocabulary of the tests: a package from a source, its report, the real command."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import Any

from handler_lint.config.settings import Settings, TargetSettings
from handler_lint.lint import lint
from handler_lint.report.model import Diagnostic, TargetReport

CLEARED = ("PRE_COMMIT", "HANDLER_LINT_DYNAMIC", "NO_COLOR", "FORCE_COLOR", "COLUMNS")

GOOD = """
import json

def model_fn(model_dir):
    return 2

def input_fn(body, content_type):
    kind = (content_type or "").split(";")[0].strip().lower()
    if kind == "application/json":
        return json.loads(body)
    raise ValueError(f"unsupported content type: {content_type}")

def predict_fn(data, model):
    return [model * value for value in data]

def output_fn(prediction, accept):
    return json.dumps(prediction)
"""

FALLS_THROUGH = GOOD.replace(
    '    raise ValueError(f"unsupported content type: {content_type}")\n', ""
)


def package(folder: Path, source: str, model: bool = True, **files: str) -> Path:
    """A package with this handler, a model file if asked for, and files (`__` in a name is a folder's end)."""
    root = folder / "package"
    (root / "code").mkdir(parents=True)
    (root / "code" / "inference.py").write_text(dedent(source), encoding="utf-8")
    if model:
        (root / "model.json").write_text("{}", encoding="utf-8")
    for name, text in files.items():
        path = root / name.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")
    return root


@dataclass(frozen=True)
class Seen:
    """The report of one target, by rule code."""

    target: TargetReport
    failures: tuple[str, ...]
    exit_code: int

    @property
    def codes(self) -> list[str]:
        return [one.code for one in self.target.diagnostics]

    def __getitem__(self, code: str) -> Diagnostic:
        (found,) = [one for one in self.target.diagnostics if one.code == code]
        return found


def report_of(target: Path, **options: Any) -> Seen:
    """What the product says of a target, in this process; the options are those of `Settings` and of the target."""
    names = ("samples", "package", "python", "framework")
    own = {name: options.pop(name) for name in names if name in options}
    made = lint(Settings(targets=(TargetSettings(str(target), **own),), **options))
    return Seen(made.targets[0], made.failures, made.exit_code)


@dataclass(frozen=True)
class Done:
    """A finished command."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def command(*arguments: object, cwd: Path, stdin: str = "", **environ: str) -> Done:
    """Run `handler-lint` as its users do."""
    inherited = {name: value for name, value in os.environ.items() if name not in CLEARED}
    done = subprocess.run(
        [sys.executable, "-m", "handler_lint", *map(str, arguments)],
        cwd=cwd,
        env={**inherited, **environ},
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)
