"""Blocks: a finding or a cause that kept calls from running, with its frames and its keys."""

from collections.abc import Iterable, Mapping, Sequence

from handler_lint.calls import Ending
from handler_lint.report.formats.parts.characters import clean, columns, shortened, wrap
from handler_lint.report.formats.parts.frame import Mark, bar, frame, gutter_of, next_line
from handler_lint.report.formats.parts.paint import Line, Span, line
from handler_lint.report.formats.style import Style
from handler_lint.report.model import Diagnostic, Failure, NotRun, Step, TargetReport

KEY_COLUMNS = 11

PREDICATES: Mapping[Ending, str] = {
    "returned": "returned",
    "raised": "raised",
    "died": "died",
    "timed_out": "timed out",
    "not_made": "was not made",
}
"""How a call ended, where nothing more is known of it."""


def finding_block(target: TargetReport, diagnostic: Diagnostic, style: Style) -> list[Line]:
    """Message with code, severity and status; the frames; then the facts, what is open, and help."""
    marks = _marks(target, diagnostic)
    evidence = diagnostic.evidence
    keys: list[tuple[str, list[str]]] = []
    if evidence is not None:
        keys += [
            ("run", step_texts(target, evidence.run, style)),
            ("input", [clean(evidence.input, style)]),
            ("then", [text for step in evidence.then for text in step_texts(target, step, style)]),
            ("client", [clean(evidence.client, style)]),
        ]
    keys += [
        ("note", [clean(note, style) for note in diagnostic.notes]),
        ("why open", [clean(diagnostic.why_open, style)]),
        ("next", [clean(diagnostic.next, style)]),
        ("help", [clean(diagnostic.help, style), _fix(target, diagnostic)]),
    ]
    listed = _listing(diagnostic, gutter_of(marks), style)
    return [*_headline(diagnostic, style), *_framed(target, marks, keys, style, listed)]


def _listing(diagnostic: Diagnostic, gutter: int, style: Style) -> list[Line]:
    """The paths of a finding about files, the wrong one marked."""
    paths = [clean(path, style) for path, _ in diagnostic.listing]
    widest = max(map(columns, paths), default=0)
    lines = [bar(gutter)] if paths else []
    for path, (_, label) in zip(paths, diagnostic.listing, strict=True):
        mark = " " * (widest - columns(path) + 2) + f"<- {clean(label, style)}" if label else ""
        margin = line(Span(" " * gutter + " |", "code"), f" {path}")
        lines.append(line(*margin, Span(mark, diagnostic.severity)) if mark else margin)
    return lines


def _fix(target: TargetReport, diagnostic: Diagnostic) -> str:
    """The option that mends the finding; an archive is not written, so that its fix can only be looked at."""
    if diagnostic.fix is None:
        return "fix: --repack OUT.tar.gz" if diagnostic.moves else ""
    option = "--fix" if diagnostic.fix.safe else "--unsafe-fixes"
    if target.kind != "archive":
        return f"fix: {option}"
    return "fix: --diff" if diagnostic.fix.safe else f"fix: --diff {option}"


def not_run_block(target: TargetReport, cause: NotRun, style: Style) -> list[Line]:
    """What kept calls from running: no severity, no code, no status."""
    head = "not run: "
    first, *rest = wrap(clean(cause.headline, style), style.columns - len(head))
    lines = [line(head, Span(first, "message"))]
    lines += [line(" " * len(head), Span(text, "message")) for text in rest]
    marks = [Mark(cause.place, cause.label, "^", "warning")] if cause.place is not None else []
    keys = [
        ("note", [clean(note, style) for note in cause.notes]),
        ("missing", [clean(cause.missing, style)]),
        ("blocked", [clean(cause.blocked, style)]),
        ("next", [clean(cause.next, style)]),
    ]
    return [*lines, *_framed(target, marks, keys, style)]


def margin(diagnostic: Diagnostic) -> str:
    """The word at the right margin."""
    return f"{diagnostic.status}, suppressed" if diagnostic.suppressed else diagnostic.status


def _headline(diagnostic: Diagnostic, style: Style) -> list[Line]:
    indent = len(diagnostic.severity) + len(diagnostic.code) + 3
    status = margin(diagnostic)
    room = style.columns - indent - len(status) - 2
    first, *rest = wrap(clean(diagnostic.message, style), room)
    head = line(
        Span(diagnostic.severity, diagnostic.severity),
        Span(f"[{diagnostic.code}]", "code", diagnostic.docs_url),
        " ",
        Span(first, "message"),
        " " * (room + 2 - columns(first)),
        Span(status, diagnostic.status),
    )
    return [head, *(line(" " * indent, Span(text, "message")) for text in rest)]


def _marks(target: TargetReport, diagnostic: Diagnostic) -> list[Mark]:
    """The primary place first. Places in its function that have no label are lines of its frame."""
    primary = diagnostic.place
    more, marks = set(next_line(target.sources, primary)), []
    for related in diagnostic.related:
        place = related.place
        if not related.label and (place.path, place.function) == (primary.path, primary.function):
            more.add(place.line)
        else:
            marks.append(Mark(place, related.label, "-", "code"))
    role = diagnostic.severity
    return [Mark(primary, diagnostic.label, "^", role, frozenset(more)), *marks]


def _framed(
    target: TargetReport,
    marks: Sequence[Mark],
    keys: Iterable[tuple[str, list[str]]],
    style: Style,
    listed: Sequence[Line] = (),
) -> list[Line]:
    gutter = gutter_of(marks)
    lines: list[Line] = []
    for index, mark in enumerate(marks):
        framed = frame(target, mark, gutter, style)
        if index and len(lines) > 1:
            lines.append(bar(gutter))
        lines += framed
    lines += listed
    told = [text for key, values in keys for text in _key(key, values, gutter, style)]
    if marks and told:
        lines.append(bar(gutter))
    return lines + told


def _key(key: str, values: list[str], gutter: int, style: Style) -> list[Line]:
    """`= key:` before the first line, the others below their own column; nothing for a key without values."""
    indent = gutter + 3 + KEY_COLUMNS
    texts = [text for value in values if value for text in wrap(value, style.columns - indent)]
    if not texts:
        return []
    role = "help" if key == "help" else "key"
    first = line(" " * (gutter + 1), Span(f"= {key}:".ljust(KEY_COLUMNS + 2), role), texts[0])
    return [first, *(line(" " * indent, text) for text in texts[1:])]


def step_texts(target: TargetReport, step: Step, style: Style) -> list[str]:
    """`CALL -> VALUE`, `CALL raised TYPE: TEXT` and where, or `CALL died …`."""
    call = shortened(step.call, style)
    if step.failure is not None:
        return [f"{call} raised {raised(step.failure, style)}", at(target, step.failure, style)]
    if step.value is not None:
        return [f"{call} -> {shortened(step.value, style)}"]
    return [f"{call} {shortened(step.died or PREDICATES[step.ended], style)}"]


def raised(failure: Failure, style: Style) -> str:
    """`TYPE: TEXT`."""
    text = shortened(failure.message, style)
    return f"{shortened(failure.type, style)}: {text}" if text else shortened(failure.type, style)


def at(target: TargetReport, failure: Failure, style: Style) -> str:
    """`at PATH:LINE in FUNCTION, and 4 frames in json`; empty where the place is not known."""
    place = failure.place
    if place is None:
        return ""
    function = f" in {place.function}" if place.function else ""
    deeper = ""
    if failure.deeper is not None:
        library, frames = failure.deeper
        deeper = f", and {frames} {'frame' if frames == 1 else 'frames'} in {library}"
    return clean(f"at {target.shown(place.path)}:{place.line}{function}{deeper}", style)
