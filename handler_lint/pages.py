"""Committed pages that are made from data: written all, and those taken away that are no longer made."""

from collections.abc import Mapping
from pathlib import Path


def write(folder: str, pages: Mapping[str, str]) -> None:
    """Write pages, file name to text, as the only Markdown of a folder."""
    root = Path(folder)
    root.mkdir(parents=True, exist_ok=True)
    for old in root.glob("*.md"):
        if old.name not in pages:
            old.unlink()
    for name, text in pages.items():
        (root / name).write_text(text, encoding="utf-8")
