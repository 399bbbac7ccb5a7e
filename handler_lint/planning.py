"""What is to be run for one target: the flagged and asked cases with given bodies, and the lines to trace."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from handler_lint.calls import Case, GivenBody, ModelFn, OutputFn, Place, PredictFn
from handler_lint.config.settings import Settings, TargetSettings
from handler_lint.dynamic.planner import concrete_together
from handler_lint.handler import Handler
from handler_lint.judge import Finding, Group, Judged
from handler_lint.package.model import Package

Progress = Callable[[str, int, int, str], None]
"""Told the target, how many calls were made, how many are planned, and the call under way."""


@dataclass(frozen=True, slots=True)
class RunRequest:
    """A handler, what reading says of it, and how it is to be run."""

    handler: Handler
    judged: Sequence[Judged]
    settings: Settings
    named: TargetSettings
    progress: Progress | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """The cases to run with given bodies, each with the code of a rule, in the order of the rules.

    `timed` are those that nobody looks on, because their time counts.
    """

    cases: tuple[tuple[Case, str], ...] = ()
    timed: tuple[tuple[Case, str], ...] = ()


def wanted_cases(request: RunRequest) -> Wanted:
    """What reading flagged and rules ask for; of a test, all cases of all rules, and each function and the chain."""
    handler, settings = request.handler, request.settings
    if settings.dynamic == "off" or not handler.package.can_run:
        return Wanted()
    rules = [one for one in request.judged if not missing_needs(handler.package, one.rule.needs)]
    flagged = [
        (one, [group for finding in one.findings for group in _smallest(finding, handler)])
        for one in rules
    ]
    everything = settings.dynamic == "all" or settings.tested
    more = [(one, one.groups if everything else one.asked) for one in rules]
    if settings.tested:
        tested = [(case, "") for case in tested_cases(handler, settings)]
        asked = [one for rule in more for one in _of_rule(handler, *rule)]
        cases = [one for rule in flagged for one in _of_rule(handler, *rule)]
        return Wanted(tuple(cases), (*tested, *asked))
    both = zip(flagged, more, strict=True)
    rows = ((one, [*first, *then]) for (one, first), (_, then) in both)
    return Wanted(tuple(one for rule in rows for one in _of_rule(handler, *rule)))


def _of_rule(
    handler: Handler, judged: Judged, groups: Sequence[Group]
) -> Iterator[tuple[Case, str]]:
    for group in dict.fromkeys(groups):
        if not any(map(lacks_data, group)):
            for cases in concrete_groups(handler, group):
                yield from ((case, judged.rule.code) for case in cases)


def lacks_data(case: Case) -> bool:
    """Whether a case begins with a call that gets what another function returned: reading alone follows such a case."""
    return isinstance(next(iter(case.request), None), (PredictFn, OutputFn))


def _smallest(finding: Finding, handler: Handler) -> tuple[Group, ...]:
    """The groups to run for a finding: one shows what is certain, with a payload sample where there is one."""
    certain = [hit.group for hit in finding.hits if hit.certain]
    if not certain:
        return finding.groups
    with_sample = [g for g in certain if not _made_up(concrete_groups(handler, g)[0])]
    return tuple(with_sample or certain)[:1]


def _made_up(group: Group) -> bool:
    bodies = [getattr(call, "body", None) for case in group for call in case.calls]
    return any(isinstance(body, GivenBody) and body.made for body in bodies)


def missing_needs(package: Package, needs: frozenset[str]) -> list[str]:
    """What a rule's cases cannot do without and this package does not have."""
    there = {"model": package.holds_a_model(), "sample": bool(package.samples)}
    return sorted(need for need in needs if not there[need])


def concrete_groups(handler: Handler, group: Group) -> tuple[Group, ...]:
    """A group with given bodies, once for each body that serves."""
    return concrete_together(group, handler.samples, handler.known_types())


def tested_cases(handler: Handler, settings: Settings) -> Iterator[Case]:
    """Each sample as each declared type, or its own, through each function and the chain."""
    if settings.function == "model_fn" or not handler.samples:
        if handler.is_bound("model_fn"):
            yield Case((ModelFn(),))
        return
    for sample in handler.samples:
        body = GivenBody(sample.name, sample.body)
        for content_type in settings.content_types or (sample.content_type,):
            for accept in handler.declared_accepts or (None,):
                calls = handler.request(content_type, body, accept)
                names = [call.function for call in calls]
                last = names.index(settings.function) + 1 if settings.function in names else None
                yield Case(calls[:last])


def traced_lines(request: RunRequest) -> Mapping[str, frozenset[int]]:
    """The lines whose functions are traced: flagged places and the forks on the way to them."""
    lines: dict[str, set[int]] = {}

    def add(place: Place | None) -> None:
        if place is not None:
            lines.setdefault(place.path, set()).add(place.line)

    for one in request.judged:
        for finding in one.findings:
            for hit in finding.hits:
                add(finding.violation.place)
                for way in hit.ways:
                    for fork in way.forks:
                        add(fork.spot.place)
    return {path: frozenset(found) for path, found in lines.items()}
