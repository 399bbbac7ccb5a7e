"""How a report is to look: what the user asked for and what the terminal can do."""

from dataclasses import dataclass

NARROWEST, WIDEST = 60, 100


@dataclass(frozen=True, slots=True)
class Style:
    """The look of the formats that people read; the others ignore it.

    `width` is in terminal columns, and taken as at least 60 and at most 100. `ascii` writes nothing beyond ASCII.
    `links` makes rule codes links to their pages, where there is colour too.
    """

    width: int = WIDEST
    colour: bool = False
    ascii: bool = False
    quiet: bool = False
    verbose: bool = False
    links: bool = False

    @property
    def columns(self) -> int:
        return min(max(self.width, NARROWEST), WIDEST)

    @property
    def ellipsis(self) -> str:
        return "..." if self.ascii else "…"
