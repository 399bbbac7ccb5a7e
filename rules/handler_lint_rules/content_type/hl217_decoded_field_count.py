"""HL217 decoded-field-count."""

import re
from collections.abc import Iterator

from handler_lint.rule import Case, GivenBody, Handler, Rule, Run, Severity, Violation

ONE_COLUMN = re.compile(r"\w+\.(ndarray|DataFrame) \(\d+, 1\)")
TEXTS = re.compile(r"numpy\.ndarray \([\d, ]*\) (<U|\|S|object)")
NUMBER = re.compile(rb"\s*-?\d+(\.\d+)?(e[+-]?\d+)?\s*")


class DecodedFieldCount(Rule):
    """A CSV row of several numbers is decoded as one field, or as text.

    **Why.** `np.array(body.split())` splits at blanks: a whole line is one element. Without `float(...)` the elements
    are texts. The model gets another shape or kind than it was trained on, and may answer all the same.
    **Fix.** Split at the comma and convert, or read with `np.loadtxt(..., delimiter=",", ndmin=2)`.
    **Evidence.** aws/sagemaker-scikit-learn-container#15, aws/sagemaker-xgboost-container#410.
    """

    code, name, severity = "HL217", "decoded-field-count", Severity.ERROR
    flags = ("one_field_a_line",)
    passes = ("fields_are_numbers",)
    needs = frozenset({"sample"})

    def cases(self, handler: Handler) -> Iterator[Case]:
        for one in handler.samples:
            cells = one.body.split(b"\n")[0].split(b",")
            numbers = len(cells) > 1 and all(NUMBER.fullmatch(cell) for cell in cells)
            if one.content_type == "text/csv" and numbers:
                body = GivenBody(one.name, one.body)
                yield Case(handler.request("text/csv", body)[:1])

    def asks(self, handler: Handler, *runs: Run) -> bool:
        return handler.is_bound("input_fn")

    def judge(self, handler: Handler, *runs: Run) -> Violation | None:
        decoded = runs[0][0]
        if not handler.is_bound("input_fn") or not decoded.returned:
            return None
        one, texts = ONE_COLUMN.match(decoded.value.text), TEXTS.match(decoded.value.text)
        if not one and not texts:
            return None
        return Violation(
            decoded.place or handler.place_of(decoded.call),
            f"input_fn decodes a row of numbers as {'one field' if one else 'text'}",
            label=decoded.value.text,
            help="split at the comma, and convert each field",
            related=(handler.place_of(decoded.call),),
            outcome=decoded,
        )
