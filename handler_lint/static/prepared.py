"""What the stack does before it calls the handler's code: found out once for equal texts, and then done again."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from handler_lint.static.kinds import key_of
from handler_lint.static.machine import Machine
from handler_lint.static.values import Key, Same


@dataclass(frozen=True, slots=True)
class Effect:
    """What a function of the emulation returned, and which attributes of the service it set."""

    value: Any
    attributes: dict[str, Any]


class Preparations:
    """Functions of the emulation that look at the service and at texts alone.

    Where one of them asked nothing, assumed nothing and gave the handler nothing of its own, a further call with equal
    texts does the same.
    """

    def __init__(self, m: Machine, service: dict[str, Any]) -> None:
        self._m = m
        self._service = service
        self._effects: dict[Key, Effect] = {}

    def do(self, do: Callable[..., Any], name: str, about: Any, *args: Any) -> Any:
        """Call a function of the emulation by its name; `about` is the function of the handler that it looks at."""
        service = self._service
        if service["gives_context"]:
            return do(name, *args)
        key = (name, Same(about), *map(key_of, args))
        effect = self._effects.get(key)
        if effect is not None:
            service.update(effect.attributes)
            return effect.value
        before, told = service.copy(), self._told()
        value = do(name, *args)
        if told == self._told() and not service["gives_context"] and _is_still(value):
            changed = {one: service[one] for one in service if service[one] is not before[one]}
            self._effects[key] = Effect(value, changed)
        return value

    def _told(self) -> tuple[int, ...]:
        """What grows where something is asked, assumed, not understood or made."""
        m, path = self._m, self._m.path
        return len(path.log), len(path.assumed), len(path.missed), m.made, m.epoch


def _is_still(value: Any) -> bool:
    """Whether two ways may share a value: a body in bytes that can be changed is one of each way's own."""
    return not any(type(one) is bytearray for one in (value if type(value) is tuple else (value,)))
