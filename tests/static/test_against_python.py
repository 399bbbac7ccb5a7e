"""The interpreter against Python itself: the same snippets, the same values and the same messages."""

import os
import re
import traceback
import warnings
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random
from types import CodeType
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings, strategies

from handler_lint.calls import FUNCTIONS, Case
from handler_lint.static.execute import Way
from handler_lint.static.machine import MODEL_DIR
from handler_lint.worker import serving
from tests.static.abstract import (
    CSV,
    HANDLER,
    IMAGE,
    JSON,
    STACK,
    End,
    answers,
    read,
    ways,
)
from tests.static.random_handlers import handler

SNIPPETS = Path(__file__).with_name("snippets")


def snippets() -> Iterator[Any]:
    """The snippets of every file: a title, a source, and an expression after `>>>`."""
    for file in sorted(SNIPPETS.glob("*.txt")):
        for part in re.split(r"^# ", file.read_text(encoding="utf-8"), flags=re.M)[1:]:
            title, _, rest = part.partition("\n")
            body, _, expression = rest.partition(">>> ")
            source = f"{body}\ndef answer():\n    return {expression.strip()}\n"
            yield pytest.param(source, id=f"{file.stem}: {title}")


def python(source: str) -> End:
    names: dict[str, Any] = {"__name__": "inference", "__file__": "inference.py"}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)
            exec(source, names)
        return End(names["answer"]())
    except Exception as error:
        return End(None, type(error).__name__, str(error))


@pytest.mark.parametrize("source", list(snippets()))
def test_a_snippet_ends_as_python_ends_it(source: str) -> None:
    (end,) = answers(source)

    assert end == python(source)


EXAMPLES = int(os.environ.get("HANDLER_LINT_EXAMPLES", "500"))
"""How many handlers are made."""

BODIES = (b"", b"1", b"1,2", b'{"a": [1, 2]}', b"[null, 3]", b'"text"', b"\xff\xfe", b"x,y\nz")
TYPES = (JSON, CSV, IMAGE, "text/csv; charset=utf-8")


@cache
def compiled(text: str) -> CodeType:
    return compile(text, HANDLER, "exec")


def real_end(text: str, content_type: str, body: bytes) -> tuple[str, set[int]]:
    """How the stack's call of `input_fn` really ends, and the lines of the handler on its way out."""
    names: dict[str, Any] = {}
    exec(compiled(text), names)
    service = serving.Service(MODEL_DIR, dict(STACK.serving), {})
    service.bound = {name: names[name] for name in FUNCTIONS if name in names}
    try:
        value = serving.input_fn(service, body, content_type)
    except Exception as error:
        frames = traceback.extract_tb(error.__traceback__)
        return type(error).__name__, {one.lineno or 0 for one in frames if one.filename == HANDLER}
    return "None" if value is None else "a value", set()


def allows(way: Way, end: str, lines: set[int]) -> bool:
    """Whether a way of the abstract execution is, or leaves open, what really happened."""
    outcome = way.runs[0].last
    raised = end not in ("None", "a value")
    if raised and (not lines or lines & {spot.place.line for _, spot in way.assumed}):
        # Outside a `try` reading assumes that such a line succeeds; without a line the stack refused the body.
        return True
    if outcome.error is not None:
        return end == outcome.error.type or (raised and outcome.error.type == "Exception")
    assert outcome.result is not None
    return not raised and outcome.result.none in (None, end == "None")


handlers = strategies.randoms(use_true_random=False).map(handler)
bodies = strategies.sampled_from(BODIES) | strategies.binary(max_size=8)
made = settings(
    max_examples=EXAMPLES,
    derandomize=EXAMPLES == 500,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


@made
@given(handlers, strategies.sampled_from(TYPES), bodies)
def test_what_really_happens_is_among_the_abstract_ends(
    text: str, content_type: str, body: bytes
) -> None:
    for named in (None, body):
        found = ways(text, Case((read(content_type, named),)))
        assume(found.complete)
        for sent in (body, *BODIES) if named is None else (body,):
            end, lines = real_end(text, content_type, sent)
            assert any(allows(way, end, lines) for way in found.ways), (content_type, sent, end)


def test_few_random_handlers_are_too_much_to_explore() -> None:
    texts = [handler(Random(seed)) for seed in range(100)]
    incomplete = sum(not ways(text, Case((read(),))).complete for text in texts)

    assert incomplete < 2
