"""What was planned and could not run here: one block for each cause, which is no defect of the handler."""

from collections.abc import Mapping, Sequence

from handler_lint.calls import Import, Outcome
from handler_lint.handler import Handler
from handler_lint.report.model import NotRun
from handler_lint.report.settle import Settled


def blocks(
    handler: Handler,
    outcomes: Mapping[int, Outcome],
    parents: Mapping[int, int | None],
    settled: Sequence[Settled],
) -> tuple[NotRun, ...]:
    """The causes, in the order of the plan, with the calls that each of them blocked."""
    causes: dict[str, tuple[Outcome, list[Outcome]]] = {}
    cause_of: dict[int, str] = {}
    for number, outcome in outcomes.items():
        key = _cause(outcome)
        if key:
            causes.setdefault(key, (outcome, []))
            cause_of[number] = key
        elif outcome.ended == "not_made":
            above = parents[number]
            while above is not None and above not in cause_of:
                above = parents[above]
            if above is not None:
                causes[cause_of[above]][1].append(outcome)
    return tuple(_block(handler, first, blocked, settled) for first, blocked in causes.values())


def is_cause(outcome: Outcome) -> bool:
    """Whether this outcome has a block: what comes after it cannot run here."""
    return bool(_cause(outcome))


def _cause(outcome: Outcome) -> str:
    """What kept a call from running to its end here, or nothing."""
    if outcome.error is not None and outcome.error.world.startswith("the absent module"):
        return f"{outcome.error.world} {outcome.error.place}"
    return outcome.call.function + outcome.ended if outcome.ended in ("died", "timed_out") else ""


def _block(
    handler: Handler, first: Outcome, blocked: list[Outcome], settled: Sequence[Settled]
) -> NotRun:
    name = handler.function_of(first.call) or f"the import of {handler.path}"
    listed = _listed(handler, blocked)
    if first.error is None:
        return NotRun(f"{name} {first.why_not}", blocked=listed, calls=len(blocked))
    module = first.error.module
    verb = "cannot be imported here" if isinstance(first.call, Import) else "cannot be run here"
    given = module.partition(".")[0] in handler.stack.provides
    says = "so this says nothing about the endpoint" if given else "if the endpoint installs it"
    has = f"the {handler.stack.name} image has {module.partition('.')[0]}, {says}"
    note = has if given else f"nothing is said of the endpoint here: it may have {module}"
    return NotRun(
        f"{handler.path if isinstance(first.call, Import) else name} {verb}",
        place=first.error.place,
        label=f"{first.error.type}: {first.error.message}",
        notes=(note,),
        missing=module,
        blocked="; ".join(one for one in (listed, _standing(settled)) if one),
        next=f"--python PATH/TO/PYTHON, one that has {module.partition('.')[0]}",
        calls=len(blocked),
    )


def _listed(handler: Handler, blocked: list[Outcome]) -> str:
    if not blocked:
        return ""
    names = dict.fromkeys(handler.function_of(one.call) for one in blocked)
    return f"{len(blocked)} call{'' if len(blocked) == 1 else 's'}: {', '.join(names)}"


def _standing(settled: Sequence[Settled]) -> str:
    words = {"static": "stays certain", "open": "stays open"}
    parts = [
        f"{one.rule.code} {words[one.status]}"
        for one in settled
        if one.status in words and one.finding and one.finding.groups
    ]
    return ", ".join(dict.fromkeys(parts))
