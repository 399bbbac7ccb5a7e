"""HL707 unpinned-requirement."""

import re
from collections.abc import Iterator

from handler_lint.rule import Handler, Place, Rule, Severity, Violation


class UnpinnedRequirement(Rule):
    """`requirements.txt` names a distribution without a version.

    **Why.** It is installed at each start: the worker that starts next month may get another version than this one.
    **Fix.** `name==version`.
    **Evidence.** pip documentation, "Repeatable Installs".
    """

    code, name, severity = "HL707", "unpinned-requirement", Severity.NOTE
    flags = ("one_without_a_version",)
    passes = ("all_pinned",)

    def check(self, handler: Handler) -> Iterator[Violation]:
        lines = handler.requirements()
        bare = [(n, text) for n, text, _ in lines if re.fullmatch(r"[A-Za-z0-9][\w.\[\],-]*", text)]
        if bare:
            more = f" and {len(bare) - 1} more" if bare[1:] else ""
            yield Violation(
                Place("code/requirements.txt", bare[0][0]),
                f"{bare[0][1]}{more} without a version: another one may come with each start",
                help=f"write {bare[0][1]}==VERSION",
            )
