"""HL204 accepted-type-without-working-branch."""

from collections.abc import Iterator

from handler_lint.rule import Case, GivenBody, Handler, OutputFn, Rule, Run, Severity, Violation


class AcceptedTypeWithoutWorkingBranch(Rule):
    """A content type that clients send, or an accept that they ask for, is refused.

    **Why.** Payload samples, `--content-type` and `--accept` say what clients send and ask for. A function that has no
    branch for one of them fails each of those requests.
    **Fix.** Add a branch for the type, or do not declare it.
    **Evidence.** aws/sagemaker-python-sdk#5006, aws/amazon-sagemaker-examples#3463.
    """

    code, name, severity = "HL204", "accepted-type-without-working-branch", Severity.ERROR
    flags = ("sample_without_a_branch",)
    passes = ("branch_for_each_sample",)

    def cases(self, handler: Handler) -> Iterator[Case]:
        sent = (one for one in handler.samples if not one.script and not one.handler)
        sampled = {one.content_type: one for one in sent}
        for kind, one in sampled.items():
            yield Case(handler.request(kind, GivenBody(one.name, one.body))[:1])
        for kind in handler.declared_types:
            if kind not in sampled:
                yield Case(handler.request(kind, handler.any_body())[:1])
        if handler.is_bound("output_fn"):
            for accept in handler.declared_accepts:
                yield Case((OutputFn(accept),))

    def judge(self, handler: Handler, *runs: Run) -> Violation | None:
        asked = runs[0].last
        if not handler.refuses(asked.call) or asked.ended != "raised":
            return None
        header = getattr(asked.call, "content_type", getattr(asked.call, "accept", None))
        sample = getattr(getattr(asked.call, "body", None), "name", "")
        name = handler.function_of(asked.call)
        return Violation(
            asked.place or handler.place_of(asked.call),
            f"{header} is {f'the type of {sample}' if sample else 'declared'}, and {name} refuses it",
            label="refused here",
            help=f"add a branch for {header}, or do not declare it",
            related=(handler.place_of(asked.call),),
            outcome=asked,
        )
