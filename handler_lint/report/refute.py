"""Whether a real run without a violation settles what reading found: the soundness of a refutation."""

from collections.abc import Mapping
from dataclasses import dataclass

from handler_lint.calls import AnyBody, Place, Run, Undecided
from handler_lint.judge import Group
from handler_lint.rule import Rule, Violation
from handler_lint.static.execute import Way

Lines = Mapping[str, frozenset[int]]


@dataclass(frozen=True, slots=True)
class RealRun:
    """The runs of one group of cases with concrete bodies, and what the rule says of them.

    `origin` is the group as the rule named it, `lines` the lines that traced functions executed, by path.
    """

    rule: type[Rule]
    origin: Group
    runs: tuple[Run, ...]
    verdict: Violation | Undecided | None
    lines: Lines
    payloads: int = 1
    ids: tuple[tuple[int, ...], ...] = ()
    """The nodes of the plan of each run: import, load where there was one, requests."""


def is_exact(group: Group) -> bool:
    """Whether the cases name their own bodies: they are run as they are, and nothing is left to the client."""
    bodies = [getattr(call, "body", None) for case in group for call in case.calls]
    return any(bodies) and not any(isinstance(body, AnyBody) for body in bodies)


def unsettled(way: Way, place: Place | None, real: RealRun) -> tuple[str, str]:
    """Why a clean run does not settle an abstract way, and what would; empty where it does."""
    failed = _failed_assumption(way, real)
    if failed:
        return failed, "give a payload sample or a package with which the call succeeds"
    client = [fork for fork in way.forks if "client" in fork.by]
    if client:
        times = f"{real.payloads} payload{'' if real.payloads == 1 else 's'}"
        line = client[0].spot.place.line
        return f"not seen with {times}", f"add a payload sample that decides line {line} otherwise"
    if place is None:
        return "its place is not known", "look at the function that is named"
    forks = [fork.spot.place for fork in way.forks]
    # The import passes the line of a `def`, too, and says nothing of the function.
    heads = {bound.place for run in way.runs for bound in run.bindings if bound.place is not None}
    passed = real.lines.get(place.path, frozenset()) - {
        head.line for head in heads if head.path == place.path
    }
    ends = range(place.line, max(place.line, place.end_line) + 1)
    shared = [fork for fork in forks if fork.path == place.path and fork.line in ends]
    if any(line in passed for line in ends) and not shared:
        return "", ""
    decided = all(fork.by <= {"package", "ignorance"} for fork in way.forks)
    came_by = forks and all(f.line in real.lines.get(f.path, frozenset()) for f in forks)
    if came_by and decided and not shared:
        return "", ""
    where = f"{place.path}:{place.line}"
    return f"{where} was not reached in the run", f"make a run come to line {place.line}"


def _failed_assumption(way: Way, real: RealRun) -> str:
    """Reading assumed that library calls succeed; where one of them did not, the run settles nothing."""
    assumed = {(spot.place.path, spot.place.line) for _, spot in way.assumed}
    for abstract, run in zip(way.runs, real.runs, strict=False):
        for expected, seen in zip(abstract.all, run.all, strict=False):
            if expected.ended != "returned" or seen.ended in ("returned", "not_made"):
                continue
            where = seen.error.place if seen.error is not None else None
            if where is not None and (where.path, where.line) in assumed:
                how = seen.error.type if seen.error is not None else seen.ended
                return f"{seen.call.function or 'the import'} raised {how} before it came so far"
    return ""
