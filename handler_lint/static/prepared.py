"""What the stack does around a call of the handler's code: found out once for what it looks at, and then done again."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from handler_lint.calls import Reply, Spot
from handler_lint.static.kinds import key_of
from handler_lint.static.machine import Machine
from handler_lint.static.values import ATOMS, Header, Key, Same, Unknown

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Effect(Generic[Made]):
    """What a part of the emulation made, which attributes of the service it set, and what was assumed on its way."""

    made: Made
    attributes: dict[str, Any]
    assumed: dict[tuple[str, Spot], None]


class Prepared:
    """Parts of the emulation that look at the service, at texts and at the kinds of values alone.

    Where one of them asked nothing and made nothing that a handler could change, it does the same again where it looks
    at the same.
    """

    def __init__(self, m: Machine, service: dict[str, Any]) -> None:
        self._m = m
        self._service = service
        self._effects: dict[Key, Effect[Any]] = {}

    def before(self, do: Callable[..., Any], name: str, about: Any, *args: Any) -> Any:
        """Call a function of the emulation that comes before one of the handler; `about` is the one it looks at."""
        return self._again((name, Same(about), *map(key_of, args)), lambda: do(name, *args))

    def reply(self, value: Any, accept: str | None, find: Callable[[], Reply]) -> Reply:
        """What the client gets for what `output_fn` returned, if nothing comes after it."""
        shape = _shape(value)
        return self._again(("reply", accept, shape), find) if shape is not None else find()

    def _again(self, key: Key, find: Callable[[], Made]) -> Made:
        m, service = self._m, self._service
        if service["gives_context"]:
            return find()
        # What counts a function's parameters looks at what it wraps.
        key = (m.definitions, *key)
        effect: Effect[Made] | None = self._effects.get(key)
        if effect is not None:
            service.update(effect.attributes)
            m.path.assumed.update(effect.assumed)
            return effect.made
        before, told, assumed = service.copy(), self._told(), m.path.assumed
        m.path.assumed = {}
        try:
            made = find()
        finally:
            more, m.path.assumed = m.path.assumed, assumed
            assumed.update(more)
        if told == self._told() and not service["gives_context"] and _is_still(made):
            changed = {one: service[one] for one in service if service[one] is not before[one]}
            self._effects[key] = Effect(made, changed, more)
        return made

    def _told(self) -> tuple[int, ...]:
        """What grows where something is asked, not understood or made."""
        m = self._m
        return m.path.asked, len(m.path.missed), m.made, m.epoch


def _is_still(made: Any) -> bool:
    """Whether two ways may share a value: a body in bytes that can be changed is one of each way's own."""
    return not any(type(one) is bytearray for one in (made if type(made) is tuple else (made,)))


def _shape(value: Any) -> Key | None:
    """All that the emulation of a server looks at in a value; None where that is more than this tells."""
    kind = type(value)
    if kind is Unknown:
        return ("?", value.kind, value.key[0] == "call" and value.key[1])
    if kind is tuple:
        parts = tuple([_shape(one) for one in value])
        return None if None in parts else parts
    return (kind, value) if kind in ATOMS or kind is Header else None
