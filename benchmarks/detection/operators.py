"""Mistakes that are made in any code: each operator changes one place of a source.

The operators are fixed before any rule is written for what they break, and know nothing of handlers.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider


@dataclass(frozen=True, slots=True)
class Mutant:
    """A source with one mistake: what was done, at which line of the original, in which function."""

    operator: str
    line: int
    function: str
    text: str


Change = cst.CSTNode | cst.RemovalSentinel
Operator = Callable[[cst.CSTNode], Iterator[Change]]

NOTHING = cst.SimpleStatementLine([cst.Pass()])
CONVERSIONS = ("int", "float", "str", "bool", "list", "dict", "bytes", "tuple", "set")


def negate_condition(node: cst.CSTNode) -> Iterator[Change]:
    """`if x` becomes `if not x`."""
    if isinstance(node, (cst.If, cst.While, cst.IfExp)):
        inner = node.test
        if not isinstance(inner, cst.Name):
            inner = inner.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
        if isinstance(node, cst.IfExp):
            yield node.with_changes(test=cst.UnaryOperation(cst.Not(), inner))
        else:
            space = cst.SimpleWhitespace(" ")
            name = (
                "whitespace_before_test" if isinstance(node, cst.If) else "whitespace_after_while"
            )
            yield node.with_changes(test=cst.UnaryOperation(cst.Not(), inner), **{name: space})


def drop_branch(node: cst.CSTNode) -> Iterator[Change]:
    """A branch of a condition is not there."""
    if not isinstance(node, cst.If):
        return
    if isinstance(node.orelse, cst.If):
        yield node.orelse
    elif node.orelse is None:
        yield cst.RemoveFromParent()
    if node.orelse is not None:
        yield node.with_changes(
            orelse=node.orelse.orelse if isinstance(node.orelse, cst.If) else None
        )


def duplicate_branch(node: cst.CSTNode) -> Iterator[Change]:
    """A branch is copied and its condition left as it was."""
    if isinstance(node, cst.If) and isinstance(node.orelse, cst.If):
        yield node.with_changes(orelse=node.orelse.with_changes(test=node.test.deep_clone()))


def swap_branches(node: cst.CSTNode) -> Iterator[Change]:
    """Two branches have each other's bodies."""
    if isinstance(node, cst.If) and node.orelse is not None:
        other = node.orelse
        yield node.with_changes(body=other.body, orelse=other.with_changes(body=node.body))
    if isinstance(node, cst.IfExp):
        yield node.with_changes(body=node.orelse, orelse=node.body)


def drop_return(node: cst.CSTNode) -> Iterator[Change]:
    """`return x` becomes `x`."""
    if isinstance(node, cst.Return) and node.value is not None:
        yield cst.Expr(node.value)


def change_return(node: cst.CSTNode) -> Iterator[Change]:
    """`return x` becomes `return None`, or one part of a tuple, or the parts in another order."""
    if not isinstance(node, cst.Return) or node.value is None:
        return
    yield node.with_changes(value=cst.Name("None"))
    if isinstance(node.value, cst.Tuple) and len(node.value.elements) > 1:
        first, second, *rest = node.value.elements
        yield node.with_changes(value=first.value)
        swapped = [
            first.with_changes(value=second.value),
            second.with_changes(value=first.value),
            *rest,
        ]
        yield node.with_changes(value=node.value.with_changes(elements=swapped))


def drop_raise(node: cst.CSTNode) -> Iterator[Change]:
    """`raise` becomes `pass`."""
    if isinstance(node, cst.Raise):
        yield cst.Pass()


def change_text(node: cst.CSTNode) -> Iterator[Change]:
    """A text has a letter more or less, or another case."""
    if isinstance(node, cst.SimpleString) and node.quote in ("'", '"') and not node.prefix:
        text = node.raw_value
        if len(text) > 1 and "\\" not in text:
            yield node.with_changes(value=f"{node.quote}{text[:-1]}{node.quote}")
            yield node.with_changes(value=f"{node.quote}{text}s{node.quote}")
        if text.lower() != text.upper() and "\\" not in text:
            yield node.with_changes(value=f"{node.quote}{text.swapcase()}{node.quote}")


def change_number(node: cst.CSTNode) -> Iterator[Change]:
    """A number is another one."""
    if isinstance(node, cst.Integer):
        yield node.with_changes(value=str(node.evaluated_value + 1))
    if isinstance(node, cst.Float):
        yield node.with_changes(value=str(node.evaluated_value + 1))


def change_constant(node: cst.CSTNode) -> Iterator[Change]:
    """True becomes False, and the other way round."""
    if isinstance(node, cst.Name) and node.value in ("True", "False"):
        yield node.with_changes(value="False" if node.value == "True" else "True")


def change_comparison(node: cst.CSTNode) -> Iterator[Change]:
    """`==` becomes `!=` or `is`, `in` becomes `not in`."""
    swaps: dict[type, Sequence[cst.BaseCompOp]] = {
        cst.Equal: (cst.NotEqual(), cst.Is()),
        cst.NotEqual: (cst.Equal(),),
        cst.In: (cst.NotIn(), cst.Equal()),
        cst.NotIn: (cst.In(),),
        cst.LessThan: (cst.GreaterThan(),),
        cst.GreaterThan: (cst.LessThan(),),
    }
    if isinstance(node, cst.ComparisonTarget):
        for other in swaps.get(type(node.operator), ()):
            yield node.with_changes(operator=other)


def change_connective(node: cst.CSTNode) -> Iterator[Change]:
    """`and` becomes `or`, and the other way round."""
    if isinstance(node, cst.BooleanOperation):
        yield node.with_changes(
            operator=cst.Or() if isinstance(node.operator, cst.And) else cst.And()
        )


def rename_function(node: cst.CSTNode) -> Iterator[Change]:
    """A function is defined under another name."""
    if isinstance(node, cst.FunctionDef) and not node.name.value.startswith("__"):
        yield node.with_changes(name=cst.Name(f"{node.name.value}s"))


def rename_name(node: cst.CSTNode) -> Iterator[Change]:
    """A name is used that is not bound."""
    if isinstance(node, cst.Arg) and isinstance(node.value, cst.Name) and node.keyword is None:
        yield node.with_changes(value=cst.Name(f"{node.value.value}_"))


def drop_parameter(node: cst.CSTNode) -> Iterator[Change]:
    """A function has a parameter less, or one more."""
    if isinstance(node, cst.FunctionDef) and node.params.params:
        params = node.params
        rest = [one.with_changes(comma=cst.MaybeSentinel.DEFAULT) for one in params.params[:-1]]
        yield node.with_changes(params=params.with_changes(params=rest))
        more = [*params.params, cst.Param(cst.Name("extra"))]
        if params.params[-1].default is None:
            yield node.with_changes(params=params.with_changes(params=more))


def drop_call(node: cst.CSTNode) -> Iterator[Change]:
    """`f(x)` becomes `x`."""
    if isinstance(node, cst.Call) and len(node.args) >= 1 and not node.args[0].star:
        name = node.func.value if isinstance(node.func, cst.Name) else ""
        if name not in CONVERSIONS and node.args[0].keyword is None:
            yield node.args[0].value


def drop_conversion(node: cst.CSTNode) -> Iterator[Change]:
    """`float(x)` or `x.decode()` becomes `x`."""
    if not isinstance(node, cst.Call):
        return
    if isinstance(node.func, cst.Name) and node.func.value in CONVERSIONS and len(node.args) == 1:
        yield node.args[0].value
    if isinstance(node.func, cst.Attribute):
        of_a_name = isinstance(node.func.value, cst.Name)
        if not of_a_name or not node.args:
            yield node.func.value


def swap_arguments(node: cst.CSTNode) -> Iterator[Change]:
    """`f(a, b)` becomes `f(b, a)`."""
    if isinstance(node, cst.Call) and len(node.args) >= 2:
        first, second, *rest = node.args
        if not (first.star or second.star or first.keyword or second.keyword):
            swapped = [
                first.with_changes(value=second.value),
                second.with_changes(value=first.value),
                *rest,
            ]
            yield node.with_changes(args=swapped)


def drop_statement(node: cst.CSTNode) -> Iterator[Change]:
    """A statement is not there."""
    if isinstance(node, cst.SimpleStatementLine) and isinstance(
        node.body[0], (cst.Assign, cst.AugAssign, cst.Expr)
    ):
        yield NOTHING


def widen_except(node: cst.CSTNode) -> Iterator[Change]:
    """What a clause caught is passed over in silence."""
    if isinstance(node, cst.ExceptHandler) and not isinstance(
        node.body.body[0] if node.body.body else None, cst.Pass
    ):
        yield node.with_changes(body=cst.IndentedBlock([NOTHING]))


def drop_except(node: cst.CSTNode) -> Iterator[Change]:
    """A `try` is not there, only its body."""
    if isinstance(node, cst.Try) and node.handlers:
        yield cst.If(cst.Name("True"), node.body)


def change_index(node: cst.CSTNode) -> Iterator[Change]:
    """`x[a]` becomes `x`."""
    if isinstance(node, cst.Subscript):
        yield node.value


OPERATORS: tuple[Operator, ...] = (
    negate_condition,
    drop_branch,
    duplicate_branch,
    swap_branches,
    drop_return,
    change_return,
    drop_raise,
    change_text,
    change_number,
    change_constant,
    change_comparison,
    change_connective,
    rename_function,
    rename_name,
    drop_parameter,
    drop_call,
    drop_conversion,
    swap_arguments,
    drop_statement,
    widen_except,
    drop_except,
    change_index,
)


def mutants(text: str) -> Iterator[Mutant]:
    """Every source with one mistake that Python still compiles."""
    wrapper = MetadataWrapper(cst.parse_module(text))
    places = wrapper.resolve(PositionProvider)
    for node, function in _nodes(wrapper.module, ""):
        for operator in OPERATORS:
            for changed in operator(node):
                made = _changed(wrapper.module, node, changed)
                if made is not None and made != text:
                    line = places[node].start.line if node in places else 1
                    yield Mutant(operator.__name__, line, function, made)


def _nodes(node: cst.CSTNode, function: str) -> Iterator[tuple[cst.CSTNode, str]]:
    for child in node.children:
        yield child, function
        inside = child.name.value if isinstance(child, cst.FunctionDef) else function
        yield from _nodes(child, inside)


def _changed(module: cst.Module, node: cst.CSTNode, changed: Change) -> str | None:
    try:
        made: object
        if isinstance(changed, cst.RemovalSentinel):
            made = module.deep_remove(node)
        else:
            made = module.deep_replace(node, changed)
        text = made.code if isinstance(made, cst.Module) else ""
        compile(text, "inference.py", "exec")
    except (cst.CSTValidationError, SyntaxError, TypeError, ValueError, AttributeError):
        return None
    return text or None
