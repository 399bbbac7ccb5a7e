"""How the TensorFlow Serving container answers a request: a falcon proxy with the handler in front of the model server.

Source: `python_service.py` and `tfs_utils.py` of sagemaker-tensorflow-serving-container.
"""

from __future__ import annotations

import io
import json

from . import serving
from .serving import Answer, Request, Service

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Context:
    """What the container tells a handler of a request and of the model server."""

    def __init__(self, request: Request, stack: dict[str, Any]) -> None:
        self.custom_attributes = custom_attributes(request)
        named = attributes(self.custom_attributes)
        self.model_name = named.get("tfs-model-name")
        self.model_version = named.get("tfs-model-version")
        self.method = named.get("tfs-method")
        self.rest_uri = rest_uri(named)
        self.grpc_port = "10000"
        self.channel = None
        self.request_content_type = serving.content_type_or_default(request.content_type, stack)
        self.accept_header = serving.accept_or_default(request.accept, stack)
        self.content_length = len(request.body)


NO_MODEL_SERVER = "TensorFlow Serving does not run here: {} is sent to it after input_handler"


def answer(service: Service, request: Request) -> Answer:
    """What the client gets for a request."""
    stack = service.stack
    serving.begin(service, request)
    context = Context(request, stack)
    data = io.BytesIO(request.body)
    try:
        if service.bound.get("handler") is None:
            service.stage = "input_handler"
            value = service.bound["input_handler"](data, context)
            service.value = value
            service.stage = "model server"
            return Answer(None, reason=NO_MODEL_SERVER.format(type(value).__name__))
        service.stage = "handler"
        service.value = service.bound["handler"](data, context)
        service.stage = "reply"
        if service.tools["is_open"](service.value):
            return serving.open_answer(service.value)
        body, content_type = service.value
    except Exception as error:
        service.error = error
        body = json.dumps({"error": str(error)})
        return Answer(stack["error_status"], "application/json", body.encode("utf-8"))
    if service.tools["is_open"](body):
        return serving.open_answer(body, content_type)
    if isinstance(body, str):
        body = body.encode("utf-8")
    return Answer(200, content_type, body)


def custom_attributes(request: Request) -> Any:
    """The header in which a client names model, version and method."""
    for name, value in request.headers:
        if name.lower() == "x-amzn-sagemaker-custom-attributes":
            return value
    return None


def attributes(header: Any) -> dict[str, Any]:
    """The attributes of the container's own in that header."""
    found = {}
    for part in (header or "").split(","):
        name, sign, value = part.strip().partition("=")
        if sign and name.startswith("tfs-"):
            found[name] = value
    return found


def rest_uri(named: dict[str, Any]) -> Any:
    """Where the model server answers."""
    uri = "http://localhost:10001/v1/models/" + named.get("tfs-model-name", "model")
    if named.get("tfs-model-version"):
        uri += "/versions/" + named["tfs-model-version"]
    return uri + ":" + named.get("tfs-method", "predict")
