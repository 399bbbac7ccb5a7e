"""HL905 no-sample-for-type."""

from collections.abc import Iterator

from handler_lint.rule import Handler, Rule, Severity, Violation


class NoSampleForType(Rule):
    """A content type has a branch, and no payload sample.

    **Why.** What is sent as that type is made up, so that calls of it show less than a real request would.
    **Fix.** Save a real request beside the others: `csv_samples/one.csv`.
    **Evidence.** docs/architecture.md, payload samples.
    """

    code, name, severity = "HL905", "no-sample-for-type", Severity.NOTE
    flags = ("csv_without_a_sample",)
    passes = ("sample_for_each_type",)

    def check(self, handler: Handler) -> Iterator[Violation]:
        sampled = {one.content_type for one in handler.samples}
        for known in handler.content_types:
            if sampled and known.value not in sampled:
                yield Violation(
                    known.place,
                    f"{known.value} has a branch, and no payload sample",
                    help="save a real request as a sample",
                )
