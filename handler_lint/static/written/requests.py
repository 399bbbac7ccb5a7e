"""What a request does each time: loads, prints, and bodies that are unpickled."""

import ast
import re
from collections.abc import Iterator, Mapping

from handler_lint.static.source import Source
from handler_lint.static.written.model import (
    Definition,
    Written,
    dotted,
    names_given,
    nodes_of,
    parameters_of,
    place_of,
)
from handler_lint.static.written.names import NAMES

PER_REQUEST = NAMES["model_loaders"]
A_FILE = re.compile(r"'[^']*[./][^']*'|path|file|dir|open|join")
UNSAFE = NAMES["unsafe_readers"]


def request_facts(source: Source, requests: Mapping[str, Definition]) -> Iterator[Written]:
    """Of the functions that only requests come to."""
    for name, function in requests.items():
        cached = any("cache" in ast.unparse(one) for one in function.decorator_list)
        own = parameters_of(function)
        for node in nodes_of(function):
            if not isinstance(node, ast.Call):
                continue
            called = dotted(node.func)
            last = called.rpartition(".")[2]
            if called == "print":
                yield Written("prints", called, place_of(source, node, name))
            loads = called in PER_REQUEST or last in ("from_pretrained", "load_model")
            if not (
                loads or called in UNSAFE or any(k.arg == "allow_pickle" for k in node.keywords)
            ):
                continue
            given = ast.unparse(node)
            of_request = "BytesIO(" in given or bool({*names_given(node)} & {*own[:1]})
            unsafe = called in UNSAFE or "allow_pickle=True" in given
            if unsafe and of_request and name in ("input_fn", "transform_fn"):
                yield Written("unpickles", called, place_of(source, node, name))
            of_file = last == "from_pretrained" or bool(A_FILE.search(given))
            if loads and of_file and not (cached or of_request or _is_guarded(function, node)):
                yield Written("loads_again", called, place_of(source, node, name))


def _is_guarded(function: Definition, call: ast.Call) -> bool:
    """Whether a call is below a test whether it was made before: `if model is None`, `if key not in cache`."""
    for one in nodes_of(function):
        if isinstance(one, ast.If) and call in ast.walk(one):
            test = ast.unparse(one.test)
            if "None" in test or " not in " in test or test.startswith(("not ", "hasattr")):
                return True
        if isinstance(one, ast.ExceptHandler) and call in ast.walk(one):
            return True
    return False
