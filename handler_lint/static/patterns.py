"""`match` patterns."""

from typing import Any

import libcst as cst

from handler_lint.static import (
    attributes,
    comparisons,
    expressions,
    objects,
    targets,
    type_questions,
)
from handler_lint.static.kinds import content_of, kind_of
from handler_lint.static.machine import Machine
from handler_lint.static.values import IGNORANCE, LIBRARY, Class, Instance, Unknown

SELF_MATCHING = (bool, bytearray, bytes, dict, float, frozenset, int, list, set, str, tuple)
"""Classes whose one positional pattern matches the value itself (PEP 634)."""


def matches(m: Machine, pattern: cst.MatchPattern, subject: Any) -> bool:
    """Whether a pattern matches; an unknown answer is a fork. Names are bound on the way."""
    match pattern:
        case cst.MatchValue(value=value):
            wanted = expressions.evaluate(m, value)
            answer = comparisons.equals(m, subject, wanted, value)
            return objects.truth(m, answer, pattern)
        case cst.MatchSingleton(value=value):
            wanted = expressions.evaluate(m, value)
            return objects.truth(m, comparisons.identical(m, subject, wanted, value), pattern)
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
        case cst.MatchMapping():
            return _mapping(m, pattern, subject)
        case cst.MatchClass():
            return _class(m, pattern, subject)
    return _unsure(m, pattern, subject)


def _unsure(m: Machine, pattern: cst.MatchPattern, subject: Any) -> bool:
    """A fork; the names of the pattern are bound to something unknown."""
    by = content_of(subject) if isinstance(subject, Unknown) else IGNORANCE
    if m.ask("the pattern matches", ("yes", "no"), by, pattern) == "no":
        return False
    _bind_unknown(m, pattern, by)
    return True


def _bind_unknown(m: Machine, pattern: cst.CSTNode, by: Any) -> None:
    for one in (pattern, *pattern.children):
        if one is not pattern:
            _bind_unknown(m, one, by)
    name = pattern.rest if isinstance(pattern, cst.MatchMapping) else getattr(pattern, "name", None)
    if isinstance(pattern, (cst.MatchAs, cst.MatchStar, cst.MatchMapping)) and name is not None:
        kind = {cst.MatchStar: "list", cst.MatchMapping: "dict"}.get(type(pattern), "any")
        targets.assign(m, name, m.unknown(kind, by, LIBRARY if kind != "any" else by))


def _sequence(m: Machine, pattern: cst.MatchTuple | cst.MatchList, subject: Any) -> bool:
    if isinstance(subject, Unknown):
        if kind_of(subject) in (
            "str",
            "bytes",
            "bytearray",
            "int",
            "float",
            "bool",
            "NoneType",
            "dict",
            "set",
        ):
            return False
        return _unsure(m, pattern, subject)
    if not isinstance(subject, (list, tuple, range)):
        return isinstance(subject, Instance) and subject.cls.open and _unsure(m, pattern, subject)
    if m.is_fuzzy(subject):
        return _unsure(m, pattern, subject)
    parts: list[Any] = [getattr(element, "value", element) for element in pattern.patterns]
    values: list[Any] = list(subject)
    starred = [i for i, part in enumerate(parts) if isinstance(part, cst.MatchStar)]
    if starred:
        before, after = starred[0], len(parts) - starred[0] - 1
        if len(values) < before + after:
            return False
        end = len(values) - after
        values = [*values[:before], values[before:end], *values[end:]]
    if len(values) != len(parts):
        return False
    for part, one in zip(parts, values, strict=True):
        if isinstance(part, cst.MatchStar):
            if part.name is not None:
                targets.assign(m, part.name, one)
        elif not matches(m, part, one):
            return False
    return True


def _mapping(m: Machine, pattern: cst.MatchMapping, subject: Any) -> bool:
    if not isinstance(subject, dict):
        unsure = isinstance(subject, Unknown) and kind_of(subject) in ("any", "json", "dict")
        return unsure and _unsure(m, pattern, subject)
    if m.is_fuzzy(subject):
        return _unsure(m, pattern, subject)
    seen: list[Any] = []
    for element in pattern.elements:
        key = expressions.evaluate(m, element.key)
        if key not in subject or not matches(m, element.pattern, subject[key]):
            return False
        seen.append(key)
    if pattern.rest is not None:
        rest = {key: value for key, value in subject.items() if key not in seen}
        targets.assign(m, pattern.rest, rest)
    return True


def _class(m: Machine, pattern: cst.MatchClass, subject: Any) -> bool:
    cls = expressions.evaluate(m, pattern.cls)
    if not objects.truth(m, type_questions.is_instance(m, subject, cls), pattern):
        return False
    parts = [(one.key.value, one.pattern) for one in pattern.kwds]
    given: list[Any] = [getattr(one, "value", one) for one in pattern.patterns]
    if given and cls in SELF_MATCHING:
        return matches(m, given[0], subject)
    if isinstance(cls, Class) and isinstance(subject, Instance):
        names = attributes.find(cls, "__match_args__")
        named = list(zip(names if isinstance(names, tuple) else (), given, strict=False))
        if len(named) == len(given):
            return all(
                attributes.has_attribute(m, subject, name, pattern) is True
                and matches(m, inner, attributes.attribute(m, subject, name, pattern))
                for name, inner in (*named, *parts)
            )
    return not (given or parts) or _unsure(m, pattern, subject)
