"""Python's own functions over iterables: what they give is known as far as the elements are."""

from collections.abc import Callable
from typing import Any

import libcst as cst

from handler_lint.static import calling, foreign, objects, streams
from handler_lint.static.kinds import content_of
from handler_lint.static.library.intrinsics import INTRINSICS, Intrinsic, intrinsic
from handler_lint.static.machine import Machine
from handler_lint.static.values import LIBRARY, PLAIN, Stream, Unknown

MAX_SUMMED = 1_000


def _make(kind: Any) -> Intrinsic:
    def make(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
        if not args:
            return kind()
        values, complete = objects.elements(m, args[0], node)
        if kind in (set, frozenset):
            return objects.make_set(m, kind, values, complete, node)
        return kind(values) if complete else m.blur(kind(values))

    return make


for _kind in (list, tuple, set, frozenset):
    INTRINSICS[f"builtins.{_kind.__name__}"] = _make(_kind)


@intrinsic("builtins.sorted")
def _sorted(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    values, complete = objects.elements(m, args[0] if args else None, node)
    return in_order(m, values, complete, keywords, node)


def in_order(
    m: Machine, values: list[Any], complete: bool, keywords: dict[str, Any], node: cst.CSTNode
) -> Any:
    """A new list of values, sorted as `sorted` does, with its `key` and `reverse`."""
    key, reverse = keywords.get("key"), keywords.get("reverse", False)
    ranks = values if key is None else [calling.call(m, key, [one], {}, node) for one in values]
    if complete and (len(values) < 2 or (m.knows(ranks) and m.knows(reverse))):

        def ordered() -> list[Any]:
            by = sorted(range(len(values)), key=ranks.__getitem__, reverse=bool(reverse))
            return [values[index] for index in by]

        return foreign.execute(m, ordered, node)[0]
    if complete:
        m.may_raise("sorted", (TypeError,), content_of(values), node)
        # The members are known, not their order.
        return [objects.one_of(m, values, values) for _ in values]
    return m.blur(values)


def _extreme(largest: bool) -> Intrinsic:
    def extreme(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
        name = "max" if largest else "min"
        values, complete = args, True
        if len(args) == 1:
            values, complete = objects.elements(m, args[0], node)
        if complete and not values and "default" in keywords:
            return keywords["default"]
        key = keywords.get("key")
        ranks = values if key is None else [calling.call(m, key, [one], {}, node) for one in values]
        if complete and m.knows(ranks):
            pick = max if largest else min
            numbers = range(len(values))
            index, done = foreign.execute(m, lambda: pick(numbers, key=ranks.__getitem__), node)
            return values[index] if done else m.library()
        m.may_raise(name, (ValueError,) if not complete else (TypeError,), content_of(args), node)
        every = [*values, keywords["default"]] if "default" in keywords else values
        return objects.one_of(m, every, every)

    return extreme


INTRINSICS["builtins.min"] = _extreme(largest=False)
INTRINSICS["builtins.max"] = _extreme(largest=True)


def _stream(m: Machine, kind: str, values: list[Any], complete: bool) -> Stream:
    return Stream(kind, values, complete, m.loops)


@intrinsic("builtins.reversed")
def _reversed(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    values, complete = objects.elements(m, args[0] if args else None, node)
    return _stream(m, "reversed", values[::-1], complete)


@intrinsic("builtins.zip")
def _zip(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    if any(isinstance(one, Stream) for one in args) and len(set(map(id, args))) < len(args):
        return m.unknown("zip", content_of(*args), LIBRARY, items="tuple")
    columns = [objects.elements(m, one, node) for one in args]
    made = list(zip(*(values for values, _ in columns), strict=False))
    complete = all(whole for _, whole in columns)
    if keywords.get("strict"):
        m.may_raise("zip", (ValueError,), content_of(*args), node)
    return _stream(m, "zip", made, complete)


@intrinsic("builtins.enumerate")
def _enumerate(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    values, complete = objects.elements(m, args[0] if args else None, node)
    start = args[1] if len(args) > 1 else keywords.get("start", 0)
    if complete and isinstance(start, int):
        return _stream(m, "enumerate", list(enumerate(values, start)), True)
    return _stream(m, "enumerate", [(m.library(kind="int"), one) for one in values], complete)


def _lazily(m: Machine, kind: str, given: Any, take: Callable[..., None], node: cst.CSTNode) -> Any:
    """A stream whose callbacks run when it is drawn; `take` gives what an element becomes to a function."""
    values, complete = objects.elements(m, given, node)

    def run(hook: Callable[[Any], None], throws: bool) -> None:
        if not complete and not streams.has_element(m, values, node):
            return
        with streams.unknown_rounds(m, not complete):
            for one in values:
                take(one, hook)

    return Stream(kind, loops=m.loops, run=run)


@intrinsic("builtins.map")
def _map(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    if len(args) < 2:
        return m.library()
    function, *columns = args
    given = columns[0] if len(columns) == 1 else _zip(m, node, columns, {})

    def take(one: Any, hook: Callable[[Any], None]) -> None:
        each = list(one) if len(columns) > 1 and isinstance(one, tuple) else [one]
        hook(calling.call(m, function, each, {}, node))

    return _lazily(m, "map", given, take, node)


@intrinsic("builtins.filter")
def _filter(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    if len(args) < 2:
        return m.library()

    def take(one: Any, hook: Callable[[Any], None]) -> None:
        test = one if args[0] is None else calling.call(m, args[0], [one], {}, node)
        if isinstance(test, Unknown):
            # Whether it is there does not fork; how many there are is no longer known.
            with streams.unknown_rounds(m, True):
                hook(one)
        elif objects.truth(m, test, node):
            hook(one)

    return _lazily(m, "filter", args[1], take, node)


def _quantified(stop: bool) -> Intrinsic:
    def quantify(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
        values, complete = objects.elements(m, args[0] if args else None, node)
        unsure = [one for one in values if isinstance(one, Unknown)]
        known = [objects.truth(m, one, node) for one in values if not isinstance(one, Unknown)]
        if complete and stop in known:
            return stop
        if complete and not unsure:
            return not stop
        return m.unknown("bool", content_of(values), LIBRARY)

    return quantify


INTRINSICS["builtins.any"] = _quantified(True)
INTRINSICS["builtins.all"] = _quantified(False)


@intrinsic("builtins.sum")
def _sum(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    values, complete = objects.elements(m, args[0] if args else None, node)
    start = args[1] if len(args) > 1 else keywords.get("start", 0)
    if complete and m.knows(values) and m.knows(start) and len(values) < MAX_SUMMED:
        made, done = foreign.execute(m, lambda: sum(values, start), node)
        return made if done else m.library()
    m.may_raise("sum", (TypeError,), content_of(values), node)
    return m.unknown("any", content_of(values, start), LIBRARY)


@intrinsic("builtins.next")
def _next(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    stream = args[0] if args else None
    if isinstance(stream, Stream):
        return streams.drawn_one(m, stream, tuple(args[1:]), node)
    if isinstance(stream, (*PLAIN, list, tuple, dict, set)):
        kind = type(stream).__name__
        raise m.fail(TypeError, f"'{kind}' object is not an iterator", node)
    if not isinstance(stream, Unknown):
        return m.miss("an own iterator", node)
    if len(args) > 1:
        there = m.ask("there is a next element", ("yes", "no"), stream.content, node)
        if there == "no":
            return args[1]
    else:
        m.may_raise("next", (StopIteration,), stream.content, node)
    m.spoil(stream)
    return m.unknown(stream.items, stream.content, stream.kind_by)


@intrinsic("builtins.iter")
def _iter(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    if len(args) != 1 or isinstance(args[0], Unknown):
        return m.unknown("any", content_of(*args), LIBRARY)
    if isinstance(args[0], Stream):
        return args[0]
    values, complete = objects.elements(m, args[0], node)
    return _stream(m, f"{type(args[0]).__name__}_iterator", values, complete)


@intrinsic("functools.reduce")
def _reduce(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    if len(args) < 2:
        return m.library()
    values, complete = objects.elements(m, args[1], node)
    values = [*args[2:], *values]
    if not complete:
        return m.miss("reduce over something of unknown length", node)
    if not values:
        text = "reduce() of empty iterable with no initial value"
        raise m.fail(TypeError, text, node)
    made = values[0]
    for one in values[1:]:
        made = calling.call(m, args[0], [made, one], {}, node)
    return made


@intrinsic("builtins.dict", "collections.OrderedDict")
def _dict(m: Machine, node: cst.CSTNode, args: list[Any], keywords: dict[str, Any]) -> Any:
    made: dict[Any, Any] = {}
    if args:
        fill(m, made, args[0], node)
    made.update(keywords)
    return made


def fill(m: Machine, made: dict[Any, Any], given: Any, node: cst.CSTNode) -> None:
    """Put a mapping, or pairs, into a dict."""
    if isinstance(given, dict):
        made.update(given)
        if m.is_fuzzy(given) or m.loops:
            m.blur(made)
        return
    if isinstance(given, Unknown):
        m.may_raise("filling a dict", (TypeError, ValueError), given.kind_by, node)
        m.spoil(made)
        return
    values, complete = objects.elements(m, given, node)
    for one in values:
        pair, whole = objects.elements(m, one, node)
        if whole and len(pair) == 2:
            objects.put(m, made, pair[0], pair[1], node)
        else:
            m.spoil(made)
    if not complete:
        m.blur(made)
