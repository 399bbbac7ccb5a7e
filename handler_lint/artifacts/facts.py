"""What readers find out about a model file."""

from dataclasses import dataclass

NO_MODELS = ("empty", "Git LFS pointer")


@dataclass(frozen=True, slots=True)
class Artifact:
    """A model file: `format` names it; `classes` are what it imports when it is loaded, as `module.name`.

    `devices` are those on which its tensors were saved ("cpu", "cuda:0"), `versions` are the distributions that saved
    it with their versions, as far as it names them.
    """

    format: str
    classes: tuple[str, ...] = ()
    devices: frozenset[str] = frozenset()
    versions: tuple[tuple[str, str], ...] = ()
    cut: bool = False
    """Whether its end is missing."""

    @property
    def is_broken(self) -> bool:
        """Whether the file is no model, or not all of one."""
        return self.cut or self.format in NO_MODELS
