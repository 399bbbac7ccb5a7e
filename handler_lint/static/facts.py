"""What one walk over a function's body tells: the names it binds, and whether it is a generator."""

from dataclasses import dataclass

import libcst as cst

from handler_lint.static.source import Source

NESTED = (cst.FunctionDef, cst.ClassDef, cst.Lambda)


@dataclass(frozen=True, slots=True)
class BodyFacts:
    """`local` are the names that the body binds, without those it declares global or nonlocal."""

    local: frozenset[str]
    global_names: frozenset[str]
    nonlocal_names: frozenset[str]
    generator: bool


def body_facts(source: Source, node: cst.CSTNode) -> BodyFacts:
    """The facts of a function's body, computed once for a node."""
    found = source.facts.get(node)
    if not isinstance(found, BodyFacts):
        found = _walk(node)
        source.facts[node] = found
    return found


def assigned_by(source: Source, node: cst.CSTNode) -> frozenset[str]:
    """The names that a loop's body binds with an operator (`n += 1`), computed once."""
    found = source.facts.get(node)
    if not isinstance(found, frozenset):
        names = {
            one.target.value
            for one in _below(node)
            if isinstance(one, cst.AugAssign) and isinstance(one.target, cst.Name)
        }
        found = frozenset(names)
        source.facts[node] = found
    return found


def _below(node: cst.CSTNode) -> "list[cst.CSTNode]":
    """All nodes below, nested functions and classes themselves but nothing inside them."""
    found: list[cst.CSTNode] = []
    waiting = list(node.children)
    while waiting:
        one = waiting.pop()
        found.append(one)
        if not isinstance(one, NESTED):
            waiting.extend(one.children)
    return found


def _walk(node: cst.CSTNode) -> BodyFacts:
    bound: set[str] = set()
    global_names: set[str] = set()
    nonlocal_names: set[str] = set()
    generator = False
    body = node.body if isinstance(node, (cst.FunctionDef, cst.Lambda)) else node
    for one in [body, *_below(body)]:
        match one:
            case cst.Yield():
                generator = True
            case cst.Global():
                global_names |= {item.name.value for item in one.names}
            case cst.Nonlocal():
                nonlocal_names |= {item.name.value for item in one.names}
            case cst.AssignTarget(target=target) | cst.AnnAssign(target=target):
                bound |= target_names(target)
            case cst.AugAssign(target=target) | cst.NamedExpr(target=target):
                bound |= target_names(target)
            case cst.For(target=target):
                bound |= target_names(target)
            case cst.FunctionDef(name=name) | cst.ClassDef(name=name):
                bound.add(name.value)
            case cst.ImportAlias():
                bound |= _imported(one)
            case cst.AsName(name=target):
                bound |= target_names(target)
            case (
                cst.MatchAs(name=cst.Name(value=value)) | cst.MatchStar(name=cst.Name(value=value))
            ):
                bound.add(value)
            case _:
                pass
    free = global_names | nonlocal_names
    return BodyFacts(
        frozenset(bound - free), frozenset(global_names), frozenset(nonlocal_names), generator
    )


def target_names(target: cst.CSTNode) -> set[str]:
    """The names that an assignment target binds."""
    match target:
        case cst.Name(value=value):
            return {value}
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
