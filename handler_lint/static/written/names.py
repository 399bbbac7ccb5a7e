"""Names of libraries that the facts compare with; they are data."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

NAMES: Mapping[str, tuple[str, ...]] = {
    key: tuple(names)
    for key, names in tomllib.loads(
        Path(__file__).with_name("names.toml").read_text(encoding="utf-8")
    ).items()
}
"""By what the names have in common; `names.toml` says what that is."""
