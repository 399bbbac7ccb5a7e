"""Arguments to parameters, as CPython binds them, with its own messages."""

from collections.abc import Mapping, Sequence
from typing import Any

import libcst as cst

from handler_lint.static.kinds import content_of
from handler_lint.static.machine import Machine
from handler_lint.static.values import IGNORANCE, Function

Arguments = Sequence[Any]
Keywords = Mapping[str, Any]


class Spread(list[Any]):
    """Positional arguments of which only the first `sure` are known to be where they stand (`f(a, *unknown)`)."""

    def __init__(self, args: Arguments, sure: int) -> None:
        super().__init__(args)
        self.sure = sure


def by_position(
    parameters: Sequence[str], defaults: Mapping[str, Any], args: Arguments
) -> dict[str, Any] | None:
    """The names of the parameters, where arguments by position and defaults are all there is; None where they fail."""
    if len(args) > len(parameters):
        return None
    names = dict(zip(parameters, args, strict=False))
    for name in parameters[len(args) :]:
        if name not in defaults:
            return None
        names[name] = defaults[name]
    return names


def bind(
    m: Machine, function: Function, args: Arguments, keywords: Keywords, node: cst.CSTNode
) -> dict[str, Any]:
    """The names of the parameters, as CPython binds them, with its own messages."""
    params = function.node.params
    positional = [p.name.value for p in (*params.posonly_params, *params.params)]
    names: dict[str, Any] = {}
    if isinstance(args, Spread):
        return _bind_loosely(m, function, args, keywords)
    for name, value in zip(positional, args, strict=False):
        names[name] = value
    rest = list(args[len(positional) :])
    if isinstance(params.star_arg, cst.Param):
        names[params.star_arg.name.value] = tuple(rest)
    elif rest:
        raise m.fail(TypeError, _too_many(function, positional, len(args), keywords), node)
    only_position = {p.name.value for p in params.posonly_params}
    allowed = {*positional, *(p.name.value for p in params.kwonly_params)} - only_position
    extra: dict[Any, Any] = {}
    for name, value in keywords.items():
        if name in allowed and name in names:
            text = f"{function.qualname}() got multiple values for argument '{name}'"
            raise m.fail(TypeError, text, node)
        if name in allowed:
            names[name] = value
        elif params.star_kwarg is not None:
            extra[name] = value
        else:
            wrong = [one for one in positional if one in only_position and one in keywords]
            text = f"{function.qualname}() got an unexpected keyword argument '{name}'"
            if wrong:
                text = f"{function.qualname}() got some positional-only arguments passed as keyword"
                text += f" arguments: '{', '.join(wrong)}'"
            raise m.fail(TypeError, text, node)
    if params.star_kwarg is not None:
        names[params.star_kwarg.name.value] = extra
    for name in (*positional, *(p.name.value for p in params.kwonly_params)):
        if name not in names and name in function.defaults:
            names[name] = function.defaults[name]
    missing = [name for name in positional if name not in names]
    if missing:
        raise m.fail(TypeError, _missing(function, missing, "positional"), node)
    missing = [p.name.value for p in params.kwonly_params if p.name.value not in names]
    if missing:
        raise m.fail(TypeError, _missing(function, missing, "keyword-only"), node)
    return names


def _bind_loosely(
    m: Machine, function: Function, args: Spread, keywords: Keywords
) -> dict[str, Any]:
    """The names where some arguments are not known: those that are not surely given are unknown."""
    params = function.node.params
    origin = content_of(*args, *keywords.values())
    names: dict[str, Any] = {
        p.name.value: m.unknown("any", origin, IGNORANCE)
        for p in (*params.posonly_params, *params.params, *params.kwonly_params)
    }
    given = zip((*params.posonly_params, *params.params), args[: args.sure], strict=False)
    names.update({p.name.value: value for p, value in given})
    if isinstance(params.star_arg, cst.Param):
        names[params.star_arg.name.value] = m.blur((m.unknown("any", origin, IGNORANCE),))
    if params.star_kwarg is not None:
        more: dict[Any, Any] = {}
        names[params.star_kwarg.name.value] = more
        m.spoil(more)
    names.update({name: value for name, value in keywords.items() if name in names})
    return names


def _too_many(function: Function, positional: list[str], given: int, keywords: Keywords) -> str:
    least = sum(1 for name in positional if name not in function.defaults)
    count = (
        f"from {least} to {len(positional)}" if least != len(positional) else f"{len(positional)}"
    )
    plural = "s" if len(positional) != 1 or least != len(positional) else ""
    was = "was" if given == 1 else "were"
    only = [p.name.value for p in function.node.params.kwonly_params]
    more = len([name for name in keywords if name in only])
    passed = f"{given}"
    if more:
        passed = f"{given} positional argument{'s' if given != 1 else ''} (and {more} keyword-only "
        passed += f"argument{'s' if more != 1 else ''})"
        was = "were"
    return (
        f"{function.qualname}() takes {count} positional argument{plural} but {passed} {was} given"
    )


def _missing(function: Function, names: list[str], word: str) -> str:
    return missing(function.qualname, names, word)


def missing(name: str, names: list[str], word: str) -> str:
    """Python's message about required arguments that are not given."""
    quoted = [f"'{one}'" for one in names]
    listed = quoted[0] if len(quoted) == 1 else " and ".join([", ".join(quoted[:-1]), quoted[-1]])
    if len(quoted) > 2:
        listed = ", ".join(quoted[:-1]) + ", and " + quoted[-1]
    plural = "s" if len(names) != 1 else ""
    return f"{name}() missing {len(names)} required {word} argument{plural}: {listed}"
