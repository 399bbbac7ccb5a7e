"""A WSGI application called as gunicorn calls it."""

import importlib
import socket
from collections.abc import Callable
from typing import Any

import jobs


def called(main: Any, environ: dict[str, Any], started: Callable[[], bool]) -> jobs.Answer:
    """What a client gets; `started` says whether the application has loaded its handler."""
    heads: list[Any] = []
    written: list[bytes] = []
    try:
        for part in main(environ, lambda *given: heads.append(given)):
            # from the first part on, the head of the reply is on the wire
            written.append(part)
            if not isinstance(part, bytes):
                raise TypeError(f"{part!r} is not a byte")
    except Exception as error:
        if not started():
            return jobs.answer(None, error=f"load: {type(error).__name__}")
        if written:
            return jobs.answer(None, error=f"no reply: {type(error).__name__}")
        return page()
    except BaseException as error:
        stage = "died" if started() else "load"
        return jobs.answer(None, error=f"{stage}: {type(error).__name__}")
    status, sent = heads[0][:2]
    kinds = [value for name, value in sent if name.lower() == "content-type"]
    return jobs.answer(int(status.split()[0]), kinds[0] if kinds else None, b"".join(written))


def page() -> jobs.Answer:
    """What gunicorn answers where the application fails before it wrote anything."""
    ours, theirs = socket.socketpair()
    importlib.import_module("gunicorn.util").write_error(theirs, 500, "Internal Server Error", "")
    theirs.close()
    head, _, body = ours.makefile("rb").read().partition(b"\r\n\r\n")
    kind = next(line for line in head.decode().split("\r\n") if line.startswith("Content-Type"))
    return jobs.answer(500, kind.partition(": ")[2], body)
