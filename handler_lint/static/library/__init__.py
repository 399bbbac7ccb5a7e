"""What well-known functions do: one data file a library, read when a handler uses it.

An entry is keyed by the full name of a function, class or constant; docs/library-data.md explains the keys. Files of
the user, in the same form, come before our own (`use`).
"""

import sys
import tomllib
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module, resources
from typing import Any


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of one name; positions count from 0.

    `returns` is the kind of what it returns, `items` that of its elements, `pure` that it is executed where all
    arguments are known, `raises` what it may raise depending on content, `needs` the modules without which it raises
    ImportError. `opens`, `reads` and `writes` are the positions of a path that it opens, a file that it reads and a
    path that it writes, `formats` what files it can read; `parameters` are the names of its parameters, so that these
    are found as keywords, too.
    """

    returns: str = ""
    items: str = "any"
    pure: bool = False
    raises: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    opens: int | None = None
    reads: int | None = None
    writes: int | None = None
    formats: tuple[str, ...] = ()
    connects: bool = False
    decided: str = ""
    decorator: str = ""
    constant: Any = None
    has_constant: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """What is known of the values of one kind."""

    methods: Mapping[str, str] = field(default_factory=dict)
    attributes: Mapping[str, str] = field(default_factory=dict)
    operators: str = ""
    enters: str = "self"
    formats: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class DataError(Exception):
    """A data file of the user says something that has no meaning; one line with what."""


_given: list[tuple[str, str]] = []
_used: list[Mapping[str, Any]] = []
_kinds: dict[str, Kind] = {}


def use(files: Iterable[tuple[str, str]]) -> None:
    """From now on these files of the user, each as its name and its text, are asked before our own.

    Raises:
        DataError: a file is no TOML, or an entry of it has no meaning.
    """
    given = tuple(files)
    if given == tuple(_given):
        return
    read = [(name, parsed(name, text)) for name, text in given]
    for name, data in read:
        check(name, data)
    _given[:], _used[:] = given, [data for _, data in read]
    for made in (entry, canonical):
        made.cache_clear()
    _kinds.clear()
    _file.cache_clear()
    for data in _used:
        _add_kinds(data)


def parsed(name: str, text: str) -> Mapping[str, Any]:
    """The data of a file.

    Raises:
        DataError: it is no TOML.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DataError(f"{name} is not valid TOML: {error}") from error


KEYS: Mapping[str, type | tuple[type, ...]] = {
    **dict.fromkeys(("returns", "items", "decided", "decorator", "is"), str),
    **dict.fromkeys(("pure", "connects"), bool),
    **dict.fromkeys(("opens", "reads", "writes"), int),
    **dict.fromkeys(("raises", "needs", "parameters", "formats"), list),
    "constant": (str, int, float, bool),
}
KIND_KEYS: Mapping[str, type] = {
    "methods": dict,
    "attributes": dict,
    "operators": str,
    "enters": str,
    "formats": dict,
}
WORDS = {"decided": ("client", "library", "package"), "decorator": ("factory", "same")}


def check(name: str, data: Mapping[str, Any]) -> None:
    """Refuse a file with an entry that has no meaning.

    Raises:
        DataError: says which entry, and what is known there.
    """
    for key, value in data.items():
        if key == "kind" and isinstance(value, dict):
            for kind_name, one in value.items():
                _check_table(f"{name}: [kind.{kind_name}]", one, KIND_KEYS)
            continue
        if "." not in key:
            raise DataError(f'{name}: "{key}" is no full name; write it as in "library.{key}"')
        _check_table(f'{name}: "{key}"', value, KEYS)


def _check_table(where: str, table: Any, known: Mapping[str, Any]) -> None:
    if not isinstance(table, dict):
        raise DataError(f"{where} is no table; write it as {{ returns = ... }}")
    for key, value in table.items():
        if key not in known:
            raise DataError(f"{where} has the unknown key {key}; known: {', '.join(known)}")
        wanted = known[key]
        if not isinstance(value, wanted) or (isinstance(value, bool) and wanted is int):
            word = wanted.__name__ if isinstance(wanted, type) else "text or a number"
            raise DataError(f"{where}: {key} must be of the type {word}")
        if value not in WORDS.get(key, (value,)):
            raise DataError(f"{where}: {key} must be one of {', '.join(WORDS[key])}")


@cache
def _file(library: str) -> Mapping[str, Any]:
    source = resources.files(__name__) / f"{library}.toml"
    if not library.isidentifier() or not source.is_file():
        return {}
    data = tomllib.loads(source.read_text(encoding="utf-8"))
    _add_kinds(data)
    return data


def _add_kinds(data: Mapping[str, Any]) -> None:
    for name, one in data.get("kind", {}).items():
        made = Kind(
            one.get("methods", {}),
            one.get("attributes", {}),
            one.get("operators", ""),
            one.get("enters", "self"),
            {name: tuple(formats) for name, formats in one.get("formats", {}).items()},
        )
        _kinds.setdefault(name, made)


def _said(name: str) -> Mapping[str, Any] | None:
    """What a file says of a full name, the files of the user first."""
    for data in (*_used, _file(name.partition(".")[0])):
        if name in data:
            found: Mapping[str, Any] = data[name]
            return found
    return None


@cache
def entry(name: str) -> Entry | None:
    """What is known of a full name, or None."""
    data = _said(name)
    if data is None:
        return None
    if "is" in data:
        return entry(data["is"])
    said: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in data.items()
    }
    return Entry(**said, has_constant="constant" in data)


@cache
def canonical(name: str) -> str:
    """The name under which a library's member is known (`sklearn.externals.joblib.load` is `joblib.load`)."""
    parts = name.split(".")
    for count in range(len(parts), 0, -1):
        data = _said(".".join(parts[:count]))
        if data is not None and "is" in data:
            return ".".join([data["is"], *parts[count:]])
    return name


def kind(name: str) -> Kind:
    """What is known of the values of a kind; nothing is an answer, too.

    A file that says what returns a kind also says what its values can do, so that it has been read; only the kinds of
    a few libraries are returned by others.
    """
    _file("builtins")
    if name not in _kinds and name in SHARED:
        _file(SHARED[name])
    return _kinds.get(name, NOTHING)


def formats_of(name: str) -> tuple[str, ...]:
    """What files a function can read, or a method of a kind, as `Booster.load_model`; nothing if that is not known."""
    known = entry(name)
    if known is not None:
        return known.formats
    of_kind, _, method = name.rpartition(".")
    return _kinds[of_kind].formats.get(method, ()) if of_kind in _kinds else ()


SHARED = {"ndarray": "numpy", "DataFrame": "pandas", "Series": "pandas", "Tensor": "torch"}


NOTHING = Kind()


@cache
def real(name: str) -> Any:
    """Python's own object of a name of the standard library, or None."""
    module, _, member = name.rpartition(".")
    return getattr(real_module(module), member, None)


@cache
def real_module(name: str) -> Any:
    """A module of the standard library, or None."""
    if name in ("os.path", "posixpath"):
        name = "posixpath"
    if name.partition(".")[0] not in sys.stdlib_module_names - ACTING:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return import_module(name)
    except ImportError:
        return None


ACTING = {"__main__", "antigravity", "idlelib", "test", "this", "tkinter", "turtle", "turtledemo"}
"""Modules that do something when they are imported, or need a display."""
