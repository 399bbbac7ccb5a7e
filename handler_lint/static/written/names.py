"""Names of libraries that the facts compare with; they are data."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files

NAMES: Mapping[str, tuple[str, ...]] = {
    key: tuple(names)
    for key, names in tomllib.loads(
        files(__package__).joinpath("names.toml").read_text(encoding="utf-8")
    ).items()
}
"""By what the names have in common; `names.toml` says what that is."""
