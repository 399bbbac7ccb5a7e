"""From the options of `invoke` to its exit code: the request, the answer, how it is written."""

import atexit
import gc
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, NoReturn

    from handler_lint.invoking.answer import Answer

GOT, NONE, USAGE, INTERNAL, INTERRUPTED = 0, 1, 2, 4, 130
"""Exit codes."""


def answer_and_finish(options: "Mapping[str, Any]") -> "NoReturn":
    """Make the request, write the answer, and exit."""
    gc.disable()
    try:
        code = _answer(options)
    except KeyboardInterrupt:
        from handler_lint.cli.streams import tell

        tell("error: interrupted")
        code = INTERRUPTED
    except Exception as error:
        code = _failed(options["target"], error)
    _leave(code)


def _leave(code: int) -> "NoReturn":
    """End this process at once: to take the interpreter apart takes longer than the answer itself."""
    atexit._run_exitfuncs()
    os._exit(code)


def _failed(target: str, error: Exception) -> int:
    """Say in one line what went wrong; returns the exit code."""
    from handler_lint.cli.streams import tell
    from handler_lint.config.usage import UsageError
    from handler_lint.dynamic.errors import HostError
    from handler_lint.package.private import WorkspaceError
    from handler_lint.package.typed import TargetError

    if isinstance(error, (UsageError, TargetError, HostError, WorkspaceError)):
        tell(f"error: {error}")
        return USAGE
    from handler_lint.cli.ending import DEFECT
    from handler_lint.judge import broken

    tell(f"error: {broken('invoke', target, error)}; {DEFECT}")
    return INTERNAL


def _answer(options: "Mapping[str, Any]") -> int:
    from handler_lint.invoking.run import invoke

    file: str | None = options["output_file"]
    if file is not None:
        from handler_lint.cli.streams import check_file

        check_file(file)
    answer = invoke(options, _once_started)
    from handler_lint.cli.streams import put, tell, write_file

    for warning in answer.warnings:
        tell(f"warning: {warning}")
    for line in answer.exceptions[:1]:
        tell(line)
    if answer.why:
        tell(f"no answer: {answer.why}")
    data = _written(answer, options, terminal=file is None and sys.stdout.isatty())
    if file is None:
        put(data)
    else:
        write_file(file, data)
    return NONE if answer.status is None else GOT


def _once_started() -> None:
    from handler_lint.cli.stopping import clean_up_when_stopped

    clean_up_when_stopped()


def _written(answer: "Answer", options: "Mapping[str, Any]", terminal: bool) -> bytes:
    """The answer as bytes; what is written to a terminal ends its line."""
    from handler_lint.cli.streams import encoded
    from handler_lint.invoking import writing

    measured = options["repeat"] > 1
    if options["output_format"] == "json":
        return encoded(writing.as_json(answer, options["threads"] if measured else None))
    if measured:
        return encoded(writing.as_table(answer, options["threads"]))
    data = writing.as_http(answer) if options["include"] else answer.body or b""
    return data + b"\n" if terminal and data and not data.endswith(b"\n") else data
