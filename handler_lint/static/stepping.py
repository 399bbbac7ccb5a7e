"""The statements of a module or a function one by one, so that a way can be left and taken up between two of them.

Conditions, loops of fixed rounds, `try`, `with` and calls that are a statement's whole value are gone into; every other
statement is executed at once.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import libcst as cst

from handler_lint.static import (
    binding,
    call_sites,
    calling,
    exceptions,
    expressions,
    loops,
    managers,
    statements,
    targets,
)
from handler_lint.static.facts import body_facts
from handler_lint.static.machine import MAX_CALL_DEPTH, Machine
from handler_lint.static.source import Source
from handler_lint.static.values import Bound, Broke, Continued, Function, Raised, Returned


class Suite(NamedTuple):
    """A sequence of statements, and which of them comes next."""

    source: Source
    statements: tuple[cst.CSTNode, ...]
    next: int = 0


class Entered(NamedTuple):
    """A function whose body is executed; `statement` gets its value, None for the function that the stack called."""

    function: Function
    statement: cst.BaseSmallStatement | None
    depth: int


class Trying(NamedTuple):
    """A `try` whose body is executed, and how deep the machine was before."""

    node: cst.Try
    frames: int
    tries: int
    handling: int


class Catching(NamedTuple):
    """An `except` clause whose body is executed."""

    handler: cst.ExceptHandler
    handling: int


class Looping(NamedTuple):
    """A `for` whose rounds are all known, and which of them comes next."""

    node: cst.For
    rounds: tuple[Any, ...]
    next: int = 0


MANY_FORKS = 2
"""After so many a way is left: to execute a few statements again costs less than to keep a state."""

Part = Suite | Entered | Trying | Catching | Looping
Position = tuple[Part, ...]
"""Where a way is, the outermost first."""


@dataclass(slots=True)
class Stepper:
    """Executes from a position on; `joins`: also stop where the branches of a condition come together."""

    m: Machine
    position: list[Part]
    joins: bool = False
    through: bool = False
    """Whether the emulation of the stack is gone through, too, as it is for a whole request."""

    value: Any = None

    def advance(self) -> bool:
        """Execute up to the next stop: after a statement with which it has forked often enough.

        Returns:
            Whether it came to the end.

        Raises:
            Raised: the code does, and nothing catches it.
        """
        while self.position:
            top = self.position.pop()
            try:
                if not self._next(top):
                    return False
            except Returned as returned:
                self._return(returned)
            except Broke:
                self._unwind()
            except Continued:
                self.position += self._unwind()
            except Raised as raised:
                self._raise(raised)
            if len(self.m.path.choices) >= MANY_FORKS and self.position:
                return False
        return True

    def _next(self, top: Part) -> bool:
        """One statement, or the end of a part; False where the way is left after it."""
        if isinstance(top, Suite):
            source, rows, index = top
            if index < len(rows):
                self.position.append(Suite(source, rows, index + 1))
                self._execute(source, rows[index])
                return True
            return not (self.joins and self.position)
        if isinstance(top, Entered):
            self._leave(top, None, None)
        elif isinstance(top, Looping):
            self._round(*top)
        elif isinstance(top, Trying):
            del self.m.tries[top.tries :]
            if top.node.orelse is not None:
                self._push(top.node.orelse.body)
        else:
            del self.m.handling[top.handling :]
            exceptions.unbind(self.m, top.handler)
        return True

    def begin(self, function: Any, args: list[Any], node: cst.CSTNode) -> bool:
        """Go into a function; False where it is not one whose body can be gone through."""
        return self._enter(function, args, {}, None, node)

    def _execute(self, source: Source, node: Any) -> None:
        m = self.m
        kind: Any = type(node)
        go = STEPS.get(kind)
        if go is not None and not (kind is cst.Try and node.finalbody is not None):
            m.step()
            go(self, node)
        elif kind in OF_A_CALL and type(node.value) is cst.Call:
            m.step()
            frame = m.frames[-1]
            frame.last, frame.last_is_test = node, False
            function, args, keywords = call_sites.parts_of(source, node.value)(m)
            if not self._enter(function, args, keywords, node, node.value):
                self._give(node, calling.call(m, function, args, keywords, node.value))
        else:
            statements.code_of(source, node)(m)

    def _try(self, node: cst.Try) -> None:
        m = self.m
        self.position.append(Trying(node, len(m.frames), len(m.tries), len(m.handling)))
        if not m.frames[-1].module.source.ours:
            m.tries.append(exceptions.begun(m, node))
        self._push(node.body)

    def _push(self, body: cst.BaseSuite) -> None:
        source = self.m.frames[-1].module.source
        self.position.append(Suite(source, flat(source, body), 0))

    def _branch(self, node: cst.If) -> None:
        while True:
            if statements.tested(self.m, node.test):
                self._push(node.body)
            elif type(node.orelse) is cst.If:
                node = node.orelse
                continue
            elif node.orelse is not None:
                self._push(node.orelse.body)
            return

    def _loop(self, node: cst.For) -> None:
        iterable = loops.iterated(self.m, node)
        rounds = loops.fixed_rounds(self.m, iterable)
        if rounds is None:
            loops.follow(self.m, node, iterable)
        else:
            self.position.append(Looping(node, rounds))

    def _round(self, node: cst.For, rounds: tuple[Any, ...], index: int) -> None:
        m = self.m
        if index < len(rounds):
            self.position.append(Looping(node, rounds, index + 1))
            targets.assign(m, node.target, rounds[index])
            self._push(node.body)
            return
        m.frames[-1].last, m.frames[-1].last_is_test = node.iter, True
        if node.orelse is not None:
            self._push(node.orelse.body)

    def _unwind(self) -> list[Part]:
        """Leave what stands within the innermost loop, and the loop; nothing for a `break` outside a loop."""
        # Python refuses that, but not every parser does.
        while self.position:
            top = self.position.pop()
            if isinstance(top, Looping):
                return [top]
            self._undo(top)
        return []

    def _within(self, node: cst.With) -> None:
        m = self.m
        for index, item in enumerate(node.items):
            manager = expressions.evaluate(m, item.item)
            if not managers.entered(m, manager, item):
                rest = partial(statements.enter, m, node, index + 1)
                managers.within(m, manager, item, rest)
                return
        self._push(node.body)

    def _raise(self, raised: Raised) -> None:
        """Go on where an exception is caught."""
        m = self.m
        while self.position:
            top = self.position.pop()
            if isinstance(top, Catching):
                del m.handling[top.handling :]
            if not isinstance(top, Trying):
                continue
            del m.frames[top.frames :], m.tries[top.tries :], m.handling[top.handling :]
            try:
                handler = exceptions.handler_for(m, top.node, raised.failure)
            except Raised as more:
                raised = more
                continue
            if isinstance(handler, cst.ExceptHandler):
                self.position.append(Catching(handler, len(m.handling)))
                exceptions.bind(m, handler, raised.failure)
                self._push(handler.body)
                return
        raise raised

    def _enter(
        self,
        function: Any,
        args: Any,
        keywords: dict[str, Any],
        statement: cst.BaseSmallStatement | None,
        node: cst.CSTNode,
    ) -> bool:
        while type(function) is Bound:
            if isinstance(args, binding.Spread):
                return False
            args, keywords = [*function.given, *args], {**function.keywords, **keywords}
            function = function.function
        if type(function) is not Function or type(function.node) is not cst.FunctionDef:
            return False
        facts = body_facts(function.source, function.node)
        if function.cache is not None or facts.generator or facts.coroutine:
            return False
        if function.source.ours and not self.through:
            return False
        m = self.m
        if len(m.frames) > MAX_CALL_DEPTH:
            return False
        m.step()
        frame = calling.frame_of(m, function, args, keywords, node)
        self.position.append(Entered(function, statement, len(m.frames)))
        m.frames.append(frame)
        self._push(function.node.body)
        return True

    def _leave(self, entered: Entered, value: Any, node: cst.CSTNode | None) -> None:
        m = self.m
        calling.note_end(m, entered.function, m.frames[entered.depth], node)
        del m.frames[entered.depth :]
        if entered.statement is None:
            self.value = value
        else:
            self._give(entered.statement, value)

    def _give(self, statement: Any, value: Any) -> None:
        """The value of a call to the statement that waits for it."""
        kind: Any = type(statement)
        if kind is cst.Return:
            raise Returned(value, statement)
        if kind is cst.Assign:
            for target in statement.targets:
                targets.assign(self.m, target.target, value)

    def _undo(self, part: Part) -> None:
        if isinstance(part, Trying):
            del self.m.tries[part.tries :]
        elif isinstance(part, Catching):
            del self.m.handling[part.handling :]

    def _return(self, returned: Returned) -> None:
        # Python refuses a `return` outside a function, but not every parser does.
        while self.position:
            top = self.position.pop()
            self._undo(top)
            if isinstance(top, Entered):
                try:
                    self._leave(top, returned.value, returned.node)
                except Returned as more:
                    returned = more
                else:
                    return


STEPS: Mapping[type, Callable[[Stepper, Any], None]] = {
    cst.If: Stepper._branch,
    cst.Try: Stepper._try,
    cst.With: Stepper._within,
    cst.For: Stepper._loop,
}
"""The compound statements that are gone into."""

OF_A_CALL = frozenset({cst.Assign, cst.Return, cst.Expr})
"""Simple statements that do something with the value of a call."""


def flat(source: Source, body: cst.BaseSuite | cst.Module) -> tuple[cst.CSTNode, ...]:
    """The statements of a suite, each by itself, found out once."""
    rows: tuple[cst.CSTNode, ...] | None = source.facts.get(("flat", id(body)))
    if rows is None:
        rows = source.facts["flat", id(body)] = statements.flat(body)
    return rows


def order(position: Position) -> tuple[int, ...]:
    """Sorts positions in the order of the program: what lies deeper comes before what follows it."""
    return (*(one.next for one in position if isinstance(one, (Suite, Looping))), 1 << 30)
