"""What is written, whatever is executed: what Python's parser shows of the functions that a request can come to."""

import ast
import re
from collections import Counter
from collections.abc import Iterator, Mapping

from handler_lint.calls import FUNCTIONS
from handler_lint.static.source import Source
from handler_lint.static.written.definitions import definitions
from handler_lint.static.written.devices import device_facts
from handler_lint.static.written.failures import failures
from handler_lint.static.written.importing import import_facts, training_variables
from handler_lint.static.written.library_calls import library_calls
from handler_lint.static.written.loading import load_facts
from handler_lint.static.written.model import (
    DEFINITIONS,
    Definition,
    Written,
    nodes_of,
    parameters_of,
    place_of,
)
from handler_lint.static.written.named import named
from handler_lint.static.written.odd import odd
from handler_lint.static.written.parameters import parameters
from handler_lint.static.written.requests import request_facts
from handler_lint.static.written.state import state

__all__ = ["Written", "named", "written"]


def written(source: Source) -> tuple[Written, ...]:
    """All that is written in a handler's file, in order; none where Python does not parse it."""
    return source.once("written", lambda: tuple(_all(source)))


def _all(source: Source) -> Iterator[Written]:
    tree = source.parsed
    if tree is None:
        return
    functions = {one.name: one for one in tree.body if isinstance(one, DEFINITIONS)}
    everything = {one.name: one for one in _definitions(tree)}
    constants = {
        one.targets[0].id: one.value.value
        for one in tree.body
        if isinstance(one, ast.Assign)
        and isinstance(one.targets[0], ast.Name)
        and isinstance(one.value, ast.Constant)
        and isinstance(one.value.value, str)
    }
    reached = _reached(tree, everything)
    for name in reached:
        for node in nodes_of(everything[name]):
            found = odd(node, constants)
            if found is not None:
                yield Written(*found, place_of(source, node, name))
    for name in FUNCTIONS:
        if name in functions:
            yield from parameters(source, functions[name])
    for facts in (failures, state, library_calls):
        yield from facts(source, {name: everything[name] for name in reached})
    yield from definitions(source, tree)
    yield from import_facts(source, tree)
    loading = {name: everything[name] for name in _reached(tree, everything, ("model_fn",))}
    yield from load_facts(source, loading, _directory(functions))
    others = {name: everything[name] for name in reached if name not in loading}
    yield from request_facts(source, others)
    yield from device_facts(source, loading, others)
    for name in reached:
        yield from training_variables(source, name, everything[name])
    yield from _unused(source, functions)


def _definitions(tree: ast.Module) -> Iterator[Definition]:
    """The functions of a module and the methods of its classes."""
    for one in tree.body:
        if isinstance(one, DEFINITIONS):
            yield one
        elif isinstance(one, ast.ClassDef):
            yield from (part for part in one.body if isinstance(part, DEFINITIONS))


def _directory(functions: Mapping[str, Definition]) -> str:
    """The parameter of `model_fn`."""
    function = functions.get("model_fn")
    names = parameters_of(function) if function is not None else []
    return names[0] if names else ""


def _reached(
    tree: ast.Module, everything: Mapping[str, Definition], roots: tuple[str, ...] = FUNCTIONS
) -> list[str]:
    """The functions that some of the five can come to, by the names that they use, or by what is bound to them."""
    found = [name for name in roots if name in everything]
    for one in tree.body:
        if isinstance(one, ast.Assign) and {getattr(t, "id", "") for t in one.targets} & set(roots):
            found += [name for name in _used(one.value) if name in everything and name not in found]
    for name in found:
        used = _used(everything[name])
        found += [one for one in everything if one in used and one not in found]
    return found


def _used(node: ast.AST) -> set[str]:
    """The names and attributes that code uses."""
    inside = nodes_of(node)
    names = {one.id for one in inside if isinstance(one, ast.Name)}
    return names | {one.attr for one in inside if isinstance(one, ast.Attribute)}


def _unused(source: Source, functions: Mapping[str, Definition]) -> Iterator[Written]:
    """Functions whose names occur once, where they are defined."""
    words = Counter(re.findall(r"\w+", source.text))
    for name, function in functions.items():
        if name not in FUNCTIONS and words[name] == 1:
            count = len(parameters_of(function))
            yield Written("unused", name, place_of(source, function, name), count)
