"""HL214 csv-header-assumption."""

import re
from collections.abc import Iterator

from handler_lint.rule import (
    AnyBody,
    Case,
    GiveArgument,
    GivenBody,
    Handler,
    Place,
    Rule,
    Run,
    Severity,
    Undecided,
    Violation,
)

NUMBER = re.compile(rb"\s*-?\d+(\.\d+)?(e[+-]?\d+)?\s*")


class CsvHeaderAssumption(Rule):
    """A reader of CSV takes the first row of a request for a header.

    **Why.** CSV requests have no header by the conventions of the platform. `pandas.read_csv` takes one for granted:
    the first row is gone, and its values are the names of the columns.
    **Fix.** `read_csv(..., header=None)`, or `names=` with the names of the columns.
    **Evidence.** aws/sagemaker-huggingface-inference-toolkit#17, aws/sagemaker-huggingface-inference-toolkit#25.
    """

    code, name, severity = "HL214", "csv-header-assumption", Severity.WARNING
    fix = "unsafe"
    flags = ("first_row_is_gone",)
    passes = ("requests_have_a_header", "header_is_none")

    def cases(self, handler: Handler) -> Iterator[Case]:
        if not handler.written("takes_header"):
            return
        csv = [one for one in handler.samples if one.content_type == "text/csv"]
        for one in csv:
            yield Case(handler.request("text/csv", GivenBody(one.name, one.body))[:1])
        if not csv and "text/csv" in handler.known_types():
            yield Case(handler.request("text/csv", handler.any_body())[:1])

    def suspects(self, handler: Handler, *runs: Run) -> Violation | None:
        made_up = isinstance(getattr(runs[0].last.call, "body", None), AnyBody)
        return self._violation(handler, runs[0]) if made_up else None

    def asks(self, handler: Handler, *runs: Run) -> bool:
        return True

    def judge(self, handler: Handler, *runs: Run) -> Violation | None:
        decoded = runs[0].last
        body = getattr(decoded.call, "body", None)
        if not isinstance(body, GivenBody):
            raise Undecided("no text/csv sample, and a made-up one cannot tell what clients send")
        rows = re.search(r"\((\d+),", decoded.value.text)
        lines = [line for line in body.data.splitlines() if line.strip()]
        header = not any(map(NUMBER.fullmatch, lines[0].split(b","))) if lines else True
        taken = rows is not None and int(rows[1]) == len(lines) - 1 and not header
        return self._violation(handler, runs[0]) if taken else None

    def _violation(self, handler: Handler, run: Run) -> Violation:
        place: Place = handler.written("takes_header")[0].place
        return Violation(
            place,
            "the first row of a text/csv request is taken for a header",
            label="no header=None",
            help="write read_csv(..., header=None), or give names=",
            changes=(GiveArgument(place, "read_csv", "header=None"),),
            outcome=run.last,
        )
