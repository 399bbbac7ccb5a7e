"""Ways that come together: one node for each state, and fewer nodes where there are many states."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from handler_lint.static import objects
from handler_lint.static.fingerprint import fingerprint
from handler_lint.static.positions import place_of, values_in
from handler_lint.static.state import LEAVES, Kept
from handler_lint.static.tree import Node, Tree
from handler_lint.static.values import Class, Function, Unknown

MANY_STATES = 3
"""With more states than these at one place, reading knows less rather than follow each."""


@dataclass(frozen=True, slots=True)
class Open:
    """What of a node may differ from others that are joined with it."""

    node: Node
    names: list[dict[str, Any]]
    model: Any


def merged(tree: Tree, nodes: list[Node], base: Kept, gets_model: bool = True) -> list[Node]:
    """One of the nodes for each state, of all nodes after which everything is the same.

    Args:
        base: an earlier state of all of them.
        gets_model: False where nothing that comes next gets the model.
    """
    if len(nodes) < 2:
        return nodes
    states: dict[Any, list[Node]] = {}
    for node in nodes:
        states.setdefault(_state(tree, node, base, gets_model), []).append(node)
    found = [_one_of(same) for same in states.values()]
    return _joined(tree, found, base) if len(found) > MANY_STATES else found


def _joined(tree: Tree, nodes: list[Node], base: Kept) -> list[Node]:
    """Fewer nodes: those that differ in names of what is under way, or in the model, become one that knows less."""
    groups: dict[Any, list[Open]] = {}
    for node in nodes:
        if node.story.no_import is not None or node.story.no_model is not None:
            groups[node] = [Open(node, [], None)]
            continue
        tree.at(node, node.path)
        service, places = tree.story.service.names, _names(tree)
        one = Open(node, [place.copy() for place in places], service["model"])
        for place in places:
            place.clear()
        if not tree.m.frames:
            service["model"] = tree.story.value = None
        position = node.story.position
        roots = [tree.story.value, *values_in(position)]
        rest = fingerprint(tree.m, roots, base, base.changed(tree.m), events=False)
        groups.setdefault((place_of(position), rest), []).append(one)
    return [_one_for(tree, group) for group in groups.values()]


def _names(tree: Tree) -> list[dict[str, Any]]:
    """The names of what is under way: of functions of the handler, or of its module; else of its module alone."""
    frames = [frame.names for frame in tree.m.frames]
    return frames or [tree.story.module.names]


def _one_for(tree: Tree, group: list[Open]) -> Node:
    first = group[0].node
    if len(group) == 1:
        return first
    joined = _one_of([one.node for one in group])
    m = tree.m
    tree.at(first, joined.path)
    events = dict.fromkeys(m.events)
    for one in group[1:]:
        assert one.node.kept is not None
        events |= dict.fromkeys(one.node.kept.events)
    m.events[:] = events
    for index, place in enumerate(_names(tree)):
        every = [one.names[index] for one in group]
        for name in dict.fromkeys(name for names in every for name in names):
            # Where a way has not bound it, it is assumed not to be used.
            place[name] = _any_of(tree, [names[name] for names in every if name in names])
    if not m.frames:
        model = _any_of(tree, [one.model for one in group])
        tree.story.service.names["model"] = tree.story.value = model
    kept = Kept(m, tree.roots(), tree.story.still)
    return Node(joined.path, joined.outcome, tree.story.begun(), kept, joined.order)


def _any_of(tree: Tree, values: list[Any]) -> Any:
    if all(_is_like(one, values[0]) for one in values):
        return values[0]
    made = objects.one_of(tree.m, values, values)
    for one in values:
        # What is done with it by this name may be seen by another one.
        tree.m.spoil(one)
    return made


def _state(tree: Tree, node: Node, base: Kept, gets_model: bool) -> Any:
    story = node.story
    if story.no_import is not None:
        # Nothing comes next.
        return ("no import", story.no_import.error)
    tree.at(node, node.path)
    service = tree.story.service.names
    roots = [service["bound"], service["context"], *([service["model"]] * gets_model)]
    if story.position:
        roots += [story.value, *values_in(story.position)]
    failed = story.no_model.error.type if story.no_model and story.no_model.error else ""
    assert node.kept is not None
    return failed, fingerprint(tree.m, roots, base, node.kept.changed_since(base, tree.m))


def _is_like(one: Any, other: Any) -> bool:
    """Whether two values of different ways are the same for all that comes next, as far as that is seen at once."""
    if one is other:
        return True
    if type(one) is not type(other):
        return False
    if isinstance(one, Unknown):
        return bool(one.key == other.key and one.kind == other.kind)
    if isinstance(one, (Function, Class)):
        return one.node is other.node
    return type(one) in LEAVES and bool(one == other)


def _one_of(same: Sequence[Node]) -> Node:
    """A node that stands for others in the same state: what they were asked and answered differently is open again."""
    first = same[0]
    if len(same) == 1:
        return first
    path = first.path.onward(())
    for node in same[1:]:
        answers = node.path.answers
        for key in [key for key in path.answers if path.answers[key] != answers.get(key)]:
            del path.answers[key]
        path.missed.update({**node.path.missed, **path.missed})
        path.assumed.update(node.path.assumed)
    return replace(first, path=path, after={})
