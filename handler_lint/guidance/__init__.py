"""What the messages of libraries usually mean where a model does not load or refuses data: one data file a library.

A file is a list of `[[cause]]` tables: `when` is a regular expression that is looked for in the message, `message` one
that the library writes, `help` what to do. A message that several files know has the help of the first, by name.
"""

import re
import tomllib
from functools import cache
from pathlib import Path


@cache
def causes() -> tuple[tuple[str, str, str, str], ...]:
    """All causes: library, regular expression, a message that it stands for, what to do."""
    files = sorted(Path(__file__).parent.glob("*.toml"))
    return tuple(
        (file.stem, cause["when"], cause["message"], cause["help"])
        for file in files
        for cause in tomllib.loads(file.read_text(encoding="utf-8"))["cause"]
    )


def usual_help(message: str) -> str:
    """What to do about an exception with that message; empty where no library's file knows it."""
    return next((help for _, when, _, help in causes() if re.search(when, message)), "")
