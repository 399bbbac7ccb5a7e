"""A script's output as a handler's input: each file, as the type that it is, on to `predict_fn`."""

import json
from pathlib import Path

from pydantic import Field

from handler_lint.testing.formats import Format, format_of
from handler_lint.testing.models import Readable
from handler_lint.testing.samples import InferenceTestSample
from handler_lint.testing.scripts import ScriptExecutionSpec, ScriptTestResult

SKIPPED = ("_SUCCESS", "_committed", "_started")
"""Files that a writer of parts leaves beside them."""


class OutputFileResult(Readable):
    """One file that the script wrote: what it is, and whether the handler takes it."""

    output_file: str
    file_format: str
    content_type: str | None = None
    compatible: bool = False
    error: str | None = None


class CompatibilityTestResult(Readable):
    """Whether a handler takes what a script writes. `compatible`: the script succeeded, and every file fits."""

    script_name: str
    handler_name: str
    compatible: bool
    content_type: str | None = None
    """Of the first file."""

    output_file: str | None = None
    file_format: str | None = None
    error: str | None = None
    script_result: ScriptTestResult
    files: list[OutputFileResult] = Field(default_factory=list)


def output_files(spec: ScriptExecutionSpec) -> list[Path]:
    """The files below the output paths, sorted; hidden files and marks of writers are none."""
    found: list[Path] = []
    for folder in spec.output_paths.values():
        root = Path(folder)
        files = (
            [root] if root.is_file() else sorted(one for one in root.rglob("*") if one.is_file())
        )
        found += [one for one in files if not one.name.startswith((".", *SKIPPED))]
    return list(dict.fromkeys(found))


def sample_of(path: Path, known: Format) -> InferenceTestSample:
    """The file as a payload sample."""
    assert known.content_type is not None
    return InferenceTestSample(
        sample_name=str(path), content_type=known.content_type, data=known.data
    )


def described(path: Path) -> tuple[Format, OutputFileResult]:
    """What a file is, before anything is sent; `error` says why it is no payload."""
    known = format_of(path.read_bytes(), path.name)
    issue = known.issue
    if known.content_type is None and not issue:
        issue = "no known format of a payload"
    return known, OutputFileResult(
        output_file=str(path),
        file_format=known.name,
        content_type=known.content_type,
        error=issue or None,
    )


def columns_of(known: Format) -> list[str]:
    """The columns of a CSV with a header, or the keys of the first object of a JSON; nothing where there are none."""
    if known.name == "csv":
        first = known.data.decode("utf-8-sig").splitlines()[0].split(",")
        return (
            []
            if any(one.strip().lstrip("-").replace(".", "").isdigit() for one in first)
            else first
        )
    if known.name in ("json", "jsonlines"):
        lines = known.data.decode("utf-8-sig").strip().splitlines()
        value = json.loads(lines[0] if known.name == "jsonlines" else "\n".join(lines))
        value = value[0] if isinstance(value, list) and value else value
        return list(value) if isinstance(value, dict) else []
    return []
