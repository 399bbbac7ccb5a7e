"""HL218 parameter-breaks-the-body."""

from collections.abc import Iterator

from handler_lint.rule import Case, GivenBody, Handler, Rule, Run, Severity, Violation


class ParameterBreaksTheBody(Rule):
    """A content type with a parameter passes its branch, and its body fails.

    **Why.** The stack decodes the body for exactly its text types: with `; charset=utf-8` the same bytes come
    undecoded. A handler that cuts the parameter off has to read both kinds, in each function that they come to.
    **Fix.** `text = body if isinstance(body, str) else body.decode("utf-8")`, before anything else is done with it.
    **Evidence.** aws/amazon-sagemaker-examples#3235, pytorch/serve#1839.
    """

    code, name, severity = "HL218", "parameter-breaks-the-body", Severity.WARNING
    flags = ("wrong_encoding", "bytes_go_on")
    passes = ("both_kinds_are_read", "refuses_the_parameter")
    needs = frozenset({"model", "sample"})

    def cases(self, handler: Handler) -> Iterator[tuple[Case, ...]]:
        normalised = {one.value for one in handler.content_types if not one.exact}
        for sample in handler.samples:
            if sample.content_type in normalised:
                body = GivenBody(sample.name, sample.body)
                kinds = (sample.content_type, f"{sample.content_type}; charset=utf-8")
                yield tuple(Case(handler.request(kind, body), variant=True) for kind in kinds)

    def asks(self, handler: Handler, *runs: Run) -> bool:
        return True

    def judge(self, handler: Handler, *runs: Run) -> Violation | None:
        plain, with_charset = runs
        failed = next((one for one in with_charset if one.raised), None)
        if failed is None or not all(one.returned for one in plain):
            return None
        error = failed.error
        if error is None or error.explicit:
            return None
        return Violation(
            failed.place or handler.place_of(failed.call),
            f"a body with a charset in its content type fails: {error.type}",
            label=error.message,
            help="read both kinds of body: text and bytes",
            outcome=failed,
        )
