"""Make the committed index of a rule package: `python -m handler_lint.rule_index [PACKAGE]`."""

import importlib
import sys
from pathlib import Path

HEADER = '"""The rules of this package, code to module; made by `python -m handler_lint.rule_index`."""\n'


def made_index(package: str) -> str:
    """The text of `index.py`: one entry for each file `hlNNN_name.py` below the package."""
    root = Path(str(importlib.import_module(package).__file__)).parent
    found = {}
    for file in root.rglob("hl[0-9]*.py"):
        code = file.name.partition("_")[0].upper()
        found[code] = ".".join(file.relative_to(root).with_suffix("").parts)
    lines = [f'    "{code}": "{module}",\n' for code, module in sorted(found.items())]
    return f"{HEADER}\nRULES = {{\n{''.join(lines)}}}\n"


def main(package: str = "handler_lint_rules") -> None:
    """Write the index beside the package's rules."""
    root = Path(str(importlib.import_module(package).__file__)).parent
    (root / "index.py").write_text(made_index(package), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
