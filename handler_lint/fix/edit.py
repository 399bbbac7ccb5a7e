"""An edit of a text, and edits put into a text."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from handler_lint.calls import Place


@dataclass(frozen=True, slots=True)
class Edit:
    """Text that takes the place of a range; lines and columns 1-based, the end exclusive."""

    place: Place
    text: str

    @property
    def start(self) -> tuple[int, int]:
        return self.place.line, self.place.column

    @property
    def end(self) -> tuple[int, int]:
        return self.place.end_line, self.place.end_column

    def overlaps(self, other: "Edit") -> bool:
        """Whether they change the same characters, or insert at the same place."""
        if self.place.path != other.place.path:
            return False
        return self.start == other.start or (self.start < other.end and other.start < self.end)


@dataclass(frozen=True, slots=True)
class Fix:
    """The edits that mend a finding together; `safe`: the handler does the same for what it served before."""

    safe: bool
    edits: tuple[Edit, ...]


def edited(text: str, edits: Iterable[Edit]) -> str:
    """The text with edits, none of which overlap, whose lines end as its first one does."""
    begins = [0, *(found.end() for found in re.finditer(LINE_END, text))]
    first = re.search(LINE_END, text)
    newline = first[0] if first else "\n"
    for edit in sorted(edits, key=lambda one: one.start, reverse=True):
        start = begins[edit.start[0] - 1] + edit.start[1] - 1
        end = begins[edit.end[0] - 1] + edit.end[1] - 1
        text = text[:start] + edit.text.replace("\n", newline) + text[end:]
    return text


LINE_END = "\r\n|\r|\n"
