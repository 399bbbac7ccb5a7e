"""The contract data of the serving stacks as plain values: a file, laid over those that it is based on.

Reading TOML takes longer than a start of Python, so a file's table is kept as the bytecode of a module is: under the
same rules, in the same folder, until the file changes.
"""

import os
from importlib.machinery import SourceFileLoader

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "contract")
ENDING = ".toml"
DEFAULT_STACK = "pytorch"


def names() -> tuple[str, ...]:
    """The stacks there is data for, sorted."""
    found = (name for name in os.listdir(FOLDER) if name.endswith(ENDING))
    return tuple(sorted(name.removesuffix(ENDING) for name in found))


def read(name: str) -> "dict[str, Any]":
    """The data of a stack.

    Raises:
        KeyError: there is no data file of that name.
    """
    if name not in names():
        raise KeyError(name)
    data = _table(name)
    base = data.pop("base", None)
    return data if base is None else over(read(base), data)


def tables() -> "Iterator[dict[str, Any]]":
    """What each file says by itself, without its base."""
    return map(_table, names())


def over(below: "Mapping[str, Any]", above: "Mapping[str, Any]") -> "dict[str, Any]":
    """Tables are merged key by key, everything else is replaced."""
    merged = dict(below)
    for key, value in above.items():
        known = merged.get(key)
        if isinstance(known, dict) and isinstance(value, dict):
            value = over(known, value)
        merged[key] = value
    return merged


def _table(name: str) -> "dict[str, Any]":
    return _Table(name, os.path.join(FOLDER, name + ENDING)).table()


class _Table(SourceFileLoader):
    """A data file as the source of a module."""

    def table(self) -> "dict[str, Any]":
        code = self.get_code(self.name)
        assert code is not None
        found: dict[str, Any] = {}
        exec(code, found)
        return dict(found["table"])

    # its base classes are declared with signatures of which none fits another
    if not TYPE_CHECKING:

        def source_to_code(self, data, path, **options):
            import tomllib

            table = tomllib.loads(bytes(data).decode("utf-8"))
            return compile(f"table = {table!r}", path, "exec", dont_inherit=True)
