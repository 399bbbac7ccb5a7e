"""HL807 feature-list-drift."""

from collections.abc import Iterator

from handler_lint.rule import Case, GivenBody, Handler, Rule, Run, Severity, Undecided, Violation


class FeatureListDrift(Rule):
    """A row with one column too few is answered, although the package has the list of its features.

    **Why.** When the step before drops or adds a column, each value stands for another feature, and the model answers
    all the same: nothing fails, and every answer is wrong.
    **Fix.** Compare the number of columns, or their names, with the list, and refuse the request.
    **Evidence.** aws/sagemaker-xgboost-container#410, aws/amazon-sagemaker-examples#392.
    """

    code, name, severity = "HL807", "feature-list-drift", Severity.WARNING
    flags = ("zip_with_the_names",)
    passes = ("number_is_compared", "unpacked_by_name", "names_in_the_header")
    sure = True
    needs = frozenset({"model", "sample"})

    def cases(self, handler: Handler) -> Iterator[tuple[Case, ...]]:
        counts = {len(names) for _, _, names in handler.feature_lists()}
        for sample, requests in zip(handler.samples, handler.sample_requests(), strict=True):
            lines = sample.body.splitlines() if sample.content_type == "text/csv" else []
            if (
                len({line.count(b",") + 1 for line in lines} & counts) == 1
                and b'"' not in sample.body
            ):
                short = b"\n".join(line.rpartition(b",")[0] for line in lines) + b"\n"
                body = GivenBody(f"{sample.name}, last column dropped", short, made=True)
                yield requests[0], Case(handler.request("text/csv", body))

    def asks(self, handler: Handler, *runs: Run) -> bool:
        return True

    def judge(self, handler: Handler, *runs: Run) -> Violation | None:
        whole, short = (run.last for run in runs)
        if runs[0].failure is not None or runs[1].failure is not None:
            return None
        for reply in (whole.reply, short.reply):
            if reply is None or reply.unknown:
                raise Undecided("only a run shows whether a row that is too short is refused")
            if reply.status != 200:
                return None
        path, place, names = next(handler.feature_lists())
        return Violation(
            place or handler.place_of(short.call),
            f"{path} has {len(names)} features, and a row of {len(names) - 1} is answered",
            label="loaded here",
            help=f"compare the number of columns with {path}, and refuse the request",
            outcome=short,
        )
