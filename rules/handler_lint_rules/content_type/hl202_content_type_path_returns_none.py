"""HL202 content-type-path-returns-none."""

from collections.abc import Iterator

from handler_lint.rule import (
    UNKNOWN_TYPE,
    Call,
    Case,
    Change,
    EndWith,
    Handler,
    Outcome,
    OutputFn,
    Rule,
    Run,
    Severity,
    Violation,
)


class ContentTypePathReturnsNone(Rule):
    """`input_fn` returns `None` for a content type it does not know, or `output_fn` for an accept.

    **Why.** No stack looks at what `input_fn` returned: `None` travels on to `predict_fn`, and the client gets an error
    about `NoneType` that says nothing about the content type. A `transform_fn` that returns `None` answers `null` with
    status 200, and so does `output_fn`.
    **Fix.** End the function with an exception that names the content type.
    **Evidence.** aws/amazon-sagemaker-examples#4839, aws/sagemaker-python-sdk#3341, pytorch/serve#1839.
    """

    code, name, severity = "HL202", "content-type-path-returns-none", Severity.ERROR
    fix = "safe"
    flags = (
        "elif_without_else",
        "match_without_default",
        "helper_falls_through",
        "only_logs_at_the_end",
        "swallows_what_is_no_json",
        "transform_fn_answers_null",
        "package_with_sample",
        "output_fn_knows_one_accept",
    )
    passes = (
        "raises_at_the_end",
        "asserts_the_type",
        "normalised_and_raises",
        "falls_back_to_json",
    )

    def cases(self, handler: Handler) -> Iterator[Case]:
        calls = handler.request(UNKNOWN_TYPE, handler.any_body())
        yield Case(calls[: 1 if handler.always_raises(calls[0]) else 2])
        if handler.is_bound("output_fn"):
            yield Case((OutputFn(UNKNOWN_TYPE),))

    def judge(self, handler: Handler, *runs: Run) -> Violation | None:
        decoded = runs[0][0]
        if not (decoded.returned and decoded.value.is_none):
            return None
        name = handler.function_of(decoded.call)
        compared = tuple(event.place for event in decoded.events if event.kind == "compared")
        kind, header = ("an accept", "accept") if name == "output_fn" else CONTENT_TYPE
        return Violation(
            decoded.place,
            f"{name} returns None for {kind} it does not know",
            label=LABELS.get(decoded.end, ""),
            help=f'end {name} with: raise ValueError(f"unsupported {kind.partition(" ")[2]}: {{{header}}}")',
            changes=self._changes(handler, name, decoded.call),
            related=(handler.place_of(decoded.call), *compared),
            outcome=decoded,
            client=f"the {kind.partition(' ')[2]} is not named",
        )

    def _changes(self, handler: Handler, name: str, call: Call) -> tuple[Change, ...]:
        """A raise at the end, where it is this function that comes to its end."""
        header = handler.parameter(name, POSITIONS.get(name, 1))
        ends = [way.runs[0].last for way in handler.abstract(Case((call,))).ways]
        fell = any(one.end in LABELS and _ends(one, name) for one in ends)
        if not (fell and header):
            return ()
        kind = "accept" if name == "output_fn" else "content type"
        return (EndWith(name, f'raise ValueError(f"unsupported {kind}: {{{header}}}")'),)


POSITIONS = {"transform_fn": 2}
CONTENT_TYPE = ("a content type", "content_type")
LABELS = {"test": "the last test; no else and nothing after it", "end": "the function ends here"}


def _ends(outcome: Outcome, name: str) -> bool:
    """Whether the `None` is this function's, and no helper's."""
    nothing = outcome.nothing
    return nothing is None or (nothing.place is not None and nothing.place.function == name)
