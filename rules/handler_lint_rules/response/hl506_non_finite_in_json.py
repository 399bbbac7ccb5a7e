"""HL506 non-finite-in-json."""

import json
from collections.abc import Iterator
from typing import NoReturn

from handler_lint.rule import Case, Handler, Rule, Run, Severity, Violation


class NonFiniteInJson(Rule):
    """A JSON reply holds NaN or Infinity.

    **Why.** `json.dumps` writes them as `NaN` and `Infinity`, which JSON does not have: Python reads it, other clients
    and the AWS console do not.
    **Fix.** Replace them by `None`, or refuse the request; `json.dumps(..., allow_nan=False)` raises instead.
    **Evidence.** pytorch/serve#1304; RFC 8259, section 6.
    """

    code, name, severity = "HL506", "non-finite-in-json", Severity.WARNING
    flags = ("mean_of_nothing", "division_gives_infinity")
    passes = ("replaced_by_null", "nan_in_csv")

    def cases(self, handler: Handler) -> Iterator[Case]:
        for requests in handler.sample_requests():
            yield from requests

    def judge(self, handler: Handler, *runs: Run) -> Violation | None:
        answered = runs[0].last
        reply = answered.reply
        if reply is None or reply.stage or "body" in reply.unknown:
            return None
        if "json" not in (reply.content_type or "json"):
            return None
        try:
            json.loads(reply.body, parse_constant=_refuse)
        except _NonFinite as found:
            return Violation(
                answered.place or handler.place_of(answered.call),
                f"the JSON of the reply holds {found}, which JSON does not have",
                help="replace it by None before json.dumps",
                related=(handler.place_of(answered.call),),
                outcome=answered,
            )
        except ValueError:
            pass
        return None


class _NonFinite(Exception):
    """A number that JSON does not have."""


def _refuse(text: str) -> NoReturn:
    raise _NonFinite(text)
