"""The frames between a model server's front end and its Python worker, as the front end writes and reads them."""

import json
import struct
from typing import Any

FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")


class Broken(Exception):
    """The reply is no frame: it is too short, or something is left over."""


def text(value: bytes) -> bytes:
    return struct.pack("!i", len(value)) + value


def request_frame(headers: list[tuple[str, str]], body: bytes) -> bytes:
    """One request: its headers, and the body as a parameter unless it is a form, which the front end takes apart."""
    kind = next((value for name, value in headers if name == "Content-Type"), "")
    media = kind.partition(";")[0].strip()
    frame = b"I" + text(b"request")
    for name, value in headers:
        frame += text(name.encode()) + text(value.encode())
    frame += struct.pack("!i", -1)
    if media.lower() not in FORMS:
        frame += text(b"body") + text(media.encode()) + text(body)
    return frame + struct.pack("!i", -1) + struct.pack("!i", -1)


class Reader:
    """Takes a frame apart."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def take(self, size: int) -> bytes:
        if size < 0 or size > len(self.data):
            raise Broken
        taken, self.data = self.data[:size], self.data[size:]
        return taken

    def number(self) -> int:
        return int(struct.unpack("!i", self.take(4))[0])

    def text(self) -> str:
        return self.take(self.number()).decode("utf-8")


def reply(frame: bytes) -> dict[str, Any]:
    """The reply to one request.

    Raises:
        Broken: the lengths in it are not those of its bytes.
    """
    try:
        reader = Reader(frame)
        found: dict[str, Any] = {"code": reader.number(), "message": reader.text()}
        reader.text()
        found["content_type"] = reader.text()
        found["status"], found["phrase"] = reader.number(), reader.text()
        found["headers"] = [(reader.text(), reader.text()) for _ in range(reader.number())]
        found["body"] = reader.take(reader.number())
        end = reader.number()
    except UnicodeDecodeError:
        raise Broken from None
    if end != -1 or reader.data:
        raise Broken
    return found


def error_object(code: int, message: str) -> bytes:
    """The JSON that the front end (Gson: pretty, HTML-safe) makes of an error for the whole frame."""
    said = json.dumps(message, ensure_ascii=False)
    for character in "<>&='":
        said = said.replace(character, f"\\u{ord(character):04x}")
    made = f'{{\n  "code": {code},\n  "type": "InternalServerException",\n  "message": {said}\n}}\n'
    return made.encode("utf-8")
