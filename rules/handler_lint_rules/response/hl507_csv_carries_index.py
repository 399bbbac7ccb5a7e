"""HL507 csv-carries-index."""

from collections.abc import Iterator

from handler_lint.rule import Case, GiveArgument, Handler, Rule, Run, Severity, Violation


class CsvCarriesIndex(Rule):
    """A CSV reply holds the index of a data frame as a first column without a name.

    **Why.** `to_csv` writes header and index unless it is told not to: the client reads one column and one line too
    many, and a batch transform job cannot join them with its input.
    **Fix.** `frame.to_csv(index=False, header=False)`.
    **Evidence.** aws/sagemaker-tensorflow-serving-container#154, aws/amazon-sagemaker-examples#3783.
    """

    code, name, severity = "HL507", "csv-carries-index", Severity.WARNING
    fix = "safe"
    flags = ("index_and_header",)
    passes = ("values_alone",)

    def cases(self, handler: Handler) -> Iterator[Case]:
        for requests in handler.sample_requests():
            yield from requests

    def judge(self, handler: Handler, *runs: Run) -> Violation | None:
        answered = runs[0].last
        reply = answered.reply
        if reply is None or reply.stage or "body" in reply.unknown:
            return None
        lines = reply.body.splitlines()
        numbered = [line.split(b",")[0] == b"%d" % row for row, line in enumerate(lines[1:])]
        if len(lines) < 2 or not lines[0].startswith(b",") or not all(numbered):
            return None
        place = answered.place or handler.place_of(answered.call)
        return Violation(
            place,
            "the CSV of the reply begins with the index of a frame",
            label=f"{len(lines)} lines for {len(lines) - 1} rows, the first column is their number",
            help="write to_csv(index=False, header=False)",
            changes=(GiveArgument(place, "to_csv", "index=False"),) if place else (),
            related=(handler.place_of(answered.call),),
            outcome=answered,
        )
