"""An answer as text: as curl prints it, as an object, as a table of latencies."""

import json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from handler_lint.invoking.answer import Answer


def as_http(answer: "Answer") -> bytes:
    """The status line, the headers, an empty line and the body; nothing where there is no answer."""
    if answer.status is None or answer.body is None:
        return b""
    lines = [f"HTTP/1.1 {answer.status} {_phrase(answer.status)}".rstrip()]
    lines += [f"{name}: {value}" for name, value in headers_of(answer)]
    head = "".join(f"{line}\r\n" for line in [*lines, ""])
    return head.encode("utf-8", "backslashreplace") + answer.body


def headers_of(answer: "Answer") -> list[tuple[str, str]]:
    """The headers of the reply in order, with those that every reply has."""
    known = [("Content-Type", answer.content_type)] if answer.content_type is not None else []
    return [*known, *answer.headers, ("Content-Length", str(len(answer.body or b"")))]


def as_json(answer: "Answer", threads: int | None) -> str:
    """One object; `threads` where the request was repeated."""
    found: dict[str, Any] = {
        "status": answer.status,
        "content_type": answer.content_type,
        "headers": dict(headers_of(answer)) if answer.status is not None else {},
        **_body(answer.body),
        "error": answer.error,
        "stage": answer.stage,
        "stack": answer.stack,
    }
    if threads is not None:
        from handler_lint.invoking.latency import latency

        found["latency"] = latency(answer, threads)
    return json.dumps(found, indent=2) + "\n"


def as_table(answer: "Answer", threads: int) -> str:
    """How long the requests took."""
    from handler_lint.invoking.latency import latency, table

    return table(latency(answer, threads)) if answer.repeated else ""


def _body(body: bytes | None) -> "dict[str, Any]":
    """The body as text, in base64 where it is none in UTF-8, and its length in bytes."""
    if body is None:
        return {"body": None, "body_length": 0}
    try:
        return {"body": body.decode("utf-8"), "body_length": len(body)}
    except UnicodeDecodeError:
        from binascii import b2a_base64

        text = b2a_base64(body, newline=False).decode()
        return {"body": text, "body_length": len(body), "body_encoding": "base64"}


def _phrase(status: int) -> str:
    from http import HTTPStatus

    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
