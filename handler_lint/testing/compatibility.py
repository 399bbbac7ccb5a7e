"""What a node of a pipeline hands on, as a handler's input: each payload as the type that it is, on to `predict_fn`."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import Field

from handler_lint.package.limits import MB, in_units
from handler_lint.testing.formats import Format, format_of
from handler_lint.testing.models import Readable
from handler_lint.testing.results import InferenceTestResult
from handler_lint.testing.samples import InferenceTestSample
from handler_lint.testing.scripts import ScriptTestResult

SKIPPED = ("_SUCCESS", "_committed", "_started")
"""Files that a writer of parts leaves beside them."""


class OutputFileResult(Readable):
    """One file that a script wrote, or one reply of a handler: what it is, and whether the next handler takes it."""

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
    diagnostics: list[dict[str, Any]] = Field(default_factory=list)
    """The findings of the rules: code, severity, status, message, path, line."""


class DataCompatibilityResult(Readable):
    """Whether a script takes what another one writes; the formats are those of the first file of each."""

    script_a: str
    script_b: str
    compatible: bool
    compatibility_issues: list[str] = Field(default_factory=list)
    data_format_a: str | None = None
    data_format_b: str | None = None


@dataclass(frozen=True, slots=True)
class Payload:
    """What is sent to a handler beside its own samples, and what is told of it; `script` or `handler` handed it on."""

    told: OutputFileResult
    data: bytes
    script: str = ""
    handler: str = ""

    @property
    def name(self) -> str:
        """Its name as a sample."""
        return self.told.output_file

    def sample(self) -> InferenceTestSample:
        """The payload as a sample."""
        assert self.told.content_type is not None
        return InferenceTestSample(
            sample_name=self.name,
            content_type=self.told.content_type,
            data=self.data,
            script=self.script,
            handler=self.handler,
        )


MOST = 100 * MB
"""The most that a batch transform sends in one request (MaxPayloadInMB)."""


def output_files(folders: Iterable[str]) -> list[Path]:
    """The files below output paths, sorted; hidden files and marks of writers are none."""
    found: list[Path] = []
    for folder in folders:
        root = Path(folder)
        files = (
            [root] if root.is_file() else sorted(one for one in root.rglob("*") if one.is_file())
        )
        found += [one for one in files if not one.name.startswith((".", *SKIPPED))]
    return list(dict.fromkeys(found))


def format_in(folders: Iterable[str]) -> str | None:
    """The format of the first file below output paths; None where there is none."""
    files = output_files(folders)
    return format_of(files[0].read_bytes(), files[0].name).name if files else None


def file_payload(path: Path, script: str, content_type: str | None = None) -> Payload:
    """A file that a script wrote; `error` says why it is no payload.

    Args:
        content_type: what it is sent as; without it, the type that it is by its bytes.
    """
    size = path.stat().st_size
    known = format_of(path.read_bytes(), path.name) if size <= MOST else Format("large", b"")
    issue = known.issue
    if known.name == "large":
        issue = f"{in_units(size)}, and a server takes at most {in_units(MOST)}: write parts"
    kind = content_type or known.content_type
    if kind is None and not issue:
        issue = "no known format of a payload"
    told = OutputFileResult(
        output_file=str(path), file_format=known.name, content_type=kind, error=issue or None
    )
    return Payload(told, known.data, script=script)


def reply_payloads(node: str, result: InferenceTestResult) -> Iterator[Payload]:
    """What a handler answered to each of its samples, as the server sent it: the first accept that was asked for."""
    seen = set()
    for one in result.end_to_end_results:
        if one.sample in seen or one.response is None or one.status != 200:
            continue
        seen.add(one.sample)
        known = format_of(one.response)
        told = OutputFileResult(
            output_file=f"the reply to {one.sample}",
            file_format=known.name,
            content_type=one.response_content_type or known.content_type,
        )
        yield Payload(told, one.response, handler=node)
