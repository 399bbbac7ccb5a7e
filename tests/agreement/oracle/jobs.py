"""What all drivers share: each job in a fresh child process with a fresh copy of its package, its answers as JSON.

A driver imports its toolkit once; a job is `{"package": DIR, "requests": [...]}`, read from standard input as a list.
"""

import base64
import collections
import collections.abc
import json
import os
import shutil
import sys
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

for name in ("Mapping", "MutableMapping", "Iterable", "Callable"):
    # sagemaker-containers knows them by their old place, and the images patch it
    setattr(collections, name, getattr(collections.abc, name))

BASE = os.environ["SAGEMAKER_BASE_DIR"]
ROOT = os.path.join(BASE, "model")

Request = Mapping[str, Any]
Answer = dict[str, Any]
Serve = Callable[[Sequence[Request]], list[Answer]]


def body_of(request: Request) -> bytes:
    if "body_base64" in request:
        return base64.b64decode(request["body_base64"])
    return str(request["body"]).encode("utf-8")


def headers_of(request: Request) -> list[tuple[str, str]]:
    """The headers as the client sends them: Content-Type, Accept, then the others."""
    found = []
    if "content_type" in request:
        found.append(("Content-Type", request["content_type"]))
    if "accept" in request:
        found.append(("Accept", request["accept"]))
    return found + list(request.get("headers", {}).items())


def answer(
    status: int | None,
    content_type: str | None = None,
    body: bytes = b"",
    headers: Iterable[tuple[str, str]] = (),
    error: str = "",
) -> Answer:
    return {
        "status": status,
        "content_type": content_type,
        "body": base64.b64encode(body).decode(),
        "headers": dict(headers),
        "error": error,
    }


def run(serve: Serve, paths: Sequence[str]) -> None:
    """Make all jobs; `paths` are folders of the package that are imported from, in order."""
    jobs = json.load(sys.stdin)
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    left_out = shutil.ignore_patterns("requests.toml", "__pycache__")
    for job in jobs:
        shutil.rmtree(ROOT, ignore_errors=True)
        shutil.copytree(job["package"], ROOT, ignore=left_out)
        json.dump(in_child(serve, job["requests"], paths), out)
        out.write("\n")
        out.flush()


def in_child(serve: Serve, requests: Sequence[Request], paths: Sequence[str]) -> list[Answer]:
    """The answers from a process of their own; one that ends before leaves its last requests without."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        for path in reversed(paths):
            sys.path.insert(0, os.path.join(ROOT, path) if path else ROOT)
        try:
            made = serve(requests)
        except BaseException as error:
            traceback.print_exc()
            made = [answer(None, error=f"died: {type(error).__name__}")]
        os.write(writing, json.dumps(made).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        told = pipe.read()
    os.waitpid(pid, 0)
    made = json.loads(told) if told else [answer(None, error="died")]
    return [*made, *[made[-1]] * (len(requests) - len(made))]
