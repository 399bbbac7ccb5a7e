"""Runs packages through the Flask application of sagemaker-containers, called as gunicorn calls it."""

import importlib
import os
import sys
from collections.abc import Sequence
from typing import Any

import jobs
import wsgi

os.environ["SAGEMAKER_PROGRAM"] = "inference.py"
os.environ["SAGEMAKER_SUBMIT_DIRECTORY"] = os.path.join(jobs.ROOT, "code")


def not_installed(uri: str, name: str, *_: Any) -> Any:
    """In place of installing the code folder with pip, which leads to the same error after some seconds."""
    if not os.path.isdir(uri):
        raise FileNotFoundError(uri)
    raise ImportError(name)


def main() -> None:
    serving = importlib.import_module(sys.argv[1])
    importlib.import_module("sagemaker_containers._modules").import_module = not_installed  # type: ignore[attr-defined]

    def serve(requests: Sequence[jobs.Request]) -> list[jobs.Answer]:
        os.chdir("/")
        return [one_of(serving, request) for request in requests]

    jobs.run(serve, ["code"])


def one_of(serving: Any, request: jobs.Request) -> jobs.Answer:
    builder = importlib.import_module("werkzeug.test").EnvironBuilder(
        "/invocations",
        method="POST",
        data=jobs.body_of(request),
        headers=jobs.headers_of(request),
    )
    environ = builder.get_environ()
    if "content_type" not in request:
        environ.pop("CONTENT_TYPE", None)
    return wsgi.called(serving.main, environ, lambda: serving.app is not None)


if __name__ == "__main__":
    main()
