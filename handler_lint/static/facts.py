"""What one walk over a function's body tells: the names it binds, and whether it is a generator."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import libcst as cst

from handler_lint.static.nodes import LEAVES, parts
from handler_lint.static.source import Source

NESTED = (cst.FunctionDef, cst.ClassDef, cst.Lambda)
CLOSED = {*NESTED, *LEAVES}
"""Nodes into which a walk over a body does not go: they have no parts, or these are another body's."""

BINDING = {
    *(cst.AugAssign, cst.AssignTarget, cst.AnnAssign, cst.NamedExpr, cst.For, cst.Del, cst.AsName),
    *(cst.FunctionDef, cst.ClassDef, cst.TypeAlias, cst.ImportAlias, cst.MatchAs, cst.MatchStar),
    cst.MatchMapping,
}
TELLING = {*BINDING, cst.Yield, cst.Global, cst.Nonlocal}
"""The few kinds of nodes that say something of a function; to ask a node for its class is slow."""


@dataclass(frozen=True, slots=True)
class BodyFacts:
    """`local` are the parameters and the names that the body binds, without those it declares global or nonlocal.

    `positional` are the parameters by position, `plain` says that there are no others.
    """

    local: frozenset[str]
    global_names: frozenset[str]
    nonlocal_names: frozenset[str]
    generator: bool
    coroutine: bool
    expression: cst.BaseExpression | None
    """The body of a lambda."""

    positional: tuple[str, ...] = ()
    plain: bool = False


def body_facts(source: Source, node: cst.CSTNode) -> BodyFacts:
    """The facts of a function's body, computed once for a node."""
    return source.once(("body", id(node)), lambda: _walk(node))


@dataclass(frozen=True, slots=True)
class LoopFacts:
    """What the body of a loop changes: names that it binds, binds by an operator (`n += 1`), fills and deletes."""

    rebound: frozenset[str]
    totals: frozenset[str]
    filled: frozenset[str]
    deleted: frozenset[str]
    local: bool = True
    """It sets no attributes, deletes, imports, defines and declares nothing."""


def reraised(node: cst.Try | cst.TryStar) -> tuple[cst.Raise, ...]:
    """The `raise` statements that end the clauses of a `try`; none where a clause can end otherwise."""
    found = []
    for handler in node.handlers:
        last = handler.body.body[-1] if handler.body.body else None
        small = last.body[-1] if isinstance(last, cst.SimpleStatementLine) else last
        if not isinstance(small, cst.Raise):
            return ()
        if any(
            isinstance(one, (cst.Return, cst.Break, cst.Continue)) for one in _below(handler.body)
        ):
            return ()
        found.append(small)
    return tuple(found)


def returns_in(node: cst.FunctionDef) -> list[cst.Return]:
    """The `return` statements of a function, without those of functions in it."""
    return [one for one in _below(node.body) if isinstance(one, cst.Return)]


def rebound_by(source: Source, node: cst.For | cst.While) -> LoopFacts:
    """What the body of a loop changes, computed once."""
    return source.once(("loop", id(node)), lambda: _walk_loop(node))


def _walk_loop(node: cst.For | cst.While) -> LoopFacts:
    inside = _below(node.body)
    totals = {
        one.target.value
        for one in inside
        if isinstance(one, cst.AugAssign) and isinstance(one.target, cst.Name)
    }
    bound = {name for one in inside for name in _bound_by(one, with_operator=False)}
    deleted = {
        name for one in inside if isinstance(one, cst.Del) for name in target_names(one.target)
    }
    return LoopFacts(
        frozenset(bound),
        frozenset(totals),
        frozenset(_filled(inside)),
        frozenset(deleted),
        not any(type(one) in FAR or _sets_attribute(one) for one in inside),
    )


FAR = {
    *(cst.Del, cst.Import, cst.ImportFrom, cst.Global, cst.Nonlocal, cst.FunctionDef, cst.ClassDef),
    *(cst.Yield, cst.Await, cst.NamedExpr, cst.Lambda, cst.With, cst.Try, cst.TryStar, cst.Match),
}
"""Nodes that do more than to bind names and to fill containers, or whose names are not followed here."""


def _sets_attribute(node: Any) -> bool:
    kind: Any = type(node)
    if kind is cst.AssignTarget or kind is cst.AugAssign or kind is cst.AnnAssign:
        return isinstance(node.target, cst.Attribute)
    return False


def used_beside(source: Source, node: cst.CSTNode, loop: cst.CSTNode) -> frozenset[str]:
    """The names that a function uses beside one of its loops."""

    def beside() -> frozenset[str]:
        every = source.once(("names", id(node)), lambda: _names_in(node))
        return frozenset(every - _names_in(loop))

    return source.once(("beside", id(loop)), beside)


def _names_in(node: cst.CSTNode) -> Counter[str]:
    found: Counter[str] = Counter()
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if type(one) is cst.Name:
            found[one.value] += 1
        elif type(one) not in LEAVES:
            waiting += parts(one)
    return found


def _filled(nodes: Iterable[Any]) -> set[str]:
    """Names on which methods are called or of which items are set: containers that may change."""
    found: set[str] = set()
    for one in nodes:
        kind = type(one)
        if kind is cst.Call:
            method = one.func
            if type(method) is cst.Attribute and method.attr.value in CHANGING:
                found |= target_names(method.value)
        elif kind is cst.AssignTarget or kind is cst.AugAssign or kind is cst.Del:
            found |= _containers(one.target)
    return found


def _containers(target: cst.CSTNode) -> set[str]:
    """The names of the containers of which a target sets items."""
    match target:
        case cst.Subscript(value=cst.Name(value=name)):
            return {name}
        case cst.Tuple(elements=elements) | cst.List(elements=elements):
            return {name for element in elements for name in _containers(element.value)}
    return set()


CHANGING = (
    *("append", "add", "insert", "extend", "update", "setdefault", "pop", "popitem", "remove"),
    *("discard", "clear", "sort", "reverse"),
)


def _below(node: cst.CSTNode) -> "list[cst.CSTNode]":
    """All nodes below that mean something, nested functions and classes themselves but nothing inside them."""
    found: list[cst.CSTNode] = []
    waiting = parts(node)
    while waiting:
        one = waiting.pop()
        found.append(one)
        if type(one) not in CLOSED:
            waiting += parts(one)
    return found


def _walk(node: cst.CSTNode) -> BodyFacts:
    bound: set[str] = set()
    global_names: set[str] = set()
    nonlocal_names: set[str] = set()
    generator = False
    body = node.body if isinstance(node, (cst.FunctionDef, cst.Lambda)) else node
    below: list[Any] = [] if type(body) in NESTED else _below(body)
    for one in [body, *below]:
        kind: Any = type(one)
        if kind not in TELLING:
            continue
        if kind is cst.Yield:
            generator = True
        elif kind is cst.Global:
            global_names |= {item.name.value for item in one.names}
        elif kind is cst.Nonlocal:
            nonlocal_names |= {item.name.value for item in one.names}
        else:
            bound |= _bound_by(one)
    free = global_names | nonlocal_names
    positional: tuple[str, ...] = ()
    plain = False
    if isinstance(node, (cst.FunctionDef, cst.Lambda)):
        params = node.params
        positional = tuple(p.name.value for p in (*params.posonly_params, *params.params))
        stars = [p for p in (params.star_arg, params.star_kwarg) if isinstance(p, cst.Param)]
        plain = not stars and not params.kwonly_params
        bound |= {*positional, *(p.name.value for p in (*stars, *params.kwonly_params))}
    return BodyFacts(
        frozenset(bound - free),
        frozenset(global_names),
        frozenset(nonlocal_names),
        generator,
        isinstance(node, cst.FunctionDef) and node.asynchronous is not None,
        node.body if isinstance(node, cst.Lambda) else None,
        positional,
        plain,
    )


def _bound_by(node: cst.CSTNode, *, with_operator: bool = True) -> set[str]:
    """The names that one statement or clause binds by itself."""
    if type(node) not in BINDING:
        return set()
    match node:
        case cst.AugAssign(target=target):
            return target_names(target) if with_operator else set()
        case cst.AssignTarget(target=target) | cst.AnnAssign(target=target):
            return target_names(target)
        case cst.NamedExpr(target=target) | cst.For(target=target) | cst.Del(target=target):
            return target_names(target)
        case cst.AsName(name=target):
            return target_names(target)
        case cst.FunctionDef(name=name) | cst.ClassDef(name=name) | cst.TypeAlias(name=name):
            return {name.value}
        case cst.ImportAlias():
            return _imported(node)
        case cst.MatchAs(name=cst.Name(value=value)) | cst.MatchStar(name=cst.Name(value=value)):
            return {value}
        case cst.MatchMapping(rest=cst.Name(value=value)):
            return {value}
    return set()


def target_names(target: cst.CSTNode) -> set[str]:
    """The names that an assignment target binds."""
    if type(target) is cst.Name:
        return {target.value}
    match target:
        case cst.Tuple(elements=elements) | cst.List(elements=elements):
            return {name for element in elements for name in target_names(element.value)}
        case cst.StarredElement(value=value):
            return target_names(value)
        case _:
            return set()


def _imported(alias: cst.ImportAlias) -> set[str]:
    if alias.asname is not None:
        return target_names(alias.asname.name)
    name: cst.BaseExpression = alias.name
    while isinstance(name, cst.Attribute):
        name = name.value
    return {name.value} if isinstance(name, cst.Name) else set()
