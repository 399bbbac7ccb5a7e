"""How the model server and TorchServe answer a request: the handler service, then the encoder of the reply frame.

Source: `transformer.py` and `handler_service.py` of the inference toolkits; `service.py` and
`protocol/otf_message_handler.py` of multi-model-server 1.1 and torchserve 0.12.
"""

from __future__ import annotations

import json

from . import serving
from .serving import Answer, Request, Service

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class PredictionException(Exception):
    """An error for the whole reply frame, with its status."""

    def __init__(self, message: Any, error_code: Any = 500) -> None:
        self.message = message
        self.error_code = error_code
        super().__init__(message)

    def __str__(self) -> str:
        return f"{self.message} : {self.error_code}"


def answer(service: Service, request: Request) -> Answer:
    """What the client gets for a request."""
    serving.begin(service, request)
    return answered(service, transform, request)


def sent(service: Service, value: Any, accept: Any) -> Answer:
    """What the client gets for what `output_fn` returned by itself."""
    serving.fill_context(service)
    return answered(service, labelled, (value, accept))


def answered(service: Service, make: Any, given: Any) -> Answer:
    """What the client gets for what the handler makes of what is given."""
    try:
        value = handle(service, make, given)
    except PredictionException as error:
        return refusal(error.error_code, error.message)
    except Exception as error:
        if service.error is None:
            service.error = error
        return refusal(503, "Prediction failed")
    try:
        return encoded(service, value)
    except Exception as error:
        service.error = error
        return gone(type(error).__name__)


def handle(service: Service, make: Any, given: Any) -> Any:
    """The handler service: what it returns, or raises."""
    stack = service.stack
    try:
        return make(service, given)
    except Exception as error:
        service.error = error
        if stack["error_reply"] == "message":
            raise PredictionException(str(error), stack["error_status"]) from error
        return handled(service, error)


def transform(service: Service, request: Request) -> Any:
    """Load what is not loaded yet, then the way through the handler."""
    stack = service.stack
    if not service.ready:
        serving.start(service)
        service.stage = ""
    properties = service.context.request_processor[0].headers
    content_type = content_type_of(properties)
    accept = properties.get("Accept") or properties.get("accept")
    accept = serving.accept_or_default(accept, stack)
    service.stage = "request"
    body = serving.decode(request.body, content_type, stack)
    value = serving.respond(service, body, content_type, accept)
    return labelled(service, (value, accept))


def labelled(service: Service, given: Any) -> Any:
    """The reply of the handler, with its content type in the context."""
    value, accept = given
    service.value = value
    service.stage = "reply"
    if service.tools["is_open"](value):
        return value
    if service.stack["tuple_reply"] == "split" and isinstance(value, tuple):
        value, accept = value[0], value[1]
    service.context.set_response_content_type(0, accept)
    return value


def content_type_of(properties: dict[Any, Any]) -> Any:
    """The first header whose name starts like one of the spellings of Content-Type."""
    for name in properties:
        if name.startswith(("Content-Type", "Content-type", "content-Type", "content-type")):
            return properties[name]
        if name.startswith(("ContentType", "Contenttype", "contentType", "contenttype")):
            return properties[name]
    return None


def handled(service: Service, error: Any) -> Any:
    """The body of an error with a status of its own; the phrase must stay on one line."""
    trace = service.tools["trace"](error)
    own = service.stack["own_errors"] and service.tools["is_a"](
        error, "sagemaker_inference.errors", "BaseInferenceToolkitError"
    )
    if own:
        code, message, phrase = error.status_code, error.message, error.phrase
    else:
        code, message = service.stack["error_status"], str(error) or "Invalid Request"
        phrase = message
    phrase = phrase.replace("\r", " ").replace("\n", " ")
    service.context.set_response_status(code=code, phrase=phrase)
    return f"{message}\n{trace}"


def refusal(code: int, message: str) -> Answer:
    """What the front end makes of an error for the whole reply frame."""
    text = json.dumps(message, ensure_ascii=False)
    for character in "<>&='":
        text = text.replace(character, f"\\u00{ord(character):02x}")
    body = '{{\n  "code": {},\n  "type": "InternalServerException",\n  "message": {}\n}}\n'
    return Answer(code, "application/json", body.format(code, text).encode("utf-8"))


def encoded(service: Service, value: Any) -> Answer:
    """The reply frame, as far as the client sees it; what the encoder cannot write ends the worker process."""
    if service.tools["is_open"](value):
        return serving.open_answer(value)
    processor = service.context.request_processor[0]
    headers = processor.response_headers
    content_type = headers.get("content-type")
    for name in headers:
        if not isinstance(headers[name], str) or not isinstance(name, str):
            return gone(f"the value of the reply header {name} is no text")
    if not isinstance(processor.code, int):
        return gone("the status is no number")
    texts = (content_type or "", processor.phrase or "")
    for text in texts:
        if not service.tools["is_plain"](text):
            return Answer(None, reason="the reply frame is broken: it counts characters, not bytes")
    if isinstance(value, (bytes, bytearray)):
        body = bytes(value)
    elif isinstance(value, str):
        body = value.encode("utf-8")
    elif service.stack["tensor_reply"] and service.tools["is_a"](value, "torch", "Tensor"):
        body = saved(value)
    else:
        try:
            body = json.dumps(value, indent=2).encode("utf-8")
        except TypeError as error:
            service.error = error
            return refusal(503, "Unsupported model output data type.")
    others = [(name, headers[name]) for name in headers if name != "content-type"]
    return Answer(processor.code, content_type or None, body, others)


def gone(why: str) -> Answer:
    return Answer(None, reason="the worker process ends while it encodes the reply: " + why)


def saved(value: Any) -> bytes:
    import io

    import torch

    buffer = io.BytesIO()
    torch.save(value, buffer)
    return buffer.getvalue()
