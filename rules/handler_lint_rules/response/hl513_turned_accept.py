"""HL513 turned-accept."""

from collections.abc import Iterator

from handler_lint.rule import UNKNOWN_TYPE, Case, Handler, OutputFn, Rule, Run, Severity, Violation


class TurnedAccept(Rule):
    """`output_fn` refuses an accept that it names, and answers one that it does not know.

    **Why.** `if accept != "text/csv": return ...` followed by a `raise` answers everything but what it names: often the
    comparison is the wrong way round. To refuse one type on purpose is possible, so that this is a note.
    **Fix.** Turn the comparison round.
    **Evidence.** aws/amazon-sagemaker-examples#4839.
    """

    code, name, severity = "HL513", "turned-accept", Severity.NOTE
    flags = ("not_equal", "branches_swapped")
    passes = ("equal", "answers_any_accept")

    def cases(self, handler: Handler) -> Iterator[Case]:
        if handler.is_bound("output_fn") and not handler.always_raises(OutputFn(UNKNOWN_TYPE)):
            for one in handler.accepts:
                yield Case((OutputFn(one.value),))

    def judge(self, handler: Handler, *runs: Run) -> Violation | None:
        encoded = runs[0][0]
        if not handler.refuses(encoded.call) or encoded.error is None:
            return None
        accept = getattr(encoded.call, "accept", "")
        named = next(one.place for one in handler.accepts if one.value == accept)
        return Violation(
            named,
            f"{accept} is refused, and any other type is answered",
            label="is the comparison turned round?",
            help="compare the other way round",
            related=(encoded.error.place,),
            outcome=encoded,
        )
