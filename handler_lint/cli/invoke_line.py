"""The command line of `invoke`, read without click where nothing is to be said about it.

The answer to one request waits for every import, and click takes longer to import than Python to start. What is not
understood here (help, mistakes) is left to click, whose options in `invoke.py` are the ones that count; the tests
compare the two.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

DEFAULTS: "dict[str, Any]" = {
    "body": None,
    "content_type": None,
    "accept": None,
    "headers": (),
    "include": False,
    "framework": None,
    "package": None,
    "python": None,
    "environ": (),
    "timeout": 10.0,
    "load_timeout": 60.0,
    "repeat": 1,
    "threads": 1,
    "output_format": "text",
    "output_file": None,
    "config": None,
}


def _seconds(text: str) -> float:
    seconds = float(text)
    if not seconds >= 0.05:
        raise ValueError(text)
    return seconds


def _count(text: str) -> int:
    count = int(text)
    if not 1 <= count <= 100_000:
        raise ValueError(text)
    return count


def _pair(text: str) -> tuple[str, str]:
    key, sign, value = text.partition("=")
    if not sign or not key:
        raise ValueError(text)
    return key, value


def _format(text: str) -> str:
    if text not in ("text", "json"):
        raise ValueError(text)
    return text


VALUES: "dict[str, tuple[str, Callable[[str], Any]]]" = {
    "--body": ("body", str),
    "--content-type": ("content_type", str),
    "--accept": ("accept", str),
    "--header": ("headers", str),
    "--framework": ("framework", str),
    "--package": ("package", str),
    "--python": ("python", str),
    "--environ": ("environ", _pair),
    "--timeout": ("timeout", _seconds),
    "--load-timeout": ("load_timeout", _seconds),
    "--repeat": ("repeat", _count),
    "--threads": ("threads", _count),
    "--output-format": ("output_format", _format),
    "--format": ("output_format", _format),
    "--output-file": ("output_file", str),
    "--config": ("config", str),
}
"""Options with a value: the name it is known by, and what reads it, with a ValueError for what it cannot read."""


def read_line(arguments: "Sequence[str]") -> "dict[str, Any] | None":
    """The options, or None where click has to read them."""
    options, targets, waiting = dict(DEFAULTS), [], list(reversed(arguments))
    while waiting:
        word = waiting.pop()
        if word in ("-i", "--include"):
            options["include"] = True
        elif word.startswith("--"):
            if not _read_option(word, waiting, options):
                return None
        elif word.startswith("-") and word != "-":
            return None
        else:
            targets.append(word)
    if len(targets) != 1 or options["body"] is None:
        return None
    return {**options, "target": targets[0]}


def _read_option(word: str, waiting: list[str], options: "dict[str, Any]") -> bool:
    """Enter one option with its value; whether that could be done."""
    name, sign, text = word.partition("=")
    if name not in VALUES or not (sign or waiting):
        return False
    known, read = VALUES[name]
    try:
        value = read(text if sign else waiting.pop())
    except ValueError:
        return False
    options[known] = (*options[known], value) if type(DEFAULTS[known]) is tuple else value
    return True
