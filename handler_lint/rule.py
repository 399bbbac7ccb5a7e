"""What a rule is, and where rules are found. All that a rule needs is imported from here."""

import importlib
import inspect
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Literal

from handler_lint.calls import (
    UNKNOWN_TYPE,
    AnyBody,
    Call,
    Case,
    Error,
    GivenBody,
    Import,
    InputFn,
    Invoke,
    ModelFn,
    Outcome,
    OutputFn,
    Place,
    PredictFn,
    Reply,
    Run,
    Undecided,
)
from handler_lint.fix.changes import (
    BeginWith,
    Change,
    CompareByValue,
    CompareWithEach,
    EndWith,
    GiveArgument,
    JoinBranches,
    RaiseUnless,
    Rename,
    Reraise,
    ReturnBody,
    ReturnMembers,
    Retype,
    Rewrite,
)
from handler_lint.guidance import usual_help
from handler_lint.handler import Handler
from handler_lint.media_types import almost_usual
from handler_lint.package.requirements import pinned
from handler_lint.package.tables import table_of

__all__ = [
    "UNKNOWN_TYPE",
    "AnyBody",
    "BeginWith",
    "Call",
    "Case",
    "Change",
    "CompareByValue",
    "CompareWithEach",
    "EndWith",
    "Error",
    "GiveArgument",
    "GivenBody",
    "Handler",
    "Import",
    "InputFn",
    "Invoke",
    "JoinBranches",
    "ModelFn",
    "Outcome",
    "OutputFn",
    "Place",
    "PredictFn",
    "RaiseUnless",
    "Rename",
    "Reply",
    "Reraise",
    "ReturnBody",
    "ReturnMembers",
    "Retype",
    "Rewrite",
    "Rule",
    "RuleSetError",
    "Run",
    "Severity",
    "Undecided",
    "Violation",
    "almost_usual",
    "pinned",
    "table_of",
    "usual_help",
]

RULE_PACKAGES = ("handler_lint_rules",)
DOCS_URL = "https://handler-lint.readthedocs.io/rules/{code}/"


class Severity(StrEnum):
    """How bad a finding is; fixed for a rule and a stack, whatever a run shows."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """0 is the worst."""
        return ("error", "warning", "note").index(self)


@dataclass(frozen=True, slots=True)
class Violation:
    """What a rule found: a fact about the code at a place, and what the reader can change.

    `label` stands at the caret, `related` are more places of the same cause, `client` says more about what the client
    gets, after the stack's own words, `note` is another fact.
    """

    place: Place | None
    message: str
    label: str = ""
    help: str = ""
    related: tuple[Place | None, ...] = ()
    client: str = ""
    note: str = ""
    listing: tuple[tuple[str, str], ...] = ()
    """Of a finding about files: the paths that matter, sorted; the wrong one with what is wrong with it."""

    unsettled: tuple[str, str] = ("", "")
    """Of a finding of `check` that neither reading nor a run can settle: why, and what would."""

    moves: tuple[tuple[str, str], ...] = ()
    """Where files go when the package is packed again: from one path to another, to the empty one to leave it out."""

    changes: tuple[Change, ...] = ()
    """What mends it, all of it together; safe or not as the rule's `fix` says."""

    outcome: Outcome | None = None
    """The judged call, the first of its run if it is not given; what follows it is the report's `then:`."""


class Rule:
    """One kind of mistake, written once and judged over abstract and over real runs.

    A rule gives `cases` and `judge`, or, where no run can settle it, `check`. It executes nothing, never walks the
    source, and does not derive from another rule. Its docstring is its documentation: a first sentence, then
    **Why.**, **Fix.** and **Evidence.**; `flags` and `passes` name its examples under `fixtures/rules/CODE/`.
    """

    code: ClassVar[str]
    name: ClassVar[str]
    severity: ClassVar[Severity]
    flags: ClassVar[Sequence[str]] = ()
    passes: ClassVar[Sequence[str]] = ()
    yields: ClassVar[bool] = False
    """Its finding becomes a `then:` line of a finding that already explains the exception."""

    fix: ClassVar[Literal["", "safe", "unsafe"]] = ""
    """Whether the changes of its findings are made by `--fix`, or by `--unsafe-fixes` alone."""

    sure: ClassVar[bool] = False
    """It speaks by reading only where it is certain; what is suspect is left to a run."""

    needs: ClassVar[frozenset[str]] = frozenset()
    """What a case cannot do without: "model", "sample"; missing, its finding is open with that reason."""

    def cases(self, handler: Handler) -> Iterable[Case | tuple[Case, ...]]:
        """The cases to judge; a tuple of cases is judged together."""
        return ()

    def judge(self, handler: Handler, *runs: Run) -> Violation | None:
        """The violation that these runs, one for each case, show; looking at something unknown raises Undecided."""
        return None

    def suspects(self, handler: Handler, *runs: Run) -> Violation | None:
        """A reason in the source to speak although no abstract end is violated."""
        return None

    def asks(self, handler: Handler, *runs: Run) -> bool:
        """A reason in the source to run although there is none to speak."""
        return False

    def check(self, handler: Handler) -> Iterator[Violation]:
        """Findings that reading alone decides."""
        return iter(())


class RuleSetError(Exception):
    """The rules cannot be loaded, or there are none: an internal error, never a clean report."""


def rule_index() -> Mapping[str, str]:
    """Code to module of every rule that is installed, sorted by code; no rule is imported.

    Raises:
        RuleSetError: a rule package is missing or empty.
    """
    found: dict[str, str] = {}
    for package in RULE_PACKAGES:
        try:
            index = importlib.import_module(f"{package}.index")
        except ImportError as error:
            raise RuleSetError(f"the rule package {package} cannot be imported: {error}") from error
        for code, module in index.RULES.items():
            found[code] = f"{package}.{module}"
    if not found:
        looked = ", ".join(RULE_PACKAGES) or "no package"
        raise RuleSetError(f"there are no rules (looked in {looked}); install handler-lint again")
    return dict(sorted(found.items()))


def load_rule(module: str) -> type[Rule]:
    """The one rule of a module.

    Raises:
        RuleSetError: the module cannot be imported or holds no rule or several.
    """
    try:
        members = vars(importlib.import_module(module)).values()
    except Exception as error:
        raise RuleSetError(f"the rule {module} cannot be imported: {error!r}") from error
    rules = [
        m for m in members if inspect.isclass(m) and m.__module__ == module and issubclass(m, Rule)
    ]
    if len(rules) != 1:
        raise RuleSetError(f"{module} holds {len(rules)} rules; one file holds one rule")
    return rules[0]


def docs_url(code: str) -> str:
    return DOCS_URL.format(code=code)
