"""The rows of how an endpoint starts, what it installs, allows and reads, and what else is good to know."""

from collections.abc import Iterable
from typing import Any

from handler_lint.contract import Stack
from handler_lint.stacks import words
from handler_lint.stacks.rows import Row

MIB = 1024 * 1024
IN_MINUTES = 600
"""Seconds from which on minutes are said, too."""

LIMITS = {
    "request_bytes": "request body",
    "reply_bytes": "reply body",
    "request_seconds": "a request",
    "load_seconds": "import and load",
    "start_seconds": "start of the server",
}


def load(stack: Stack) -> Iterable[Row]:
    packaging, errors = stack.data["packaging"], stack.serving["load_errors"]
    yield Row("errors", "a failed load", errors, (words.LOAD_ERRORS[errors],))
    at_start, module = packaging["module_runs_at_start"], packaging["module_runs_a_worker"]
    first = f"{times(at_start)} where the server starts, then " if at_start else ""
    yield Row(
        "module_runs",
        "the module runs",
        {"at_start": at_start, "a_worker": module},
        (f"{first}{times(module)} in each worker",),
    )
    model = packaging["model_fn_runs_a_worker"]
    yield Row(
        "model_fn_runs",
        "model_fn runs",
        {"a_worker": model},
        (f"{times(model)} in each worker",) if model else (),
    )


def times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def packaging(stack: Stack) -> Iterable[Row]:
    data = stack.data["packaging"]
    where, failure = data["requirements"], data["requirements_failure"]
    yield Row("requirements", "requirements", where, (where,))
    yield Row("requirements_failure", "if pip fails", failure, (failure,))
    brought = sorted(stack.provides, key=str.lower)
    yield Row("provides", "in the image", brought, (", ".join(brought),))
    toolkit = list(stack.serving["modules"])
    yield Row("toolkit", "toolkit modules", toolkit, (f"{', '.join(toolkit)}",) if toolkit else ())


def limits(stack: Stack) -> Iterable[Row]:
    data = stack.data["limits"]
    for key, label in LIMITS.items():
        most, by = data[key], data["changed_by"][key]
        changed = f"; {by[0]} changes it, in {by[1]}" if by else ""
        value: dict[str, Any] = {
            "most": most or None,
            "variable": by[0] if by else None,
            "unit": by[1] if by else None,
        }
        yield Row(key, label, value, (f"{amount(most, key.rpartition('_')[2])}{changed}",))


def amount(most: int, unit: str) -> str:
    """A limit in words; it says minutes and MiB where these are easier to read."""
    if not most:
        return "no limit of the stack's own"
    if unit == "bytes":
        return f"{most:,} bytes ({most / MIB:.2f} MiB)"
    minutes = f" ({most // 60} minutes)" if most >= IN_MINUTES else ""
    return f"{most:,} seconds{minutes}"


def variables(stack: Stack) -> Iterable[Row]:
    for name, meaning in stack.data["variables"].items():
        if meaning:
            yield Row(name, name, meaning, (meaning,))


def multi_model(stack: Stack) -> Iterable[Row]:
    data = stack.data["multi_model_mode"]
    single, multi = data["single"], data["multi"]
    yield Row("single", "one model", single, (f"--framework {single}",))
    named = f"--framework {multi}" if multi else "not emulated"
    yield Row("multi", "many models", multi or None, (named,))
    yield Row("differs", "differs", data["differs"], tuple(data["differs"]))


def good_to_know(stack: Stack) -> Iterable[Row]:
    for key, fact in stack.data["fact"].items():
        if fact["text"]:
            value = {"text": fact["text"], "source": fact["source"]}
            yield Row(key, "", value, (fact["text"], f"({fact['source']})"))
