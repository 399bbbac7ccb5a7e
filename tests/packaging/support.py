"""Commands, and the files that they are run on."""

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
WHEELHOUSE = PROJECT / ".wheelhouse"
FROM_WHEELHOUSE = {
    "PIP_NO_INDEX": "1",
    "PIP_FIND_LINKS": str(WHEELHOUSE),
    "PIP_CONFIG_FILE": os.devnull,
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
}

REFUSES = """\
import json


def model_fn(model_dir):
    return {"weight": 2.0}


def input_fn(body, content_type):
    if content_type.split(";")[0].strip().lower() == "application/json":
        return json.loads(body)
    raise ValueError(f"{content_type} is not supported")


def predict_fn(data, model):
    return [model["weight"] * row for row in data["rows"]]


def output_fn(prediction, accept):
    return json.dumps(prediction)
"""
FALLS_THROUGH = REFUSES.replace('    raise ValueError(f"{content_type} is not supported")\n', "")


@dataclass(frozen=True, slots=True)
class Done:
    """A command that ended: its exit code and what it wrote."""

    code: int
    stdout: str
    stderr: str


def run(*command: str | Path, cwd: Path, environ: Mapping[str, str] | None = None) -> Done:
    """Run a command to its end, where pip and git know nothing of this machine but the wheelhouse."""
    ours = ("PIP_", "GIT_", "PRE_COMMIT", "HANDLER_LINT", "MAKE", "MFLAGS", "VIRTUAL_ENV")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    ended = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env=kept | FROM_WHEELHOUSE | dict(environ or {}),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    return Done(ended.returncode, ended.stdout, ended.stderr)


def succeed(*command: str | Path, cwd: Path, environ: Mapping[str, str] | None = None) -> Done:
    """Run a command that has to end with 0."""
    done = run(*command, cwd=cwd, environ=environ)
    assert done.code == 0, f"{command[0]} ended with {done.code}:\n{done.stdout}\n{done.stderr}"
    return done


def project_files() -> list[Path]:
    """The files of the project, relative to it: what git tracks or would track."""
    listing = ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    names = set(succeed(*listing, cwd=PROJECT).stdout.split("\0")) - {""}
    return sorted(Path(name) for name in names if (PROJECT / name).is_file())


def write_handler(package: Path, source: str) -> Path:
    """A package folder with nothing but `code/inference.py`; its path."""
    (package / "code").mkdir(parents=True)
    (package / "code" / "inference.py").write_text(source)
    return package
