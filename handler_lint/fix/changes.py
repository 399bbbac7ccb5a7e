"""What a rule may change of a handler. Each change says what edits it comes to in a source."""

import ast
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeVar

import libcst as cst

from handler_lint.calls import Place
from handler_lint.fix.edit import Edit
from handler_lint.static.source import Source

Node = TypeVar("Node", bound=cst.CSTNode)
PLAIN = cst.Module([])


class Change(ABC):
    """One change of one source."""

    @abstractmethod
    def edits(self, source: Source) -> tuple[Edit, ...]:
        """The edits that make it; none where the source is not as the change expects it."""


@dataclass(frozen=True, slots=True)
class EndWith(Change):
    """Let a function of the module end with a statement."""

    function: str
    statement: str

    def edits(self, source: Source) -> tuple[Edit, ...]:
        function = _function(source, self.function)
        if function is None:
            return ()
        line = function.end_lineno or function.lineno
        column = len(source.lines[line - 1]) + 1
        text = f"\n{_indent(source, function.body[0])}{self.statement}"
        return (Edit(Place(source.path, line, column, line, column), text),)


@dataclass(frozen=True, slots=True)
class BeginWith(Change):
    """Let a function of the module begin with a statement, after its docstring."""

    function: str
    statement: str

    def edits(self, source: Source) -> tuple[Edit, ...]:
        function = _function(source, self.function)
        if function is None:
            return ()
        has_text = ast.get_docstring(function, clean=False) is not None
        first = function.body[min(has_text, len(function.body) - 1)]
        place = Place(source.path, first.lineno, 1, first.lineno, 1)
        return (Edit(place, f"{_indent(source, first)}{self.statement}\n"),)


@dataclass(frozen=True, slots=True)
class Rewrite(Change):
    """Write an expression otherwise; `{}` in the code stands for the expression as it is written."""

    place: Place
    code: str

    def edits(self, source: Source) -> tuple[Edit, ...]:
        return _remade(
            source, self.place, cst.BaseExpression, lambda node: _filled(self.code, node)
        )


@dataclass(frozen=True, slots=True)
class ReturnBody(Change):
    """Return another body; `{}` stands for the one that is returned, alone or as the first member of a tuple."""

    place: Place
    code: str

    def edits(self, source: Source) -> tuple[Edit, ...]:
        def remake(node: cst.Return) -> str:
            body = _members(node)[0] if _members(node) else node.value
            if body is None or isinstance(body, cst.Tuple):
                return ""
            try:
                new = cst.parse_expression(_filled(self.code, body))
            except cst.ParserSyntaxError:
                return ""
            return PLAIN.code_for_node(node.deep_replace(body, new))

        return _remade(source, self.place, cst.Return, remake)


@dataclass(frozen=True, slots=True)
class ReturnMembers(Change):
    """Return other members of the tuple that is returned, by their indices; one alone is no tuple."""

    place: Place
    indices: tuple[int, ...]

    def edits(self, source: Source) -> tuple[Edit, ...]:
        def remake(node: cst.Return) -> str:
            members = _members(node)
            if len(members) != 2:
                return ""
            return f"return {', '.join(_text(members[index]) for index in self.indices)}"

        return _remade(source, self.place, cst.Return, remake)


@dataclass(frozen=True, slots=True)
class JoinBranches(Change):
    """Make the `if` that follows the one with this test its `elif`."""

    place: Place

    def edits(self, source: Source) -> tuple[Edit, ...]:
        tree = source.parsed
        for node in ast.walk(tree) if tree is not None else ():
            for block in (getattr(node, name, None) for name in ("body", "orelse")):
                for one, other in pairwise(block) if isinstance(block, list) else ():
                    if not (isinstance(one, ast.If) and isinstance(other, ast.If)):
                        continue
                    if one.lineno <= self.place.line <= (one.end_lineno or 0):
                        column = other.col_offset + 1
                        place = Place(source.path, other.lineno, column, other.lineno, column)
                        return (Edit(place, "el"),)
        return ()


@dataclass(frozen=True, slots=True)
class CompareWithEach(Change):
    """`x == "a" or "b"` becomes `x in ("a", "b")`."""

    place: Place

    def edits(self, source: Source) -> tuple[Edit, ...]:
        def remake(node: cst.BooleanOperation) -> str:
            first, *others = _alternatives(node)
            match first:
                case cst.Comparison(
                    left=left,
                    comparisons=[cst.ComparisonTarget(operator=cst.Equal(), comparator=right)],
                ) if others and all(isinstance(one, cst.SimpleString) for one in others):
                    texts = ", ".join(_text(one) for one in (right, *others))
                    return f"{_text(left)} in ({texts})"
            return ""

        return _remade(source, self.place, cst.BooleanOperation, remake)


@dataclass(frozen=True, slots=True)
class CompareByValue(Change):
    """`x is "a"` becomes `x == "a"`."""

    place: Place

    def edits(self, source: Source) -> tuple[Edit, ...]:
        def remake(node: cst.Comparison) -> str:
            targets = [
                one.with_changes(operator=cst.Equal())
                if isinstance(one.operator, cst.Is)
                else one.with_changes(operator=cst.NotEqual())
                if isinstance(one.operator, cst.IsNot)
                else one
                for one in node.comparisons
            ]
            return PLAIN.code_for_node(node.with_changes(comparisons=targets))

        return _remade(source, self.place, cst.Comparison, remake)


@dataclass(frozen=True, slots=True)
class RaiseUnless(Change):
    """`assert TEST, MESSAGE` becomes an `if not` that raises."""

    place: Place
    exception: str

    def edits(self, source: Source) -> tuple[Edit, ...]:
        def remake(node: cst.Assert) -> str:
            indent = source.lines[self.place.line - 1]
            indent = indent[: len(indent) - len(indent.lstrip())]
            match node.test:
                case cst.Comparison(comparisons=[cst.ComparisonTarget(operator=cst.Equal())]):
                    opposite: cst.BaseCompOp = cst.NotEqual()
                case cst.Comparison(comparisons=[cst.ComparisonTarget(operator=cst.In())]):
                    opposite = cst.NotIn()
                case _:
                    return f"if not ({_text(node.test)}):\n{indent}    raise {self.exception}"
            target = node.test.comparisons[0].with_changes(operator=opposite)
            test = node.test.with_changes(comparisons=[target])
            return f"if {_text(test)}:\n{indent}    raise {self.exception}"

        return _remade(source, self.place, cst.Assert, remake)


@dataclass(frozen=True, slots=True)
class Reraise(Change):
    """Let an `except` clause that ends with this statement end with `raise`, in the place of a `return`."""

    place: Place

    def edits(self, source: Source) -> tuple[Edit, ...]:
        line = source.lines[self.place.line - 1]
        indent = line[: len(line) - len(line.lstrip())]
        if line.strip().startswith("return"):
            return (Edit(self.place, "raise"),)
        column = len(source.lines[self.place.end_line - 1]) + 1
        after = Place(source.path, self.place.end_line, column, self.place.end_line, column)
        return (Edit(after, f"\n{indent}raise"),)


@dataclass(frozen=True, slots=True)
class GiveArgument(Change):
    """Give a keyword argument to the only call of a method that a line and those of its function hold."""

    place: Place
    method: str
    argument: str

    def edits(self, source: Source) -> tuple[Edit, ...]:
        name = self.argument.partition("=")[0]
        found = []
        for node, where in source.around(self.place.line):
            match node:
                case cst.Call(func=cst.Attribute(attr=cst.Name(value=self.method))):
                    given = {one.keyword.value for one in node.args if one.keyword is not None}
                    if name in given or any(one.star for one in node.args):
                        return ()
                    found.append((node, where))
        if len(found) != 1:
            return ()
        (call, where) = found[0]
        new = cst.parse_expression(f"f({self.argument})")
        assert isinstance(new, cst.Call)
        arguments = [
            *(one.with_changes(comma=cst.MaybeSentinel.DEFAULT) for one in call.args),
            *new.args,
        ]
        return (Edit(where, PLAIN.code_for_node(call.with_changes(args=arguments))),)


@dataclass(frozen=True, slots=True)
class Rename(Change):
    """Another name everywhere in the module, if nothing has it yet."""

    old: str
    new: str

    def edits(self, source: Source) -> tuple[Edit, ...]:
        names = list(_all(source.tree, cst.Name))
        if any(one.value == self.new for one in names):
            return ()
        found = (source.place(one) for one in names if one.value == self.old)
        return tuple(Edit(place, self.new) for place in found)


@dataclass(frozen=True, slots=True)
class Retype(Change):
    """Another text wherever the module writes this one as a whole."""

    old: str
    new: str

    def edits(self, source: Source) -> tuple[Edit, ...]:
        found = []
        for node in _all(source.tree, cst.SimpleString):
            if node.prefix == "" and node.evaluated_value == self.old:
                found.append(Edit(source.place(node), f"{node.quote}{self.new}{node.quote}"))
        return tuple(found)


def _function(source: Source, name: str) -> ast.FunctionDef | None:
    """A function of the module whose body has lines of its own; None where the name has several definitions."""
    tree = source.parsed
    found = [
        one
        for one in (tree.body if tree is not None else ())
        if isinstance(one, ast.FunctionDef) and one.name == name
    ]
    alone = len(found) == 1 and found[0].body[0].lineno > found[0].lineno
    first = source.lines[found[0].body[0].lineno - 1] if alone else ""
    return found[0] if first and not first[: found[0].body[0].col_offset].strip() else None


def _indent(source: Source, statement: ast.stmt) -> str:
    return source.lines[statement.lineno - 1][: statement.col_offset]


def _remade(
    source: Source, place: Place, kind: type[Any], remake: Callable[[Any], str]
) -> tuple[Edit, ...]:
    """The smallest node of a kind that holds a place, written anew; nothing where that says nothing else."""
    start, end = (place.line, place.column), (place.end_line, place.end_column)
    found = [(node, at) for node, at in source.around(place.line) if isinstance(node, kind)]
    if place.end_line:
        holding = [
            (node, at)
            for node, at in found
            if (at.line, at.column) <= start and end <= (at.end_line, at.end_column)
        ]
    else:
        # A run knows the line alone.
        holding = [(node, at) for node, at in found if at.line == place.line]
        holding = holding if len(holding) == 1 else []
    if not holding:
        return ()
    node, where = min(holding, key=lambda one: _size(one[1]))
    if isinstance(node, cst.BaseExpression):
        # Its parentheses are no part of its range, and stay.
        node = node.with_changes(lpar=[], rpar=[])
    text = remake(node)
    return (Edit(where, text),) if text and text != _text(node) else ()


def _size(place: Place) -> tuple[int, int]:
    return place.end_line - place.line, place.end_column - place.column


def _text(node: cst.CSTNode) -> str:
    return PLAIN.code_for_node(node)


def _filled(code: str, node: cst.BaseExpression) -> str:
    """The code with the expression in it, in parentheses where what follows would bind tighter."""
    text = _text(node)
    atoms = (cst.Name, cst.Call, cst.Attribute, cst.Subscript)
    if code.startswith("{}.") and not (isinstance(node, atoms) or node.lpar):
        text = f"({text})"
    return code.replace("{}", text)


def _members(node: cst.Return) -> list[cst.BaseExpression]:
    """The members of a tuple that is written in a `return`."""
    if not isinstance(node.value, cst.Tuple):
        return []
    return [one.value for one in node.value.elements]


def _alternatives(node: cst.BaseExpression) -> list[cst.BaseExpression]:
    match node:
        case cst.BooleanOperation(operator=cst.Or(), left=left, right=right) if not node.lpar:
            return [*_alternatives(left), right]
    return [node]


def _all(tree: cst.Module, kind: type[Node]) -> Iterator[Node]:
    waiting: list[cst.CSTNode] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, kind):
            yield node
        waiting += node.children
