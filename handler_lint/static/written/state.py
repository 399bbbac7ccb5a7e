"""What functions keep between requests, or hand over beside what they return."""

import ast
from collections.abc import Iterator, Mapping

from handler_lint.static.source import Source
from handler_lint.static.written.model import Definition, Written, nodes_of, parameters_of, place_of

MODEL_AT = {"predict_fn": 1, "transform_fn": 0}


def state(source: Source, functions: Mapping[str, Definition]) -> Iterator[Written]:
    """Globals that `model_fn` sets and others read, and what a request changes of the model or of globals."""
    for name, function in functions.items():
        if name == "model_fn":
            others = [one for other, one in functions.items() if other != name]
            for node, changed in _globals_set(function):
                if any(changed in _read(one) for one in others):
                    yield Written("handed_over", changed, place_of(source, node, name))
        elif name in ("input_fn", "predict_fn", "output_fn", "transform_fn"):
            for node, changed in _globals_set(function):
                if changed in _read(function):
                    yield Written("kept", changed, place_of(source, node, name))
            for node, target in _changes_of(function, _model(name, function)):
                yield Written("kept", ast.unparse(target), place_of(source, node, name))


def _model(name: str, function: Definition) -> str:
    parameters = parameters_of(function)
    at = MODEL_AT.get(name)
    return parameters[at] if at is not None and at < len(parameters) else ""


def _globals_set(function: Definition) -> Iterator[tuple[ast.stmt, str]]:
    """Assignments to names that a function declares as global."""
    inside = nodes_of(function)
    declared = {name for one in inside if isinstance(one, ast.Global) for name in one.names}
    for node in inside:
        if isinstance(node, (ast.Assign, ast.AugAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                if isinstance(target, ast.Name) and target.id in declared:
                    yield node, target.id


def _changes_of(function: Definition, model: str) -> Iterator[tuple[ast.stmt, ast.expr]]:
    """Assignments to a member or an attribute of the model."""
    for node in nodes_of(function):
        if isinstance(node, (ast.Assign, ast.AugAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                if isinstance(target, (ast.Subscript, ast.Attribute)) and _owner(target) == model:
                    yield node, target
                    break


def _owner(target: ast.expr) -> str:
    while isinstance(target, (ast.Subscript, ast.Attribute)):
        target = target.value
    return target.id if isinstance(target, ast.Name) else ""


def _read(function: Definition) -> set[str]:
    return {
        one.id
        for one in nodes_of(function)
        if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load)
    }
