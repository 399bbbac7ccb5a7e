"""HL512 empty-answer."""

from collections.abc import Iterator

from handler_lint.rule import Case, Handler, Rule, Run, Severity, Violation

EMPTY = (b"", b"[]", b"{}", b"[[]]")


class EmptyAnswer(Rule):
    """A payload sample with rows is answered with nothing.

    **Why.** A loop that never appends, a filter that drops every row or a join of nothing answers an empty list with
    status 200. For a detector it may be right, so that this is a note.
    **Fix.** Look at where the answers are collected, or take a sample that has one.
    **Evidence.** aws/amazon-sagemaker-examples#3783.
    """

    code, name, severity = "HL512", "empty-answer", Severity.NOTE
    flags = ("never_appended", "blank_lines")
    passes = ("one_for_each", "empty_for_an_empty_request")

    def cases(self, handler: Handler) -> Iterator[Case]:
        for requests in handler.sample_requests():
            yield from requests

    def judge(self, handler: Handler, *runs: Run) -> Violation | None:
        answered, sent = runs[0].last, runs[0][0].call
        reply, body = answered.reply, getattr(getattr(sent, "body", None), "data", b"")
        if reply is None or reply.stage or "body" in reply.unknown or answered.value.none:
            return None
        inner = reply.body.strip()
        if inner.startswith(b"{") and inner.count(b":") == 1:
            inner = inner.partition(b":")[2].strip(b" }")
        if inner not in EMPTY or body.strip() in EMPTY:
            return None
        return Violation(
            answered.place or handler.place_of(answered.call),
            "a sample with rows is answered with nothing",
            help="look at where the answers are collected",
            related=(handler.place_of(answered.call),),
            outcome=answered,
        )
