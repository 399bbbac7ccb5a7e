"""What the import of a handler does, and what it imports."""

import ast
from collections.abc import Iterator

from handler_lint.static.source import Source
from handler_lint.static.written.model import DEFINITIONS, Written, place_of
from handler_lint.static.written.names import NAMES

TRAINING = NAMES["training_variables"]
TRAINING_MODULES = NAMES["training_modules"]
INSTALLERS = NAMES["installers"]
RUNS = NAMES["command_runners"]


def import_facts(source: Source, tree: ast.Module) -> Iterator[Written]:
    """Statements that are executed when the module is imported, under no condition but a `try`."""
    for node in _executed(tree.body):
        for name in _imported(node):
            yield Written("imports", name, place_of(source, node, ""))
            if name in TRAINING_MODULES:
                yield Written("training_import", name, place_of(source, node, ""))
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            continue
        for part in ast.walk(node):
            found = _odd(part)
            if found is not None and isinstance(part, ast.expr):
                yield Written(*found, place_of(source, part, ""))


def training_variables(source: Source, name: str, node: ast.AST) -> Iterator[Written]:
    """Variables of a training job that a function cannot do without."""
    for part in ast.walk(node):
        found = _variable(part)
        if found and isinstance(part, ast.expr):
            yield Written("training_variable", found, place_of(source, part, name))


def _executed(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    for node in body:
        if isinstance(node, (*DEFINITIONS, ast.ClassDef, ast.If, ast.Try)):
            continue
        yield node


def _imported(node: ast.stmt) -> list[str]:
    match node:
        case ast.Import(names=names):
            return [one.name.partition(".")[0] for one in names]
        case ast.ImportFrom(module=str(module), level=0):
            return [module.partition(".")[0]]
    return []


def _odd(node: ast.AST) -> tuple[str, str] | None:
    if variable := _variable(node):
        return "training_variable", variable
    match node:
        case ast.Call(func=ast.Attribute(attr="parse_args"), args=[]):
            return "parses_arguments", "parse_args"
        case ast.Call(func=ast.Attribute(attr=name)) if name in RUNS:
            words = [one.value for one in ast.walk(node) if isinstance(one, ast.Constant)]
            said = " ".join(str(word) for word in words).split()
            if "install" in said and any(one in said for one in INSTALLERS):
                return "installs", ast.unparse(node.func)
    return None


def _variable(node: ast.AST) -> str:
    match node:
        case ast.Subscript(
            value=ast.Attribute(attr="environ"), slice=ast.Constant(value=str(name)), ctx=ast.Load()
        ) if name.startswith(TRAINING):
            return name
    return ""
