"""`samples.toml`, beside payload samples: what their names do not say."""

import posixpath
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from handler_lint.package.names import printable

NAME = "samples.toml"
KEYS = ("content-type", "script", "handler")
LISTS = ("content-types", "accepts")


@dataclass(frozen=True, slots=True)
class Entry:
    """What is said of one sample: the type that it is sent as, and the step of a pipeline that wrote it."""

    content_type: str = ""
    script: str = ""
    handler: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """The entries by the path of their sample, what clients send and ask for, and a line for all that is wrong."""

    entries: Mapping[str, Entry] = field(default_factory=dict)
    content_types: tuple[str, ...] = ()
    accepts: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()


def is_manifest(path: str) -> bool:
    """Whether a file among samples is their manifest."""
    return posixpath.basename(path) == NAME


def read_manifest(path: str, data: bytes, files: Mapping[str, int]) -> Manifest:
    """What a manifest says.

    Args:
        path: where it lies; a table names a file below its folder: `["rows.csv"]`.
        files: all files that lie there.

    Source: TOML 1.0.
    """
    folder = posixpath.dirname(path)
    try:
        tables = tomllib.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        return Manifest(wrong=(f"it is no TOML ({error}), so it says nothing",))
    lists = {key: tables.pop(key, []) for key in LISTS}
    entries, wrong = {}, []
    for key, value in lists.items():
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            wrong.append(f"{key} is no list of texts")
            lists[key] = []
    for name, table in tables.items():
        problem = next(_problems(name, table, posixpath.join(folder, name) in files), "")
        if problem:
            wrong.append(problem)
        else:
            found = Entry(*(table.get(key, "") for key in KEYS))
            entries[posixpath.join(folder, name)] = found
    types, accepts = (tuple(lists[key]) for key in LISTS)
    return Manifest(entries, types, accepts, tuple(wrong))


def _problems(name: str, table: Any, is_there: bool) -> Iterator[str]:
    shown = printable(name)
    if not isinstance(table, dict):
        yield f'{shown} is no table; write ["{shown}"] and its keys below'
        return
    for key, value in table.items():
        if key not in KEYS:
            near = get_close_matches(key, KEYS, 1)
            meant = f"; did you mean {near[0]}?" if near else f"; known are {', '.join(KEYS)}"
            yield f'["{shown}"] has an unknown key {printable(key)}{meant}'
        elif not isinstance(value, str):
            yield f'["{shown}"] {key} is no text'
    if not is_there:
        yield f"there is no file {shown}"
    elif "script" in table and "handler" in table:
        yield f'["{shown}"] names a script and a handler; one of them wrote it'
