"""A client of `handler-lint invoke`: requests to the handler of a package, as users of the command send them."""

import json
import os
import subprocess
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.vocabulary import CLEARED
from tests.worker_python import worker_python

JSON = ("--content-type", "application/json")


ECHO = """
def model_fn(model_dir): return model_dir
def transform_fn(model, body, content_type, accept):
    ANSWER
"""


@dataclass(frozen=True)
class Sent:
    """What came of one request; the answer as bytes."""

    code: int
    out: bytes
    err: str

    @property
    def json(self) -> dict[str, Any]:
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found


class Client:
    """Sends requests to the handler of a package, as users of the command do."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.scratch = folder / "scratch"
        self.scratch.mkdir()
        self.python = worker_python(folder)

    def send(
        self, *arguments: object, body: bytes | None = b"[1, 2]", stdin: bytes = b"", **environ: str
    ) -> Sent:
        options = list(arguments) if arguments[:1] else ["package"]
        if body is not None:
            (self.folder / "body").write_bytes(body)
            options += ["--body", "body"]
        done = self.start(*options, "--python", self.python, **environ)
        out, err = done.communicate(stdin)
        return Sent(done.returncode, out, err.decode())

    def start(self, *arguments: object, **environ: str) -> subprocess.Popen[bytes]:
        inherited = {name: value for name, value in os.environ.items() if name not in CLEARED}
        return subprocess.Popen(
            [sys.executable, "-m", "handler_lint", "invoke", *map(str, arguments)],
            cwd=self.folder,
            env={**inherited, "TMPDIR": str(self.scratch), **environ},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def leaves_nothing(self) -> bool:
        return not list(self.scratch.iterdir()) and not [
            process for process in running() if str(self.scratch) in process
        ]


def running() -> list[str]:
    """The command lines and environments of all processes, as far as they can be read."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            found += [
                (process / name).read_text(errors="replace") for name in ("cmdline", "environ")
            ]
        except OSError:
            continue
    return found


def packed(folder: Path) -> None:
    """`model.tar.gz` with the package."""
    with tarfile.open(folder / "model.tar.gz", "w:gz") as archive:
        archive.add(folder / "package", arcname=".")
