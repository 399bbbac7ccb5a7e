"""HL203 broken-branch-chain."""

from collections.abc import Iterator

from handler_lint.rule import (
    Call,
    Case,
    Handler,
    JoinBranches,
    Outcome,
    OutputFn,
    Place,
    Rule,
    Run,
    Severity,
    Violation,
)


class BrokenBranchChain(Rule):
    """A content type passes its own branch and is refused by a later one.

    **Why.** After `if content_type == A: ...` a second `if content_type == B: ... else: raise` is no part of the same
    chain: A does its work and comes to the `else`. The handler seems to take A, and refuses it.
    **Fix.** Write `elif`, or return from the first branch.
    **Evidence.** A published AWS example, which refuses `text/libsvm` in this way.
    """

    code, name, severity = "HL203", "broken-branch-chain", Severity.ERROR
    fix = "safe"
    flags = ("if_if_else", "falls_through_to_none", "in_transform_fn", "in_output_fn")
    passes = (
        "elif_chain",
        "branches_return",
        "supported_types_first",
        "refuses_a_type_on_purpose",
        "default_type_first",
    )

    def cases(self, handler: Handler) -> Iterator[Case]:
        for known in handler.known_types():
            yield Case(handler.request(known, handler.any_body())[:1])
        if handler.is_bound("output_fn"):
            for one in handler.accepts:
                yield Case((OutputFn(one.value),))

    def judge(self, handler: Handler, *runs: Run) -> Violation | None:
        decoded = runs[0][0]
        refused = decoded.raised or (decoded.returned and decoded.value.none)
        sent = getattr(decoded.call, "content_type", getattr(decoded.call, "accept", None))
        passed = self._passed(handler, decoded.call, sent) if refused else None
        if passed is None:
            return None
        name = handler.function_of(decoded.call)
        how = f"raises {decoded.error.type}" if decoded.error is not None else "returns None"
        return Violation(
            decoded.place,
            f"{sent} passes its branch at line {passed.line}, and {name} {how}",
            label="refused here",
            help="make the later `if` an `elif`, or return from the branch",
            changes=(JoinBranches(passed),),
            related=(passed,),
            outcome=decoded,
        )

    def _passed(self, handler: Handler, call: Call, sent: str | None) -> Place | None:
        """Where a type passes its branch, by reading: a run does not tell what is compared."""
        asked = (call,) if isinstance(call, OutputFn) else handler.request(sent, handler.any_body())
        ways = handler.abstract(Case(asked[:1])).ways
        return next((place for way in ways if (place := _own_branch(way.runs[0][0], sent))), None)


def _own_branch(decoded: Outcome, sent: str | None) -> Place | None:
    """Where a type was compared with itself, if it was compared with others alone after that."""
    places: dict[Place, set[str]] = {}
    for event in decoded.events:
        if event.kind == "compared" and event.place is not None:
            places.setdefault(event.place, set()).add(event.subject)
    own = [place for place, subjects in places.items() if sent in subjects]
    later = list(places)[list(places).index(own[-1]) + 1 :] if own else []
    return own[-1] if later else None
