"""What readers find out about a model file."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Artifact:
    """A model file: `format` names it; `classes` are what it imports when it is loaded, as `module.name`.

    `devices` are those on which its tensors were saved ("cpu", "cuda:0").
    """

    format: str
    classes: tuple[str, ...] = ()
    devices: frozenset[str] = frozenset()
