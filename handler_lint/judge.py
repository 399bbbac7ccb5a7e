"""Rules over abstract runs: what is certain, what is suspect, what is only asked."""

import traceback
from collections.abc import Iterable
from dataclasses import dataclass, replace

from handler_lint.calls import Case, Place, Run, Undecided
from handler_lint.handler import Handler
from handler_lint.rule import Rule, Violation
from handler_lint.static.execute import Way

Group = tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """Cases by which reading comes to a finding: their violated ends, and whether all their ends are violated."""

    group: Group
    ways: tuple[Way, ...]
    certain: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule at one place, by reading; without `hits` no run can settle it."""

    rule: type[Rule]
    violation: Violation
    hits: tuple[Hit, ...] = ()

    @property
    def certain(self) -> bool:
        return not self.hits or any(hit.certain for hit in self.hits)

    @property
    def groups(self) -> tuple[Group, ...]:
        return tuple(hit.group for hit in self.hits)


@dataclass(frozen=True, slots=True)
class Judged:
    """What one rule says of a handler: findings, cases that it wants run, all its cases, how many are incomplete."""

    rule: type[Rule]
    findings: tuple[Finding, ...] = ()
    asked: tuple[Group, ...] = ()
    groups: tuple[Group, ...] = ()
    incomplete: int = 0


def groups_of(rule: Rule, handler: Handler) -> tuple[Group, ...]:
    """The cases of a rule that this handler can make, each as a tuple of cases, equal ones once."""
    found: dict[Group, None] = {}
    for one in rule.cases(handler):
        group = one if isinstance(one, tuple) else (one,)
        if all(handler.can_make(case) for case in group):
            found[handler.prepared(group)] = None
    return tuple(found)


def judge(rule_class: type[Rule], handler: Handler) -> Judged:
    """Judge one rule over every abstract end of its cases."""
    rule = rule_class()
    checked = [Finding(rule_class, violation) for violation in rule.check(handler)]
    groups = groups_of(rule, handler)
    found: list[Finding] = []
    asked: list[Group] = []
    incomplete = 0
    for group in groups:
        ways = handler.abstract(*group)
        incomplete += not ways.complete
        ends = [(way, verdict(rule, handler, way.runs)) for way in ways.ways]
        violated = [(way, end) for way, end in ends if isinstance(end, Violation)]
        certain = ways.complete and len(violated) == len(ends)
        certain = certain and not any(case.variant for case in group)
        if violated and (certain or not rule.sure):
            found += _at_places(rule_class, group, violated, certain)
            continue
        spoken = [
            (way, v) for way, _ in ends if (v := _suspects(rule, handler, way.runs)) is not None
        ]
        if spoken:
            found += _at_places(rule_class, group, spoken, certain=False)
        elif any(_asks(rule, handler, way.runs) for way, _ in ends):
            asked.append(group)
    return Judged(rule_class, (*checked, *_merged(found)), tuple(asked), groups, incomplete)


def verdict(rule: Rule, handler: Handler, runs: Iterable[Run]) -> Violation | Undecided | None:
    """What a rule says of the runs of one group; not knowing is an answer."""
    try:
        return rule.judge(handler, *runs)
    except Undecided as undecided:
        return undecided


def _suspects(rule: Rule, handler: Handler, runs: Iterable[Run]) -> Violation | None:
    try:
        return rule.suspects(handler, *runs)
    except Undecided:
        return None


def _asks(rule: Rule, handler: Handler, runs: Iterable[Run]) -> bool:
    try:
        return rule.asks(handler, *runs)
    except Undecided:
        return False


def _at_places(
    rule: type[Rule], group: Group, violated: list[tuple[Way, Violation]], certain: bool
) -> list[Finding]:
    """One finding for each place; where all ends are violated the first place is certain, the others suspect."""
    places: dict[tuple[str, int, int], list[tuple[Way, Violation]]] = {}
    for way, violation in violated:
        places.setdefault(place_key(violation.place), []).append((way, violation))
    return [
        Finding(
            rule, ends[0][1], (Hit(group, tuple(way for way, _ in ends), certain and not index),)
        )
        for index, ends in enumerate(places.values())
    ]


def _merged(found: list[Finding]) -> tuple[Finding, ...]:
    """One rule, one place, one finding, however many cases hit it; the words are those of a certain one."""
    places: dict[tuple[str, int, int], list[Finding]] = {}
    for finding in found:
        places.setdefault(place_key(finding.violation.place), []).append(finding)
    return tuple(
        replace(
            next((one for one in same if one.certain), same[0]),
            hits=tuple(hit for one in same for hit in one.hits),
        )
        for same in places.values()
    )


def place_key(place: Place | None) -> tuple[str, int, int]:
    return (place.path, place.line, place.column) if place is not None else ("", 0, 0)


def broken(what: str, target: str, error: Exception) -> str:
    """An internal error on one line: what broke on which target, and where in the code."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{last.filename.rpartition('/')[2]}:{last.lineno}"
    return f"{what} broke on {target}: {type(error).__name__}: {error} at {place}"
