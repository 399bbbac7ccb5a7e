"""`match` patterns."""

from typing import Any

import libcst as cst

from handler_lint.static import expressions, objects, operators, targets
from handler_lint.static.machine import Machine
from handler_lint.static.values import Unknown


def matches(m: Machine, pattern: cst.MatchPattern, subject: Any) -> bool:
    """Whether a pattern matches; an unknown answer is a fork. Names are bound on the way."""
    match pattern:
        case cst.MatchValue(value=value):
            wanted = expressions.evaluate(m, value)
            answer = operators.compare(m, "Equal", subject, wanted, value)
            return objects.truth(m, answer, pattern)
        case cst.MatchSingleton(value=value):
            wanted = expressions.evaluate(m, value)
            return objects.truth(m, operators.compare(m, "Is", subject, wanted, value), pattern)
        case cst.MatchOr(patterns=patterns):
            return any(matches(m, element.pattern, subject) for element in patterns)
        case cst.MatchAs(pattern=inner, name=name):
            if inner is not None and not matches(m, inner, subject):
                return False
            if name is not None:
                targets.assign(m, name, subject)
            return True
        case cst.MatchTuple() | cst.MatchList():
            return _sequence(m, pattern, subject)
        case _:
            m.miss("a pattern", pattern)
            return (
                m.ask("the pattern matches", ("yes", "no"), frozenset({"ignorance"}), pattern)
                == "yes"
            )


def _sequence(m: Machine, pattern: Any, subject: Any) -> bool:
    parts = [
        element.pattern if hasattr(element, "pattern") else element for element in pattern.patterns
    ]
    if any(isinstance(part, cst.MatchStar) for part in parts) or isinstance(subject, Unknown):
        m.miss("a pattern", pattern)
        return (
            m.ask("the pattern matches", ("yes", "no"), frozenset({"ignorance"}), pattern) == "yes"
        )
    if not isinstance(subject, (list, tuple)) or len(subject) != len(parts):
        return False
    return all(matches(m, part, one) for part, one in zip(parts, subject, strict=True))
