"""From cases to a plan: bodies that the handler may get, then one tree for all cases."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeGuard

from handler_lint.calls import AnyBody, Call, Case, GivenBody, Import, InputFn, Invoke, ModelFn
from handler_lint.dynamic.bodies import made_body, media_type
from handler_lint.dynamic.plan import Node, Plan
from handler_lint.package.model import Sample


@dataclass(slots=True)
class _Branch:
    call: Call
    codes: dict[str, None] = field(default_factory=dict)
    below: dict[tuple[Call, bool], "_Branch"] = field(default_factory=dict)
    id: int = -1
    timed: bool = False

    def grow(self, call: Call, timed: bool = False) -> "_Branch":
        return self.below.setdefault((call, timed), _Branch(call, timed=timed))


def make_plan(
    wanted: Sequence[tuple[Case, str]], timed: Sequence[tuple[Case, str]] = ()
) -> tuple[Plan, dict[Case, tuple[int, ...]]]:
    """One tree for all cases, equal beginnings merged.

    Args:
        wanted: cases with given bodies, each with the code of a rule that wants it, in order.
        timed: those whose time counts, so that nobody looks on; import and load are timed if no other case is of them.

    Returns:
        The plan, and for each case the ids of its calls: the import, `model_fn` if it loads, then its requests.
    """
    root = _Branch(Import())
    every = [*((*one, True) for one in timed), *((*one, False) for one in wanted)]
    loads = any(case.loads for case, _, _ in every)
    start = root.grow(ModelFn()) if loads else root
    about_load = any(
        isinstance(call, Import | ModelFn) for case, _ in wanted for call in case.calls
    )
    root.timed = start.timed = bool(timed) and not about_load
    ways: dict[Case, list[_Branch]] = {}
    for case, code, is_timed in every:
        way, branch = [], start
        for call in _requests(case):
            branch = branch.grow(call, is_timed)
            way.append(branch)
        named = {Import(): root, ModelFn(): start}
        for branch in (*way, *(named[call] for call in case.calls if call in named)):
            branch.codes[code] = None
        ways[case] = [root, start, *way] if case.loads else [root, *way]
    nodes = tuple(_numbered(root, None, []))
    return Plan(nodes), {case: tuple(branch.id for branch in way) for case, way in ways.items()}


def _requests(case: Case) -> Iterator[Call]:
    return (call for call in case.request if not isinstance(call, Import))


def _numbered(branch: _Branch, parent: int | None, nodes: list[Node]) -> list[Node]:
    branch.id = len(nodes)
    nodes.append(Node(branch.id, branch.call, parent, tuple(branch.codes), branch.timed))
    for below in branch.below.values():
        _numbered(below, branch.id, nodes)
    return nodes


def concrete(case: Case, samples: Sequence[Sample], known_types: Sequence[str]) -> tuple[Case, ...]:
    """The case with given bodies: once for each sample of the type, else with the smallest body that serves."""
    return tuple(one for (one,) in concrete_together((case,), samples, known_types))


def concrete_together(
    cases: tuple[Case, ...], samples: Sequence[Sample], known_types: Sequence[str]
) -> tuple[tuple[Case, ...], ...]:
    """Cases that are judged together, with given bodies: any body is the same unknown in all of them.

    Args:
        samples: the payload samples.
        known_types: the content types that the handler's source compares with, in order.
    """
    types = [call.content_type for case in cases for call in case.calls if _takes_any(call)]
    if not types:
        return (cases,)
    known = {media_type(one) for one in known_types}
    wanted = next((one for one in types if media_type(one) in known), types[0])
    bodies = _bodies(wanted, samples, known_types)
    return tuple(tuple(_given(case, body) for case in cases) for body in bodies)


def _takes_any(call: Call) -> TypeGuard[InputFn | Invoke]:
    return isinstance(call, InputFn | Invoke) and isinstance(call.body, AnyBody)


def _given(case: Case, body: GivenBody) -> Case:
    calls = (replace(call, body=body) if _takes_any(call) else call for call in case.calls)
    return replace(case, calls=tuple(calls))


def _bodies(
    content_type: str | None, samples: Sequence[Sample], known_types: Sequence[str]
) -> tuple[GivenBody, ...]:
    """The bodies to send as a content type; one that the handler does not know says nothing about what to send."""
    wanted = media_type(content_type)
    same = [sample for sample in samples if wanted and media_type(sample.content_type) == wanted]
    unknown = wanted not in map(media_type, known_types)
    chosen = same or list(samples[:1] if unknown else ())
    if chosen:
        return tuple(GivenBody(sample.name, sample.body) for sample in chosen)
    return (made_body(known_types[0] if unknown and known_types else content_type),)
