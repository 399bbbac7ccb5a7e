"""Compare what is read of a definition that the real SDK writes with the reduced one of the fixtures.

    python -m benchmarks.definition.run SDK_PYTHON

`SDK_PYTHON` is a Python with the SageMaker SDK 2. The exit code is 1 where the two differ.
"""

import argparse
import subprocess
import sys
from pathlib import Path

from handler_lint.testing.definitions import Definition, read_definition

HERE = Path(__file__).parent
FIXTURE = HERE.parents[1] / "fixtures" / "pipelines" / "churn" / "definition.json"


def told(definition: Definition) -> list[str]:
    """What is read, without places in a bucket."""
    nodes = [
        f"{one.name}: {one.kind}, {one.content_types} -> {one.accepts}" for one in definition.nodes
    ]
    return [*nodes, *map(str, definition.dag.edges), *map(repr, definition.links)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("python")
    given = parser.parse_args()
    command = [given.python, str(HERE / "made.py")]
    made = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    real = told(read_definition(made.splitlines()[-1]))  # what the SDK says of itself comes before
    fixture = told(read_definition(FIXTURE.read_text(encoding="utf-8")))
    for line in real:
        print(f"{'  ' if line in fixture else '+ '}{line}")
    for line in fixture:
        if line not in real:
            print(f"- {line}")
    print("equal" if real == fixture else "not equal")
    return 0 if real == fixture else 1


if __name__ == "__main__":
    sys.exit(main())
