"""Runs packages through the Python service of the TensorFlow Serving container, called as gunicorn calls it."""

import importlib
import os
import sys
from collections.abc import Sequence
from typing import Any

import jobs
import wsgi

os.environ.update(
    TFS_GRPC_PORTS="10000", TFS_REST_PORTS="10001", SAGEMAKER_TFS_DEFAULT_MODEL_NAME="model"
)


def main() -> None:
    path = sys.argv[1]
    sys.path.insert(0, os.path.dirname(path))
    with open(path) as file:
        text = file.read().replace("/opt/ml/", jobs.BASE + "/")
    code = compile(text, path, "exec")

    def serve(requests: Sequence[jobs.Request]) -> list[jobs.Answer]:
        os.chdir("/")
        names: dict[str, Any] = {"__name__": "python_service", "__file__": path}
        try:
            exec(code, names)
        except BaseException as error:
            return [jobs.answer(None, error=f"load: {type(error).__name__}")]
        return [one_of(names["app"], request) for request in requests]

    jobs.run(serve, ["code"])


def one_of(app: Any, request: jobs.Request) -> jobs.Answer:
    environ = importlib.import_module("falcon.testing").create_environ(
        "/invocations",
        method="POST",
        body=jobs.body_of(request),
        headers=dict(jobs.headers_of(request)),
    )
    return wsgi.called(app, environ, lambda: True)


if __name__ == "__main__":
    main()
