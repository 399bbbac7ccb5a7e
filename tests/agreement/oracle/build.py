"""Makes an environment for each toolkit, and checks out the sources that are not on PyPI.

`--sources` names a folder with checkouts that are there already, by the name of their repository.
"""

import argparse
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
GITHUB = "https://github.com/aws"


def build(venv: Path, toolkit: dict[str, Any]) -> None:
    """One environment; setuptools below 80 is what the toolkits still import `pkg_resources` from."""
    subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
    python = str(venv / "bin" / "python")
    pip = [python, "-m", "pip", "--quiet", "--disable-pip-version-check", "install"]
    subprocess.run([*pip, "setuptools<80", "wheel"], check=True)
    if toolkit.get("alone"):
        subprocess.run([*pip, "--no-deps", "--no-build-isolation", *toolkit["alone"]], check=True)
    subprocess.run([*pip, *toolkit["requires"]], check=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--venvs", type=Path, default=HERE / ".venvs")
    parser.add_argument("--sources", type=Path, default=HERE / ".sources")
    given = parser.parse_args()
    toolkits = tomllib.loads((HERE / "toolkits.toml").read_text())
    for stack, toolkit in toolkits.items():
        for name in toolkit.get("sources", ()):
            if not (given.sources / name).exists():
                url = f"{GITHUB}/{name}"
                subprocess.run(
                    ["git", "clone", "--quiet", "--depth=1", url, given.sources / name], check=True
                )
        stamp = given.venvs / stack / "built"
        if "requires" in toolkit and not stamp.exists():
            print(f"{stack}: installing", file=sys.stderr)
            build(given.venvs / stack, toolkit)
            stamp.touch()


if __name__ == "__main__":
    main()
