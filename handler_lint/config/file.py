"""`[tool.handler-lint]` of a pyproject.toml; an unknown key is an error with a suggestion."""

import difflib
import os
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from handler_lint.config.nearest import candidates, text_of
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
    models: tuple[str, ...] = ()

    def entry(self, target: str) -> HandlerEntry:
        """What is said of a target of the command line, spelled as there."""
        found = self._entry(target)
        return replace(found, path=target) if found is not None else HandlerEntry(target)

    def names(self, target: str) -> bool:
        """Whether anything is said of a target."""
        return self._entry(target) is not None

    def _entry(self, target: str) -> HandlerEntry | None:
        path = Path(target).resolve()
        return next((one for one in self.handlers if Path(one.path).resolve() == path), None)


def read_config(named: str | None, folder: Path) -> ConfigFile:
    """The configuration that is named, or the nearest one above a folder that has our table.

    Raises:
        UsageError: it cannot be read, or a key or value is wrong.
    """
    if named is not None:
        config = config_in(Path(named), text_of(named))
        if config is None:
            raise UsageError(f"{named} has no table [tool.handler-lint]")
        return config
    for path, text in candidates(str(folder)):
        config = config_in(Path(path), text)
        if config is not None:
            return config
    return ConfigFile()


def config_in(file: Path, text: bytes) -> ConfigFile | None:
    """What a file with this text says, None where it has no table of ours.

    Raises:
        UsageError: a key or value is wrong.
    """
    table = _table(file, text)
    return _checked(file, table) if table is not None else None


def _table(file: Path, text: bytes) -> dict[str, Any] | None:
    """Our table in the text of a file, None where it has none."""
    try:
        data = tomllib.loads(text.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{_short(file)} is not valid TOML: {error}") from error
    tool = data.get("tool", {})
    table = tool.get("handler-lint") if isinstance(tool, dict) else None
    if table is not None and not isinstance(table, dict):
        raise UsageError(
            f"{_short(file)}: tool.handler-lint is no table; write [tool.handler-lint]"
        )
    return table


def _checked(file: Path, table: dict[str, Any]) -> ConfigFile:
    """Validate the table; pydantic is imported only where there is one."""
    from pydantic import ValidationError

    from handler_lint.config.table import Table

    try:
        checked = Table.model_validate(table)
    except ValidationError as error:
        raise UsageError(f"{_short(file)}: {_first(error.errors()[0], Table)}") from error

    def place(path: str | None) -> str | None:
        return _short(file.parent / path) if path is not None else None

    def python(path: str | None) -> str | None:
        # A plain name is looked up in PATH.
        return place(path) if path is not None and "/" in path and path[0] != "~" else path

    return ConfigFile(
        _short(file),
        tuple(
            HandlerEntry(
                _short(file.parent / one.path),
                place(one.package),
                place(one.samples),
                one.framework,
                python(one.python),
            )
            for one in checked.handlers
        ),
        checked.framework,
        python(checked.python),
        checked.dynamic,
        tuple(checked.select),
        tuple(checked.ignore),
        tuple(_short(file.parent / one) for one in checked.models),
    )


def _short(path: Path) -> str:
    return os.path.relpath(path)


def _first(error: Any, table: Any) -> str:
    """The first validation error as one line that says what to do."""
    where = ".".join(str(part) for part in error["loc"])
    match error["type"]:
        case "extra_forbidden":
            fields = table.model_fields
            if len(error["loc"]) > 1:
                fields = HandlerEntry.__dataclass_fields__
            near = difflib.get_close_matches(str(error["loc"][-1]), list(fields), 1, 0.5)
            hint = f"; did you mean {near[0]}?" if near else f"; known: {', '.join(fields)}"
            return f"[tool.handler-lint] has no key {where}{hint}"
        case "missing":
            return f"[tool.handler-lint] {where} is missing"
        case "model_type":
            return f"[tool.handler-lint] {where}: write a path, or a table with a path"
    return f"[tool.handler-lint] {where}: {error['msg']}"
