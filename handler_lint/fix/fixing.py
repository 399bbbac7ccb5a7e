"""From findings to texts: which fixes are made together, and that they mend what they are for."""

import io
import os
import tokenize
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from handler_lint.config.settings import Settings, TargetSettings
from handler_lint.fix.edit import Edit, edited
from handler_lint.lint import lint
from handler_lint.planning import Progress
from handler_lint.report.model import SURE, Diagnostic, Fixed, Report, TargetReport
from handler_lint.static.gate import read_source
from handler_lint.static.source import Source

ROUNDS = 5
"""How often what became possible by a fix is looked for once more."""


@dataclass(frozen=True, slots=True)
class Mended:
    """The handler file of a target before and after its fixes, as bytes; `left` are findings whose fix did not help."""

    target: str
    path: str
    before: bytes
    after: bytes
    fixed: tuple[Fixed, ...] = ()
    left: tuple[Fixed, ...] = ()


def mend(
    settings: Settings, report: Report, unsafe: bool, progress: Progress | None = None
) -> tuple[Mended, ...]:
    """What the fixes of a report make of the handler files; nothing is written.

    A fix counts only if the finding is gone when the file is checked again as before, its run included.

    Args:
        settings: those that the report comes from.
        unsafe: fixes, too, after which the handler may serve otherwise what it served before.
    """
    named = {one.target: one for one in settings.targets}
    return tuple(
        _mended(named[target.target], target, settings, unsafe, progress)
        for target in report.targets
        if any(is_mended(one, unsafe) for one in target.diagnostics)
    )


def is_mended(one: Diagnostic, unsafe: bool) -> bool:
    """Whether there is a fix for a finding, and it may be made."""
    sure = one.status in SURE and not one.suppressed
    return sure and one.fix is not None and (unsafe or one.fix.safe)


def file_of(named: TargetSettings, target: TargetReport) -> str:
    """The path of the handler file of a target; empty where it lies in an archive."""
    if named.target.endswith(".py") and not os.path.isdir(named.target):
        return named.target
    return os.path.join(named.target, target.handler) if os.path.isdir(named.target) else ""


def _mended(
    named: TargetSettings,
    target: TargetReport,
    settings: Settings,
    unsafe: bool,
    progress: Progress | None,
) -> Mended:
    """All fixes of a target that help, those first that do so together."""
    before = target.content
    alone = replace(settings, targets=(named,))
    now, current = before, target
    fixed: list[Fixed] = []
    left: list[Fixed] = []

    def tried(chosen: Sequence[Diagnostic]) -> bool:
        nonlocal now, current
        edits = [edit for one in chosen if one.fix is not None for edit in one.fix.edits]
        text = _with_edits(now, edits)
        if text is None:
            return False
        found = lint(replace(alone, stdin=text), progress).targets
        if not found or not _gone(chosen, current, found[0]):
            return False
        now, current = text, found[0]
        fixed.extend(_told(target, one) for one in chosen)
        return True

    for _ in range(ROUNDS):
        refused = {(one.code, one.message) for one in left}
        open_ones = [
            one
            for one in current.diagnostics
            if is_mended(one, unsafe) and (one.code, one.message) not in refused
        ]
        chosen = _apart(open_ones)
        if not chosen:
            break
        if not tried(chosen):
            for one in chosen:
                if len(chosen) > 1 and tried([one]):
                    break
                left.append(_told(target, one))
    return Mended(target.target, target.handler, before, now, tuple(fixed), tuple(left))


def _apart(found: Sequence[Diagnostic]) -> list[Diagnostic]:
    """The findings, in order, whose edits do not come into each other's way; equal ones are made once."""
    chosen: list[Diagnostic] = []
    taken: list[Edit] = []
    for one in found:
        edits = one.fix.edits if one.fix is not None else ()
        if not any(edit.overlaps(other) for edit in edits for other in taken):
            chosen.append(one)
            taken += edits
    return chosen


def _with_edits(data: bytes, edits: Sequence[Edit]) -> bytes | None:
    """The file with the edits, in its own encoding and with its own ends of lines; None where Python refuses it."""
    encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    try:
        made = edited(data.decode(encoding), edits).encode(encoding)
    except UnicodeError:
        return None
    return made if isinstance(read_source("handler", made), Source) else None


def _gone(chosen: Sequence[Diagnostic], before: TargetReport, after: TargetReport) -> bool:
    """Whether of each kind of finding, in each function, as many are gone as were to be mended."""
    wanted = Counter(map(_kind, chosen))
    had, has = Counter(map(_kind, before.diagnostics)), Counter(map(_kind, after.diagnostics))
    return all(has[kind] <= had[kind] - count for kind, count in wanted.items())


def _kind(one: Diagnostic) -> tuple[str, str, str]:
    return one.code, one.place.path, one.place.function


def _told(target: TargetReport, one: Diagnostic) -> Fixed:
    return Fixed(target.target, one.code, one.message)
