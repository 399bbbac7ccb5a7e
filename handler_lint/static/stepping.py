"""The statements of a module or a function one by one, so that a way can be left and taken up between two of them.

Conditions, loops of fixed rounds, `try`, `with`, calls that are a statement's whole value and calls among the arguments
of these are gone into; every other statement is executed at once.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

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
from handler_lint.static.positions import (
    ARGUMENT,
    Calling,
    Catching,
    Entered,
    Looping,
    Part,
    Suite,
    Taker,
    Trying,
)
from handler_lint.static.source import Source
from handler_lint.static.values import Bound, Broke, Continued, Function, Raised, Returned

MANY_FORKS = 2
"""After so many a way is left: to execute a few statements again costs less than to keep a state."""

MANY_ROUNDS = 4
"""After so many rounds that asked something each, more than as many that are left are one that stands for any."""


@dataclass(slots=True)
class Stepper:
    """Executes from a position on; `joins`: also stop where the branches of a condition come together."""

    m: Machine
    position: list[Part]
    joins: bool = False
    through: bool = False
    """Whether the emulation of the stack is gone through, too, as it is for a whole request."""

    to_handler: bool = False
    """Whether to stop where the code of the handler begins."""

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
            if self.to_handler and not self.m.frames[-1].module.source.ours:
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
        elif isinstance(top, Calling):
            self._argument(*top)
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
            self._call(source, node.value, node)
        else:
            statements.code_of(source, node)(m)

    def _call(self, source: Source, node: cst.Call, taker: Taker) -> None:
        if call_sites.calls_inside(source, node) > (0 if self.joins else 1):
            function = expressions.code_of(source, node.func)(self.m)
            self.position.append(Calling(node, taker, (function,)))
        else:
            self._make(node, taker, *call_sites.parts_of(source, node)(self.m))

    def _make(
        self, node: cst.Call, taker: Taker, function: Any, args: list[Any], keywords: dict[str, Any]
    ) -> None:
        if not self._enter(function, args, keywords, taker, node):
            self._give(taker, calling.call(self.m, function, args, keywords, node))

    def _argument(self, node: cst.Call, taker: Taker, values: tuple[Any, ...]) -> None:
        """The next argument of a call, or, after the last one, the call."""
        function, *given = values
        if len(given) == len(node.args):
            self._make(node, taker, function, *call_sites.assembled(node, given))
            return
        self.position.append(Calling(node, taker, values))
        source, value = self.m.frames[-1].module.source, node.args[len(given)].value
        if isinstance(value, cst.Call):
            self._call(source, value, ARGUMENT)
        else:
            self._give(ARGUMENT, expressions.code_of(source, value)(self.m))

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
        source = self.m.frames[-1].module.source
        while True:
            test = expressions.code_of(source, node.test)
            if statements.tested(self.m, test, node.test):
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
            self.position.append(Looping(node, rounds, 0, len(self.m.path.log)))

    def _round(self, node: cst.For, rounds: tuple[Any, ...], index: int, asked: int) -> None:
        m = self.m
        many = MANY_ROUNDS <= index < len(rounds) - MANY_ROUNDS
        if many and len(m.path.log) >= asked + index:
            self.position.append(Looping(node, rounds, len(rounds), asked))
            loops.any_of(m, node, rounds[index:])
        elif index < len(rounds):
            self.position.append(Looping(node, rounds, index + 1, asked))
            targets.assign(m, node.target, rounds[index])
            self._push(node.body)
        else:
            self._after_last_round(node)

    def _after_last_round(self, node: cst.For) -> None:
        m = self.m
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
        taker: Taker,
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
        frame = calling.frame_of(m, function, facts, args, keywords, node)
        self.position.append(Entered(function, taker, len(m.frames)))
        m.frames.append(frame)
        self._push(function.node.body)
        return True

    def _leave(self, entered: Entered, value: Any, node: cst.CSTNode | None) -> None:
        m = self.m
        calling.note_end(m, entered.function, m.frames[entered.depth], node)
        del m.frames[entered.depth :]
        if entered.taker is None:
            self.value = value
        else:
            self._give(entered.taker, value)

    def _give(self, taker: Any, value: Any) -> None:
        """The value of a call to the statement, or the call, that waits for it."""
        kind: Any = type(taker)
        if kind is cst.Return:
            raise Returned(value, taker)
        if kind is cst.Assign:
            for target in taker.targets:
                targets.assign(self.m, target.target, value)
        elif taker is ARGUMENT:
            around = self.position.pop()
            assert isinstance(around, Calling)
            self.position.append(around._replace(values=(*around.values, value)))

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
    return source.once(("flat", id(body)), lambda: _flat(body))


def _flat(body: Any) -> tuple[cst.CSTNode, ...]:
    if type(body) is cst.SimpleStatementSuite:
        return tuple(body.body)
    found: list[cst.CSTNode] = []
    for one in body.body:
        found += one.body if type(one) is cst.SimpleStatementLine else [one]
    return tuple(found)
