"""A plan: the calls to run as a tree, equal beginnings once."""

from dataclasses import dataclass, field

from handler_lint.calls import Call, Case, Import, ModelFn


@dataclass(frozen=True, slots=True)
class Node:
    """A call after the calls above it; bodies are given. `codes` are the rules that asked for it.

    A call that is `timed` is not looked on, because that would take its time; what flagged it is looked at in another
    call of the same, beside it.
    """

    id: int
    call: Call
    parent: int | None
    codes: tuple[str, ...] = ()
    timed: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """Calls in the order of execution and report, depth first; `nodes[n].id` is n, node 0 is the import.

    Where a case loads the model, node 1 is `model_fn`, and all requests hang below it.
    """

    nodes: tuple[Node, ...] = field(default=())

    def path(self, node: int) -> tuple[Node, ...]:
        """The calls from the import down to a call, itself included."""
        found: list[Node] = []
        above: int | None = node
        while above is not None:
            found.append(self.nodes[above])
            above = self.nodes[above].parent
        return tuple(reversed(found))

    def is_below(self, node: int, above: int) -> bool:
        """Whether a call is `above` or comes after it."""
        return any(one.id == above for one in self.path(node))

    def shown(self) -> dict[int, int]:
        """The calls that a report shows: each that is looked on in place of a timed one is that one."""
        ways: dict[tuple[object, ...], int] = {}
        found = {}
        for timed in (True, False):
            for node in self.nodes:
                if node.timed == timed:
                    way = tuple(one.call for one in self.path(node.id))
                    found[node.id] = ways.setdefault(way, node.id)
        return found

    def ids(self, case: Case) -> tuple[int, ...] | None:
        """The calls of a case, those that are looked on if there are any; None where the plan does not hold all."""
        return self._ids(case, timed=False) or self._ids(case, timed=True)

    def _ids(self, case: Case, timed: bool) -> tuple[int, ...] | None:
        below: dict[tuple[int | None, object], int] = {
            (n.parent, n.call): n.id
            for n in self.nodes
            if n.timed == timed or isinstance(n.call, Import | ModelFn)
        }
        number = below[(None, Import())]
        ids = [number]
        load = below.get((number, ModelFn()))
        if case.loads and load is None:
            return None
        if load is not None:
            number = load
            ids += [load] if case.loads else []
        for call in case.request:
            step = below.get((number, call))
            if step is None:
                return None
            number = step
            ids.append(step)
        return tuple(ids)
