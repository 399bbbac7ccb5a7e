"""HL201 exact-content-type-match."""

from collections.abc import Iterator

from handler_lint.rule import (
    BeginWith,
    Case,
    Change,
    Handler,
    Outcome,
    Rule,
    Run,
    Severity,
    Violation,
)


class ExactContentTypeMatch(Rule):
    """A content type with a parameter misses the branch that the plain one takes.

    **Why.** The stack passes the Content-Type header as sent, with parameters and letter case. Clients, proxies and
    other containers add `; charset=utf-8`, and a comparison with `==` then matches no branch (RFC 9110, section 8.3).
    **Fix.** Normalise first: `content_type = (content_type or "").split(";")[0].strip().lower()`; the body of such a
    request is then bytes, not text.
    **Evidence.** aws/amazon-sagemaker-examples#3235, aws/amazon-sagemaker-examples#729, aws/sagemaker-python-sdk#5006.
    """

    code, name, severity = "HL201", "exact-content-type-match", Severity.NOTE
    fix = "unsafe"
    flags = (
        "compares_the_raw_header",
        "looks_up_the_raw_header",
        "member_of_a_tuple",
    )
    passes = (
        "cuts_the_parameters",
        "looks_for_a_prefix",
    )

    def cases(self, handler: Handler) -> Iterator[tuple[Case, ...]]:
        body = handler.any_body()
        for known in handler.content_types:
            if known.exact and ";" not in known.value:
                with_charset = f"{known.value}; charset=utf-8"
                yield tuple(Case(handler.request(t, body)[:1]) for t in (known.value, with_charset))

    def judge(self, handler: Handler, *runs: Run) -> Violation | None:
        plain, with_charset = runs[0][0], runs[1][0]
        # A body may be JSON's null; what counts is that the plain type has a branch.
        if not plain.returned or plain.value.none:
            return None
        if with_charset.returned and not with_charset.value.is_none:
            return None
        exact = [known.place for known in handler.content_types if known.exact]
        sent = getattr(with_charset.call, "content_type", "")
        return Violation(
            exact[0],
            f'"{sent}" matches no branch',
            label="compares the header as sent",
            help='compare content_type.split(";")[0].strip().lower() instead',
            related=tuple(exact[1:]),
            changes=self._changes(handler, with_charset),
            outcome=with_charset,
        )

    def _changes(self, handler: Handler, decoded: Outcome) -> tuple[Change, ...]:
        name = handler.function_of(decoded.call)
        header = handler.parameter(name, 2 if name == "transform_fn" else 1)
        normalised = f'{header} = ({header} or "").split(";")[0].strip().lower()'
        return (BeginWith(name, normalised),) if header else ()
