"""What model files say of themselves: read, never executed; each format is one file that reads the bytes it needs."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import BinaryIO

from handler_lint.artifacts import boosters, graphs, pickles, pointers, tensors, torch_files
from handler_lint.artifacts.facts import Artifact

__all__ = ["Artifact", "Artifacts", "describe"]

READERS = (
    *(pointers.read, torch_files.read, tensors.read, pickles.read),
    *(boosters.read, graphs.read),
)


def describe(stream: BinaryIO) -> Artifact | None:
    """What an artifact says of itself; None where no reader knows its format. Nothing of it raises."""
    for read in READERS:
        stream.seek(0)
        found = read(stream)
        if found is not None:
            return found
    return None


@dataclass(frozen=True, slots=True)
class Artifacts:
    """The artifacts of a package, each read when it is asked for, once."""

    opened: Callable[[str], BinaryIO | None]
    """The content of a file of the package; None where it is not there, or too large to be read from an archive."""

    known: dict[str, Artifact | None] = field(default_factory=dict)

    def of(self, path: str) -> Artifact | None:
        """What the file at a path of the package says of itself; None where that is not known."""
        if path not in self.known:
            stream = self.opened(path)
            if stream is None:
                self.known[path] = None
            else:
                with stream:
                    self.known[path] = describe(stream)
        return self.known[path]
