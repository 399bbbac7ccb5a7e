"""`[tool.handler-lint]` of a pyproject.toml; an unknown key is an error with a suggestion."""

import difflib
import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from handler_lint.config.settings import Dynamic, UsageError


@dataclass(frozen=True, slots=True)
class HandlerEntry:
    """One handler of the configuration; paths are relative to the working folder."""

    path: str
    package: str | None = None
    samples: str | None = None
    framework: str | None = None
    python: str | None = None


@dataclass(frozen=True, slots=True)
class ConfigFile:
    """What the configuration says; `origin` names the file."""

    origin: str = ""
    handlers: tuple[HandlerEntry, ...] = ()
    framework: str | None = None
    python: str | None = None
    dynamic: Dynamic | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()


def read_config(named: str | None, folder: Path) -> ConfigFile:
    """The configuration that is named, or the nearest one above a folder that has our table.

    Raises:
        UsageError: it cannot be read, or a key or value is wrong.
    """
    if named is not None:
        table = _table(Path(named))
        if table is None:
            raise UsageError(f"{named} has no table [tool.handler-lint]")
        return _checked(Path(named), table)
    for above in (folder, *folder.parents):
        file = above / "pyproject.toml"
        if file.is_file() and b"handler-lint" in file.read_bytes():
            table = _table(file)
            if table is not None:
                return _checked(file, table)
    return ConfigFile()


def _table(file: Path) -> dict[str, Any] | None:
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{file} is not valid TOML: {error}") from error
    tool = data.get("tool", {})
    table = tool.get("handler-lint") if isinstance(tool, dict) else None
    return table if isinstance(table, dict) else None


def _checked(file: Path, table: dict[str, Any]) -> ConfigFile:
    """Validate the table; pydantic is imported only where there is one."""
    from pydantic import ValidationError

    from handler_lint.config.table import Table

    shown = _short(file)
    try:
        checked = Table.model_validate(table)
    except ValidationError as error:
        raise UsageError(f"{shown}: {_first(error.errors()[0], Table)}") from error
    base = file.parent

    def place(path: str | None) -> str | None:
        return _short(base / path) if path is not None else None

    return ConfigFile(
        shown,
        tuple(
            HandlerEntry(
                _short(base / one.path),
                place(one.package),
                place(one.samples),
                one.framework,
                one.python,
            )
            for one in checked.handlers
        ),
        checked.framework,
        checked.python,
        checked.dynamic,
        tuple(checked.select),
        tuple(checked.ignore),
    )


def _short(path: Path) -> str:
    return os.path.relpath(path)


def _first(error: Any, table: Any) -> str:
    """The first validation error as one line that says what to do."""
    where = ".".join(str(part) for part in error["loc"])
    if error["type"] != "extra_forbidden":
        return f"[tool.handler-lint] {where}: {error['msg']}"
    key = str(error["loc"][-1])
    fields = table.model_fields if len(error["loc"]) == 1 else HandlerEntry.__dataclass_fields__
    near = difflib.get_close_matches(key, list(fields), 1, 0.5)
    hint = f"; did you mean {near[0]}?" if near else f"; known: {', '.join(fields)}"
    return f"[tool.handler-lint] has no key {where}{hint}"
