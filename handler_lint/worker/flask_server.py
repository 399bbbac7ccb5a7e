"""How sagemaker-containers answers a request: a Flask application that hands it to the handler.

Source: `_transformer.py` and `_worker.py` of sagemaker-containers 2.8; `Flask.make_response` of Flask 3.1; werkzeug's
`Response` and `get_content_type`.
"""

from __future__ import annotations

import json

from . import serving
from .serving import Answer, Request, Service

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

PAGE = b"""<!doctype html>
<html lang=en>
<title>500 Internal Server Error</title>
<h1>Internal Server Error</h1>
<p>The server encountered an internal error and was unable to complete your request. Either the server is overloaded \
or there is an error in the application.</p>
"""

PAGE_OF_GUNICORN = (
    b"<html>\n  <head>\n    <title>Internal Server Error</title>\n  </head>\n"
    b"  <body>\n    <h1><p>Internal Server Error</p></h1>\n    \n  </body>\n</html>\n"
)

HTML = "text/html; charset=utf-8"

WITH_CHARSET = (
    "application/ecmascript",
    "application/javascript",
    "application/sql",
    "application/xml",
    "application/xml-dtd",
    "application/xml-external-parsed-entity",
)


class Response:
    """A body with its content type; None is the stack's JSON."""

    def __init__(self, body: Any, mimetype: Any) -> None:
        if isinstance(body, str):
            body = body.encode("utf-8")
        if mimetype is None:
            mimetype = "application/json"
        text = mimetype.startswith("text/") or mimetype.endswith("+xml")
        if text or mimetype in WITH_CHARSET:
            mimetype = mimetype + "; charset=utf-8"
        self.body = body
        self.content_type = mimetype
        self.status = 200


def answer(service: Service, request: Request) -> Answer:
    """What the client gets for a request."""
    stack = service.stack
    serving.begin(service, request)
    content_type = request.content_type
    for name, value in request.headers:
        if name.lower() == "contenttype" and value:
            content_type = value
    try:
        content_type = serving.content_type_or_default(content_type, stack)
        accept = serving.accept_or_default(request.accept, stack)
        service.stage = "request"
        body = serving.decode(request.body, content_type, stack)
        value = serving.respond(service, body, content_type, accept)
    except Exception as error:
        service.error = error
        return Answer(stack["error_status"], HTML, PAGE)
    return sent(service, value, accept)


def sent(service: Service, value: Any, accept: Any) -> Answer:
    """What the client gets for what the handler returned; a label comes from the handler alone."""
    service.value = value
    service.stage = "reply"
    if service.tools["is_open"](value):
        return serving.open_answer(value)
    try:
        if isinstance(value, tuple):
            value = Response(value[0], value[1])
        reply = made(service, value)
    except Exception as error:
        service.error = error
        return Answer(service.stack["error_status"], HTML, PAGE)
    return written(service, reply)


def made(service: Service, value: Any) -> Any:
    """What Flask makes of the value that a view returned."""
    if isinstance(value, Response) or service.tools["is_a"](value, "werkzeug.wrappers", "Response"):
        return value
    if isinstance(value, (str, bytes, bytearray)) or hasattr(value, "__next__"):
        return Response(value, "text/html")
    if isinstance(value, (dict, list)):
        text = json.dumps(value, separators=(",", ":"), sort_keys=True, default=plain)
        return Response(text + "\n", "application/json")
    raise TypeError(
        "The view function did not return a valid response. The return type must be a string, dict, list, tuple with"
        f" headers or status, Response instance, or WSGI callable, but it was a {type(value).__name__}."
    )


def plain(value: Any) -> Any:
    """What Flask's JSON provider makes of classes that JSON does not have."""
    kind = type(value).__name__
    if kind in ("date", "datetime"):
        return http_date(value)
    if kind in ("Decimal", "UUID"):
        return str(value)
    if hasattr(value, "__html__"):
        return str(value.__html__())
    raise TypeError(f"Object of type {kind} is not JSON serializable")


def http_date(value: Any) -> str:
    """A date as HTTP writes it; one without a zone is taken as GMT."""
    days = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    parts = value.utctimetuple() if hasattr(value, "utctimetuple") else value.timetuple()
    day = f"{days[parts[6]]}, {parts[2]:02d} {months[parts[1] - 1]} {parts[0]:04d}"
    return f"{day} {parts[3]:02d}:{parts[4]:02d}:{parts[5]:02d} GMT"


def written(service: Service, reply: Any) -> Answer:
    """The reply as it goes over the wire; a body that is neither text nor bytes is written member by member."""
    if not isinstance(reply, Response):
        return Answer(reply.status_code, reply.content_type, reply.get_data())
    body = reply.body
    if service.tools["is_open"](body):
        return serving.open_answer(body, reply.content_type)
    if isinstance(body, bytes):
        return Answer(reply.status, reply.content_type, body)
    if isinstance(body, bytearray):
        service.error = TypeError(f"{body!r} is not a byte")
        return Answer(
            None, reason="the connection ends within the reply: gunicorn writes bytes only"
        )
    if body is None:
        return Answer(reply.status, reply.content_type, b"")
    if not hasattr(body, "__iter__"):
        service.error = TypeError(f"'{type(body).__name__}' object is not iterable")
        return Answer(500, "text/html", PAGE_OF_GUNICORN)
    try:
        parts = [part.encode("utf-8") if isinstance(part, str) else part for part in body]
        return Answer(reply.status, reply.content_type, b"".join(parts))
    except Exception as error:
        service.error = error
        return Answer(None, reason="the connection ends within the reply")
