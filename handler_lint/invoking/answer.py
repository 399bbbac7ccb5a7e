"""What the client would get, and what is said beside it."""

from binascii import a2b_base64

from handler_lint.invoking.watch import IMPORT, LOAD, REQUEST

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from handler_lint.dynamic.world import World
    from handler_lint.invoking.watch import Watch

ENDPOINT = (("root", "/opt/ml/model"), ("tmp", "/tmp"), ("home", "/root"))
"""Where an endpoint has what is elsewhere in a run."""

SHOWN = (("<model_dir>", "/opt/ml/model"), ("<tmp>", "/tmp"), ("<home>", "/root"))
"""The same as the worker names it in messages."""

_NAMES = {IMPORT: "the import", LOAD: "model_fn", REQUEST: "the request"}
_STAGES = {IMPORT: "import", LOAD: "model_fn", REQUEST: "request"}


class Answer:
    """What the client gets. Without a `status` no valid answer comes, and `why` says why, in one line.

    `body` is None without an answer; `error` and `stage` are None where the request was answered in order. `exceptions`
    are those that the handler raised, one line each, the first one first; `repeated` is what the worker measured.
    """

    __slots__ = (
        "body",
        "content_type",
        "error",
        "exceptions",
        "headers",
        "repeated",
        "seconds",
        "stack",
        "stage",
        "status",
        "warnings",
        "why",
    )

    def __init__(self, stack: str, warnings: list[str]) -> None:
        self.stack = stack
        self.warnings = warnings
        self.status: int | None = None
        self.content_type: str | None = None
        self.headers: list[tuple[str, str]] = []
        self.body: bytes | None = None
        self.error: str | None = None
        self.stage: str | None = None
        self.why = ""
        self.exceptions: list[str] = []
        self.repeated: Mapping[str, Any] | None = None
        self.seconds: dict[str, float] = {}
        """Of the import and the load."""


def answer_of(
    watch: "Watch", world: "World", stack: "Mapping[str, Any]", warnings: list[str]
) -> Answer:
    """The answer, from what the worker told."""
    answer = Answer(stack["name"], warnings)
    ended = watch.ended
    answer.exceptions = [_exception(one["error"]) for one in ended.values() if "error" in one]
    answer.seconds = {_STAGES[n]: ended[n]["seconds"] for n in (IMPORT, LOAD) if n in ended}
    if REQUEST in ended and ended[REQUEST].get("reply") is not None:
        _replied(answer, ended[REQUEST], world)
    elif watch.lost is not None:
        node, how = watch.lost
        answer.stage, answer.error = _STAGES[node], how
        answer.why = f"{_NAMES[node]} {how}"
    else:
        _not_made(answer, watch)
    lacking = [module for one in ended.values() if (module := _lacking(one, stack))]
    if lacking and (answer.status is None or answer.error is not None):
        _not_like_the_image(answer, lacking[0])
    return answer


def _lacking(told: "Mapping[str, Any]", stack: "Mapping[str, Any]") -> str:
    """A module that the stack's image has, and for whose absence here a call failed; empty where none is."""
    error = told.get("error")
    name = str(error["module"]).partition(".")[0] if error is not None else ""
    return name if name in stack["provides"] else ""


def _not_like_the_image(answer: Answer, module: str) -> None:
    """What this interpreter lacks says nothing about the endpoint."""
    answer.status = answer.content_type = answer.body = None
    answer.headers = []
    answer.error = answer.why = (
        f"the image of {answer.stack} has {module}, and this interpreter does not;"
        " name one that has it with --python"
    )


def _replied(answer: Answer, told: "Mapping[str, Any]", world: "World") -> None:
    reply = told["reply"]
    answer.status = reply["status"]
    answer.stage = reply["stage"] or None
    answer.error = _shown(reply["error"]) or None
    answer.repeated = told.get("repeated")
    if answer.status is None:
        answer.why = answer.error or "the server gives none"
        return
    body, text = a2b_base64(reply["body"]), [reply["content_type"] or ""]
    text += [part for header in reply["headers"] for part in header]
    for name, there in ENDPOINT:
        here = getattr(world, name)
        body = body.replace(here.encode(), there.encode())
        text = [one.replace(here, there) for one in text]
    answer.body = body
    answer.content_type = text[0] if reply["content_type"] is not None else None
    answer.headers = list(zip(text[1::2], text[2::2], strict=True))


def _not_made(answer: Answer, watch: "Watch") -> None:
    """The request was not made: the server did not start, or the worker ended before."""
    failed = [node for node in (LOAD, IMPORT) if "error" in watch.ended.get(node, ())]
    if failed:
        error = watch.ended[failed[0]]["error"]
        answer.stage = _STAGES[failed[0]]
        answer.error = _shown(f"{error['type']}: {error['message']}")
        answer.why = f"{_NAMES[failed[0]]} fails, so the server does not start"
    else:
        answer.error = answer.why = f"the worker {watch.last_words or 'ended'} before the request"


def _exception(error: "Mapping[str, Any]") -> str:
    """`code/inference.py:12: ValueError: no such column, in input_fn`."""
    said = f"{error['type']}: {error['message']}" if error["message"] else error["type"]
    if error["world"]:
        said += f" ({error['world']} here)"
    if error["place"] is None:
        return _shown(said)
    path, line, function = error["place"]
    inside = "" if function == "<module>" else f", in {function}"
    return _shown(f"{path}:{line}: {said}{inside}")


def _shown(text: str) -> str:
    for here, there in SHOWN:
        text = text.replace(here, there)
    return text
