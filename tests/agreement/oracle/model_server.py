"""Runs packages through multi-model-server's Python part; the front end is replaced by hand-made frames."""

import importlib
import os
import socket
import sys
import traceback
from collections.abc import Sequence
from typing import Any

import frames
import jobs

os.environ["MMS_DECODE_INPUT_REQUEST"] = "false"


def served(service: Any, otf: Any, requests: Sequence[jobs.Request]) -> list[jobs.Answer]:
    """The answers of a loaded service, one request after the other, as a client gets them from the front end."""
    made = []
    for request in requests:
        ours, theirs = socket.socketpair()
        ours.sendall(frames.request_frame(jobs.headers_of(request), jobs.body_of(request)))
        try:
            _, message = otf.retrieve_msg(theirs)
            made.append(of_frame(bytes(service.predict(message))))
        except frames.Broken:
            made.append(jobs.answer(None, error="broken frame"))
        except BaseException as error:
            traceback.print_exc()
            return [*made, jobs.answer(None, error=f"died: {type(error).__name__}")]
    return made


def of_frame(frame: bytes) -> jobs.Answer:
    found = frames.reply(frame)
    if found["code"] != 200:
        body = frames.error_object(found["code"], found["message"])
        return jobs.answer(found["code"], "application/json", body)
    headers = [(name, value) for name, value in found["headers"] if name != "content-type"]
    return jobs.answer(found["status"], found["content_type"] or None, found["body"], headers)


def main() -> None:
    handler = sys.argv[1]
    importlib.import_module(handler)
    loader = importlib.import_module("mms.model_loader").MmsModelLoader
    otf = importlib.import_module("mms.protocol.otf_message_handler")

    def serve(requests: Sequence[jobs.Request]) -> list[jobs.Answer]:
        os.chdir(jobs.ROOT)
        return served(loader().load("model", jobs.ROOT, handler, None, 1), otf, requests)

    jobs.run(serve, ["code", ""])


if __name__ == "__main__":
    main()
