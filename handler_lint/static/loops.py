"""Loops: known rounds are executed; where their number is not known, one round stands for any of them."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

import libcst as cst

from handler_lint.static import expressions, objects, statements, targets
from handler_lint.static.facts import rebound_by, target_names, used_beside
from handler_lint.static.kinds import content_of, kind_of
from handler_lint.static.machine import Machine
from handler_lint.static.paths import OutOfBudget
from handler_lint.static.values import (
    ATOMS,
    LIBRARY,
    PLAIN,
    Broke,
    Continued,
    Raised,
    Returned,
    Stream,
    Unknown,
)

MAX_ROUNDS = 300
FIXED = (*(kind for kind in PLAIN if kind is not bytearray), Unknown)


def for_loop(m: Machine, node: cst.For) -> None:
    """`for … in …: … else: …`."""
    follow(m, node, iterated(m, node))


def follow(m: Machine, node: cst.For, iterable: Any) -> None:
    """The rounds of a loop."""
    try:
        if isinstance(iterable, Stream) and iterable.run is not None and m.loops == iterable.loops:
            _drawn_rounds(m, node, iterable)
        else:
            _rounds(m, node, iterable)
    except Broke:
        return
    m.frames[-1].last, m.frames[-1].last_is_test = node.iter, True
    if node.orelse is not None:
        statements.block(m, node.orelse.body)


def iterated(m: Machine, node: cst.For) -> Any:
    """What a loop goes through; that it has another element is its test."""
    iterable = expressions.evaluate(m, node.iter)
    m.frames[-1].last, m.frames[-1].last_is_test = node.iter, True
    return iterable


def fixed_rounds(m: Machine, iterable: Any) -> tuple[Any, ...] | None:
    """The elements of a container of constants and unknowns; None where it is anything else, or not known."""
    if not isinstance(iterable, (list, tuple, range, dict)) or m.is_fuzzy(iterable):
        return None
    return tuple(iterable) if len(iterable) <= MAX_ROUNDS and _fixed(iterable) else None


def _fixed(values: Iterable[Any]) -> bool:
    return all(_fixed(one) if type(one) is tuple else isinstance(one, FIXED) for one in values)


def _rounds(m: Machine, node: cst.For, iterable: Any) -> None:
    key = objects.nonempty_key(m, iterable)
    values, complete = objects.elements(m, iterable, node.iter)
    if complete and len(values) <= MAX_ROUNDS:
        for one in values:
            _round(m, node, one)
        return
    if complete or isinstance(iterable, (str, bytes, bytearray, range)):
        # Too long to follow, so there are rounds.
        any_of(m, node, values)
    elif key not in m.path.answers and _can_be_joined(m, node):
        _perhaps_a_round(m, node, iterable, key, values)
    elif m.ask(A_ROUND, ("yes", "no"), content_of(iterable), node.iter, key) == "yes":
        any_of(m, node, values)


A_ROUND = "the loop has a round"


def _can_be_joined(m: Machine, node: cst.For) -> bool:
    """Whether what is true after any round can be said together with what is true after none."""
    frame = m.frames[-1]
    if frame.running is None or frame.is_class:
        return False
    facts = rebound_by(frame.source, node)
    names = facts.rebound | facts.totals | target_names(node.target)
    if not facts.local or names & (frame.global_names | frame.nonlocal_names):
        return False
    new = [name for name in names if name not in frame.names]
    return not new or not used_beside(frame.source, frame.running.node, node) & set(new)


def _perhaps_a_round(
    m: Machine, node: cst.For, iterable: Any, key: Any, values: Sequence[Any]
) -> None:
    """The rounds of a loop that may have none: a question only where the body ends the loop, or does more than bind."""
    path, frame, by = m.path, m.frames[-1], content_of(iterable)
    fork = partial(path.fork, path.perhaps(), A_ROUND, ("yes", "no"), by, m.somewhere(node.iter))
    if path.choices[-1][0]:
        fork(key)
        return
    before, done = frame.names.copy(), _done(m)
    try:
        any_of(m, node, values)
    except (Raised, Returned, Broke):
        fork(key)
        raise
    rebound = [name for name, old in before.items() if frame.names.get(name) is not old]
    if _done(m) != done or not all(_is_like(before[n], frame.names[n]) for n in rebound):
        fork(key)
        return
    for name in rebound:
        either = [before[name], frame.names[name]]
        frame.names[name] = objects.one_of(m, [*either, iterable], either)


def _is_like(one: Any, other: Any) -> bool:
    """Whether one of two values can be said to be either of them: what may change through another name cannot."""
    still = all(type(value) in ATOMS or isinstance(value, Unknown) for value in (one, other))
    return still and kind_of(one) == kind_of(other)


def _done(m: Machine) -> tuple[int, ...]:
    """What grows where more is done than to bind names and to fill containers."""
    return m.entered, len(m.events), len(m.files_written), m.definitions


def any_of(m: Machine, node: cst.For, rounds: Sequence[Any]) -> None:
    """Several rounds of a loop as one that stands for any of them."""
    _forget(m, node)
    m.loops += 1
    try:
        _round(m, node, rounds[0] if len(rounds) == 1 else objects.one_of(m, rounds, list(rounds)))
    finally:
        m.loops -= 1


def _drawn_rounds(m: Machine, node: cst.For, stream: Stream) -> None:
    """The body of a generator and the body of the loop take turns."""
    run, stream.run = stream.run, None
    loops = m.loops
    assert run is not None

    def one_round(value: Any) -> None:
        if m.loops > loops:
            _forget(m, node)
        _round(m, node, value)

    run(one_round, False)


def _round(m: Machine, node: cst.For, value: Any) -> None:
    targets.assign(m, node.target, value)
    try:
        statements.block(m, node.body)
    except Continued:
        return


def while_loop(m: Machine, node: cst.While) -> None:
    """`while …: … else: …`."""
    test = expressions.code_of(m.frames[-1].source, node.test)
    for _ in range(MAX_ROUNDS):
        forks = len(m.path.log)
        taken = statements.tested(m, test, node.test)
        if len(m.path.log) > forks:
            _unknown_rounds(m, node, taken)
            return
        if not taken:
            _otherwise(m, node)
            return
        try:
            statements.block(m, node.body)
        except Continued:
            continue
        except Broke:
            return
    # It may never end; whatever comes after it is not known to be reached.
    raise OutOfBudget


def _unknown_rounds(m: Machine, node: cst.While, taken: bool) -> None:
    if taken:
        _forget(m, node)
        m.loops += 1
        try:
            statements.block(m, node.body)
        except Continued:
            pass
        except Broke:
            return
        finally:
            m.loops -= 1
        # That was any round; after the last one the test is false.
        m.frames[-1].last, m.frames[-1].last_is_test = node.test, True
    _otherwise(m, node)


def _otherwise(m: Machine, node: cst.While) -> None:
    if node.orelse is not None:
        statements.block(m, node.orelse.body)


def _forget(m: Machine, node: cst.For | cst.While) -> None:
    """Before any round: what earlier rounds may have made of the names and containers that the body changes."""
    facts = rebound_by(m.frames[-1].source, node)
    for name in facts.rebound | facts.totals:
        frame = targets.frame_of(m, name)
        if name not in frame.names:
            continue
        value = frame.names[name]
        if name in facts.deleted:
            gone = m.ask("an earlier round has deleted it", ("no", "yes"), LIBRARY, node)
            if gone == "yes":
                targets.unbind_name(m, name)
                continue
        kind = kind_of(value) if name in facts.totals and name not in facts.rebound else "any"
        if isinstance(value, list) and kind == "list":
            m.spoil(value)
            continue
        frame.names[name] = m.unknown(kind, content_of(value), LIBRARY)
    for name in facts.filled:
        frame = targets.frame_of(m, name)
        if name in frame.names:
            m.spoil(frame.names[name])
