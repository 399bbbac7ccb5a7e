"""The report: frozen, plain, and all that a format may read. Formats arrange it and decide nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from handler_lint.calls import Ending, Place, Reply
from handler_lint.fix.edit import Fix

Status = Literal["confirmed", "static", "dynamic", "open", "refuted"]
SeverityName = Literal["error", "warning", "note"]

STATUSES: tuple[Status, ...] = ("confirmed", "static", "dynamic", "open", "refuted")
"""In the order in which a summary counts them."""


SURE: tuple[Status, ...] = ("confirmed", "static", "dynamic")
"""The statuses of findings that are certain."""


@dataclass(frozen=True, slots=True)
class Failure:
    """An exception as reports show it: class, text on one line, deepest place in the handler's source.

    `deeper` counts the library frames below that place: ("json", 4).
    """

    type: str
    message: str
    place: Place | None = None
    deeper: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One call of the evidence, as Python: `input_fn(two_rows.json, "text/csv")`, and how it ended.

    `value` describes what it returned, None where it did not return; `died` is the predicate where it neither
    returned nor raised: `died with signal 11 (SIGSEGV)`.
    """

    call: str
    ended: Ending
    value: str | None = None
    failure: Failure | None = None
    died: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a run showed: the judged call, what was sent, what followed, what the client gets by the contract."""

    run: Step
    input: str = ""
    then: tuple[Step, ...] = ()
    client: str = ""


@dataclass(frozen=True, slots=True)
class Related:
    """Another place of the same cause; places in the primary's function without a label belong to its frame."""

    place: Place
    label: str = ""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding as it is reported. `place.path` is relative to the target's package root."""

    code: str
    name: str
    severity: SeverityName
    status: Status
    message: str
    place: Place
    label: str = ""
    related: tuple[Related, ...] = ()
    evidence: Evidence | None = None
    notes: tuple[str, ...] = ()
    why_open: str = ""
    next: str = ""
    help: str = ""
    fingerprint: str = ""
    docs_url: str = ""
    suppressed: bool = False
    listing: tuple[tuple[str, str], ...] = ()
    """Paths of the package that a finding about files shows, each with what is wrong with it, or empty."""

    moves: tuple[tuple[str, str], ...] = ()
    """Where files of the package go when it is packed again."""

    fix: Fix | None = None
    """The edits that mend it, of a finding that is sure."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """A finding that was mended, or whose fix did not mend it."""

    target: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class CallRecord:
    """One planned call in the order of the plan: `call` uncut, `short` for the table, `seconds` None if not made.

    `why_not` is the reason of a call that was not made, and the predicate of one that died, as in `Step`.
    """

    call: str
    short: str
    sample: str | None
    content_type: str | None
    accept: str | None
    ended: Ending
    value: str | None
    failure: Failure | None
    seconds: float | None
    codes: tuple[str, ...] = ()
    why_not: str = ""
    reply: Reply | None = field(default=None, repr=False)
    """What the client gets, of a call that answers a request."""


@dataclass(frozen=True, slots=True)
class NotRun:
    """One cause that kept planned calls from running; no code, no severity, no status."""

    headline: str
    place: Place | None = None
    label: str = ""
    notes: tuple[str, ...] = ()
    missing: str = ""
    blocked: str = ""
    next: str = ""
    calls: int = 0


@dataclass(frozen=True, slots=True)
class Binding:
    """A row of the binding table: the signature as written, or what the stack does without the function.

    `elsewhere` stands where a place would, for a name that has none.
    """

    name: str
    place: Place | None
    text: str
    parameters: int | None = None
    elsewhere: str = "not defined"


@dataclass(frozen=True, slots=True)
class ContentType:
    """What reading says of one content type in one function; the line is where it ends, None if not known.

    For `transform_fn`, which takes the model, it is `raised`, too, where the load always raises.
    """

    function: str
    content_type: str
    outcome: Literal["returned", "none", "raised", "unknown"]
    line: int | None


@dataclass(frozen=True, slots=True)
class LoadedFile:
    """A file that the handler loads, relative to the package root ("." is the root), and where.

    `in_package` is None where the files of the package are not known.
    """

    path: str
    function: str
    line: int | None
    in_package: bool | None


@dataclass(frozen=True, slots=True)
class RunInfo:
    """How the calls were run: `python` as `3.11.7`, `interpreter` `this interpreter` or a path, what containment held.

    `python` is empty where no interpreter was found; the target's `why_no_run` says more.
    """

    python: str
    interpreter: str
    tier: str
    planned: int
    made: int


@dataclass(frozen=True, slots=True)
class Sources:
    """The text lines of the sources that frames show, by path relative to the package root."""

    lines: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def line(self, path: str, number: int) -> str | None:
        """The text of a 1-based line without its end, or None where there is none."""
        lines = self.lines.get(path, ())
        return lines[number - 1] if 0 < number <= len(lines) else None


@dataclass(frozen=True, slots=True)
class TargetReport:
    """All that is said of one target: `handler` is the path of the handler file in it.

    `run` is None where no call was planned, so it is there where `not_run` says something.
    """

    target: str
    kind: Literal["file", "folder", "package", "archive"]
    handler: str
    stack: str
    stack_evidence: str
    candidates: tuple[str, ...] = ()
    """Where several stacks may serve it: all of them, the one that it was run as first."""
    bindings: tuple[Binding, ...] = ()
    content_types: tuple[ContentType, ...] = ()
    files: tuple[LoadedFile, ...] = ()
    run: RunInfo | None = None
    why_no_run: str = ""
    samples: tuple[str, ...] = ()
    sample_types: tuple[str, ...] = ()
    """The content type of each sample."""
    samples_from: str = ""
    diagnostics: tuple[Diagnostic, ...] = ()
    calls: tuple[CallRecord, ...] = ()
    not_run: tuple[NotRun, ...] = ()
    incomplete_cases: int = 0
    warnings: tuple[str, ...] = ()
    sources: Sources = field(default_factory=Sources)
    content: bytes = field(default=b"", repr=False)
    """The handler file as it was read."""

    def shown(self, path: str) -> str:
        """The path as the text report shows it: within the target; the target itself for a file."""
        return self.target if self.kind == "file" and path == self.handler else path

    def joined(self, path: str) -> str:
        """The path as other tools open it."""
        if self.kind == "file":
            folder = self.target.rpartition("/")[0]
            return self.target if path == self.handler else f"{folder}/{path}" if folder else path
        return f"{self.target.rstrip('/')}{'!/' if self.kind == 'archive' else '/'}{path}"


@dataclass(frozen=True, slots=True)
class RuleInfo:
    """An active rule, for formats that list rules: a sentence, its documentation as Markdown, how to fix, its page."""

    code: str
    name: str
    severity: SeverityName
    summary: str
    description: str = ""
    help: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """One report over all targets. `shown` are statuses beside the usual that the user asked for (`refuted`).

    `counting` are the findings that decided the exit code; `failures` are internal errors, one line each.
    """

    version: str
    targets: tuple[TargetReport, ...]
    exit_code: int
    fail_on: str = "error"
    fail_on_open: bool = False
    require_dynamic: bool = False
    shown: frozenset[str] = frozenset()
    failures: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    """Targets that could not be checked, one line each; the others are reported all the same."""

    rules: tuple[RuleInfo, ...] = ()
    fixed: tuple[Fixed, ...] = ()
    """What was mended before this check."""

    not_fixed: tuple[Fixed, ...] = ()
    """What would stay after its fix, which was not made."""

    def visible(self, diagnostic: Diagnostic) -> bool:
        """Whether the report lists it: refuted and suppressed ones only when asked for."""
        if diagnostic.suppressed:
            return "suppressed" in self.shown
        return diagnostic.status != "refuted" or "refuted" in self.shown

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        return tuple(d for target in self.targets for d in target.diagnostics)
