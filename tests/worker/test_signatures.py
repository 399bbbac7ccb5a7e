"""The parameters of plain functions, counted without `inspect`, are those that it counts."""

import functools
import inspect
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest

signatures: Any = import_module("handler_lint.worker.signatures")


def wrapper(function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def inner(*args: Any, **kwargs: Any) -> Any:
        return function(*args, **kwargs)

    return inner


class Handler:
    def method(self, body: Any) -> None: ...

    def __call__(self, one: Any, *, two: Any = 2) -> None: ...


def everything(a: Any, /, b: Any, *others: Any, c: Any, d: Any = 1, **more: Any) -> None:
    local = a
    del local


def keywords(a: Any, *, b: Any, **more: Any) -> None: ...


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "none": lambda: None,
    "some": lambda a, b=1: None,
    "stars": lambda *a, **b: None,
    "everything": everything,
    "only keywords": keywords,
    "decorated": wrapper(everything),
    "a method": Handler().method,
    "an object": Handler(),
    "a class": Handler,
    "a partial": functools.partial(everything, 1),
    "a builtin": len,
}


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=FUNCTIONS)
def test_the_parameters_are_those_of_inspect(function: Callable[..., Any]) -> None:
    stars: dict[Any, str] = {
        inspect.Parameter.VAR_POSITIONAL: "*",
        inspect.Parameter.VAR_KEYWORD: "**",
    }
    known = inspect.signature(function).parameters.values()

    assert signatures.parameters(function) == [stars.get(p.kind, "") + p.name for p in known]


@pytest.mark.parametrize("value", [None, 5, "len"])
def test_what_is_no_function_has_none(value: object) -> None:
    with pytest.raises(TypeError):
        signatures.parameters(value)
