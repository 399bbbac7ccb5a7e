"""One line of source within the width: cut on the side away from the caret, columns counted as a terminal does."""

from dataclasses import dataclass

from handler_lint.calls import Place
from handler_lint.report.formats.parts.characters import cells, columns
from handler_lint.report.formats.style import Style


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What is shown of a line, and the 0-based columns of it that are marked (`stop` exclusive)."""

    text: str
    start: int
    stop: int


def excerpt_line(code: str, place: Place | None, number: int, room: int, style: Style) -> Excerpt:
    """What `room` columns hold of line `number`: the part of it that `place` marks, or its beginning."""
    shown = cells(code, style)
    edges = [0]
    for cell in shown:
        edges.append(edges[-1] + columns(cell))
    start, stop = (0, 0) if place is None else _marked(code, place, number, edges)
    left, right = _window(start, stop, edges[-1], room, len(style.ellipsis))
    dots_left = style.ellipsis if left else ""
    dots_right = style.ellipsis if right < edges[-1] else ""
    inside = [
        index
        for index, cell in enumerate(shown)
        if left <= edges[index] and edges[index] + columns(cell) <= right
    ]
    if not inside:
        return Excerpt("", start, stop)
    text = "".join(shown[inside[0] : inside[-1] + 1])
    shift = len(dots_left) - edges[inside[0]]
    start = max(start + shift, len(dots_left))
    stop = min(stop + shift, len(dots_left) + columns(text) + max(len(dots_right), 1))
    return Excerpt(f"{dots_left}{text}{dots_right}", start, max(stop, start + 1))


def _marked(code: str, place: Place, number: int, edges: list[int]) -> tuple[int, int]:
    """The columns of the part of `place` on this line; at least one."""
    last = max(place.end_line, place.line)
    first = place.column - 1 if number == place.line else len(code) - len(code.lstrip())
    end = place.end_column - 1 if number == last else len(code.rstrip())
    start = edges[min(max(first, 0), len(edges) - 1)]
    return start, max(edges[min(max(end, 0), len(edges) - 1)], start + 1)


def _window(start: int, stop: int, total: int, room: int, dots: int) -> tuple[int, int]:
    """The range of columns that is shown, so that with its dots it takes at most `room`."""
    if total <= room:
        return 0, total
    if stop <= room - dots or start <= room // 4:
        return 0, room - dots
    left = max(start - room // 4, dots)
    if total - left <= room - dots:
        return total - room + dots, total
    return left, left + room - 2 * dots
