"""Text of handlers on somebody's terminal: made harmless, measured in columns, cut and wrapped."""

import re
import unicodedata

from handler_lint.package.names import printable
from handler_lint.report.formats.style import Style

LONGEST = 200
"""How many characters of a handler's or an exception's text are shown."""

TAB = 8

# Build logs read `::error …` at the start of a line and `##[…]` or `##vso[…]` anywhere as commands.
_COMMAND_AT_START = re.compile(r"(?<!\S)::(?=\w)")
_COMMAND_ANYWHERE = re.compile(r"##(?=\w*\[)")


def clean(text: str, style: Style) -> str:
    """`text` on one line, with escapes for whatever a terminal or a build log would not merely print."""
    text = _COMMAND_AT_START.sub(r":\\x3a", printable(text))
    text = _COMMAND_ANYWHERE.sub(r"#\\x23", text)
    return text.encode("ascii", "backslashreplace").decode() if style.ascii else text


def shortened(text: str, style: Style) -> str:
    """`clean` text, at most `LONGEST` characters of it."""
    text = clean(text, style)
    return text if len(text) <= LONGEST else text[: LONGEST - len(style.ellipsis)] + style.ellipsis


def columns(text: str) -> int:
    """How many columns of a terminal the printable `text` takes."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.category(char) in ("Mn", "Me") else 1 + (_is_wide(char)) for char in text
    )


def _is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WF"


def cells(code: str, style: Style) -> list[str]:
    """What each code point of a source line becomes: tabs go to their stops, the unprintable to escapes."""
    shown = [" " * TAB if char == "\t" else clean(char, style) for char in code]
    for match in _COMMAND_ANYWHERE.finditer(code):
        shown[match.start() + 1] = r"\x23"
    column = 0
    for index, cell in enumerate(shown):
        if code[index] == "\t":
            shown[index] = cell[column % TAB :]
        column += columns(shown[index])
    return shown


def beginning(text: str, room: int) -> str:
    """As much of the beginning of `text` as `room` columns hold; at least one character."""
    taken, used = 0, 0
    for char in text:
        used += columns(char)
        if used > room and taken:
            break
        taken += 1
    return text[:taken]


def cut_call(call: str, room: int, style: Style) -> str:
    """A call within `room` columns; its closing parenthesis stays."""
    if columns(call) <= room:
        return call
    end = style.ellipsis + (")" if call.endswith(")") else "")
    return beginning(call, room - len(end)) + end


def wrap(text: str, room: int) -> list[str]:
    """`text` in lines of at most `room` columns, broken at blanks; only a word longer than a line is broken itself."""
    lines: list[str] = []
    line: str | None = None
    for word in text.split(" "):
        if line is not None:
            if columns(line) + 1 + columns(word) <= room:
                line = f"{line} {word}"
                continue
            lines.append(line)
        pieces = _broken(word, room)
        lines += pieces[:-1]
        line = pieces[-1]
    lines.append(line or "")
    return _without_widow(lines, room)


def _broken(word: str, room: int) -> list[str]:
    pieces = []
    while columns(word) > room:
        piece = beginning(word, room)
        if _COMMAND_AT_START.match(word[len(piece) :]):
            piece = piece[:-1]
        pieces.append(piece)
        word = word[len(piece) :]
    return [*pieces, word]


def _without_widow(lines: list[str], room: int) -> list[str]:
    """A short word does not stand alone on the last line: it takes the word before it along."""
    if len(lines) < 2 or " " in lines[-1] or columns(lines[-1]) >= TAB:
        return lines
    before, _, word = lines[-2].rpartition(" ")
    if not before.strip() or columns(word) + 1 + columns(lines[-1]) > room:
        return lines
    return [*lines[:-2], before, f"{word} {lines[-1]}"]
