"""Whether what really happened is among what reading said can happen."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from handler_lint.calls import Case, Import, Outcome, Run
from handler_lint.config.settings import Settings, TargetSettings
from handler_lint.contract import DEFAULT_STACK, load_stack
from handler_lint.handler import Handler, look
from handler_lint.judge import judge
from handler_lint.package.target import open_target
from handler_lint.planning import RunRequest
from handler_lint.reading import handler_of, read_sources
from handler_lint.report.refute import RealRun
from handler_lint.rule_set import select_rules
from handler_lint.running import run_cases
from handler_lint.static.execute import Way


def really_run(target: Path) -> tuple[Handler, tuple[RealRun, ...]]:
    """A handler, and the real runs of all cases of all rules."""
    named = TargetSettings(str(target))
    settings = Settings((named,), dynamic="all")
    package = open_target(str(target))
    sources, _ = read_sources(package)
    handler = look(handler_of(package, load_stack(DEFAULT_STACK), sources, settings))
    judged = [judge(rule, handler) for rule in select_rules(settings).rules]
    done = run_cases(RunRequest(handler, judged, settings, named))
    return handler, tuple(run for runs in done.real.values() for run in runs)


def disagreements(target: Path) -> Iterator[str]:
    """Each real run that is no end of its case by reading, as the rule named it and with the very body of the run."""
    handler, real = really_run(target)
    for one in real:
        cases = tuple(run.case for run in one.runs)
        for read in (one.origin, cases):
            ways = handler.abstract(*read)
            if ways.complete and not any(_is_end(way, one.runs) for way in ways.ways):
                ends = {_spelled(way.runs) for way in ways.ways}
                yield f"{_named(read)}: {_spelled(one.runs)} is none of {sorted(ends)}"


def _is_end(way: Way, real: Sequence[Run]) -> bool:
    return all(_agrees(way, read, seen) for read, seen in zip(way.runs, real, strict=True))


def _agrees(way: Way, read: Run, seen: Run) -> bool:
    """Whether a real run is the one that was read, as far as the two can be compared."""
    for expected, outcome in zip(read.all, seen.all, strict=True):
        if _outside(outcome) or _assumed_otherwise(way, expected, outcome):
            return True
        if not _same(expected, outcome):
            return False
    return True


def _outside(outcome: Outcome) -> bool:
    """Whether this world, or the stack's default, ended the run here."""
    return outcome.ended == "not_made" or (outcome.error is not None and bool(outcome.error.world))


def _assumed_otherwise(way: Way, expected: Outcome, seen: Outcome) -> bool:
    """Whether the exception comes from what reading assumed to succeed: a call of a library outside any `try`."""
    if expected.ended != "returned" or seen.ended != "raised" or seen.place is None:
        return False
    return (seen.place.path, seen.place.line) in {
        (spot.place.path, spot.place.line) for _, spot in way.assumed
    }


def _same(expected: Outcome, seen: Outcome) -> bool:
    if expected.ended != seen.ended:
        return False
    if expected.error is not None and seen.error is not None:
        # a class that reading does not know by name may be any
        return expected.error.type in (seen.error.type, *seen.error.bases)
    if isinstance(seen.call, Import):
        return True
    if expected.result is not None and seen.result is not None:
        return expected.result.none in (None, seen.result.none)
    return True


def _named(cases: Sequence[Case]) -> str:
    return "; ".join(str(case.calls) for case in cases)


def _spelled(runs: Sequence[Run]) -> str:
    return "; ".join(", ".join(map(_end, run.all)) for run in runs)


def _end(outcome: Outcome) -> str:
    name = outcome.call.function or "import"
    if outcome.error is not None:
        return f"{name} raised {outcome.error.type}: {outcome.error.message}"
    value = "" if outcome.result is None else f" {outcome.result.text}"
    return f"{name} {outcome.ended}{value}"
