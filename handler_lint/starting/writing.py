"""Which of the first files are written: never one that is there."""

import os
import tomllib
from collections.abc import Iterator
from pathlib import Path

from handler_lint.config.file import config_in
from handler_lint.config.usage import UsageError
from handler_lint.package.manifest import NAME
from handler_lint.starting import texts
from handler_lint.starting.learned import Learned

CONFIGURATION = "pyproject.toml"


def write_all(learned: Learned, samples: str, test_file: str) -> Iterator[str]:
    """Write what is missing, relative to the working folder; what was done with each file is a line.

    Args:
        samples: the folder of the payload samples; the package's own are left where they are.

    Raises:
        UsageError: a file cannot be written.
    """
    own = bool(learned.samples_from) and not learned.is_file
    samples = "" if own else samples
    try:
        yield _configured(learned, samples)
        if own:
            yield f"kept {learned.samples_from} of the package: its payload samples"
        else:
            yield from _sampled(learned, samples)
        if learned.is_file and learned.package is None:
            yield f"no {test_file}: a file alone is not run; name its package with --package"
        else:
            up = len(Path(os.path.normpath(test_file)).parts) - 1
            yield _written(Path(test_file), texts.tests(learned, samples, up))
    except OSError as error:
        raise UsageError(f"{error.filename}: {error.strerror or error}") from None


def _written(file: Path, text: str) -> str:
    if file.exists():
        return f"kept {file}: it is there"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return f"wrote {file}"


def _sampled(learned: Learned, samples: str) -> Iterator[str]:
    yield _written(Path(samples) / NAME, texts.manifest(learned))
    for name in texts.sample_folders(learned):
        folder = Path(samples) / name
        there = folder.is_dir() and any(folder.iterdir())
        yield f"kept {folder}" if there else _written(folder / ".gitkeep", "")


def _configured(learned: Learned, samples: str) -> str:
    file = Path(CONFIGURATION)
    data = file.read_bytes() if file.exists() else b""
    config = config_in(file, data)
    if config is not None and config.names(learned.target):
        return f"kept {file}: the handler is there"
    before = data.decode("utf-8")
    text = texts.configuration(learned, samples, empty=config is None)
    after = f"{before.rstrip()}\n\n{text}" if before.strip() else text
    if "\r\n" in before:
        after = after.replace("\r\n", "\n").replace("\n", "\r\n")
    try:
        tomllib.loads(after)
    except tomllib.TOMLDecodeError:
        return f"kept {file}: its handlers are a list; add one with path = {texts.quoted(learned.target)}"
    _replace(file, after.encode("utf-8"))
    return f"wrote {file}"


def _replace(file: Path, data: bytes) -> None:
    """Write a file of the user whole or not at all."""
    part = file.with_name(f".{file.name}.part")
    try:
        part.write_bytes(data)
        if file.exists():
            part.chmod(file.stat().st_mode & 0o777)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
