"""What it costs to execute all cases of a handler abstractly, beside libcst's parse of the same file.

    python benchmarks/reading.py [--rounds N] [FILE ...]

Without files: the 306 lines of data/inference.py, the public handlers that real/fetch.py brought, and made ones of 300
to 20,000 lines, of which the last column shows how the cost grows. In each round a file is parsed and executed once, in
one process, so that the ratio does not depend on the speed of the machine; the median of the rounds is told.
"""

import argparse
import gc
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter
from unittest.mock import patch

import libcst as cst

from handler_lint.calls import Case
from handler_lint.config.settings import Settings
from handler_lint.contract import load_stack
from handler_lint.handler import Handler, look
from handler_lint.judge import judge
from handler_lint.package.target import open_target
from handler_lint.reading import handler_of, read_sources
from handler_lint.rule import load_rule, rule_index
from handler_lint.static.execute import Execution, Ways

HERE = Path(__file__).parent
SIZES = (300, 2_000, 5_000, 10_000, 20_000)


@dataclass(slots=True)
class Spent:
    """Seconds of the parse and of all cases, and how many of them were too much."""

    parse: float = 0.0
    cases: float = 0.0
    incomplete: int = 0
    count: int = 0


def made(lines: int) -> Iterator[str]:
    """A handler of about that many lines: an entry for each of a few types, and helpers that call one another."""
    yield "import json\nimport os\n\nimport numpy as np\n\nNAMES = {}\n"
    blocks = max(1, (lines - 40) // 30)
    for i in range(blocks):
        yield f"""

class Part{i}:
    factor = {i}

    def __init__(self, path):
        self.path = path
        self.rows = []

    def read(self, text):
        for line in text.splitlines():
            if line.strip():
                self.rows.append(line.split(","))
        return self.rows


def check_{i}(value, limit={i + 1}):
    \"\"\"One of many helpers.\"\"\"
    if value is None:
        raise ValueError("nothing")
    if not isinstance(value, list):
        value = [value]
    total = 0
    for one in value[:limit]:
        total += len(str(one))
    return value


NAMES["part {i}"] = Part{i}
LIMIT_{i} = {i} * 2
"""
    yield f"""

def model_fn(model_dir):
    path = os.path.join(model_dir, "model.json")
    if not os.path.exists(path):
        return None
    with open(path) as file:
        return Part0(json.load(file)["path"])


def input_fn(body, content_type):
    kind = content_type.split(";")[0].strip()
    if kind == "application/json":
        content = json.loads(body)
        if "instances" in content:
            content = content["instances"]
        return np.array(check_{blocks - 1}(content))
    if kind == "text/csv":
        if isinstance(body, bytes):
            body = body.decode("utf-8")
        return np.array(Part{blocks // 2}("").read(body), dtype=float)
    raise ValueError(f"unsupported content type: {{content_type}}")


def predict_fn(data, model):
    return data.sum(axis=1)


def output_fn(prediction, accept):
    if accept == "application/json":
        return json.dumps(prediction.tolist())
    raise ValueError(accept)
"""


def handler_at(file: Path) -> Handler | None:
    package = open_target(str(file))
    sources, _ = read_sources(package)
    if package.handler not in sources:
        return None
    return handler_of(package, load_stack("pytorch"), sources, Settings())


def measured(file: Path) -> Spent | None:
    """One round: a parse, and all cases that the first look and the rules ask for."""
    rules = [load_rule(module) for module in rule_index().values()]
    data = file.read_bytes()
    handler = handler_at(file)
    if handler is None:
        return None
    spent = Spent()
    ways = Execution.ways

    def timed(self: Execution, cases: Sequence[Case]) -> Ways:
        started = perf_counter()
        found = ways(self, cases)
        spent.cases += perf_counter() - started
        spent.count += 1
        spent.incomplete += not found.complete
        return found

    gc.collect()
    gc.disable()
    started = perf_counter()
    cst.parse_module(data)
    spent.parse = perf_counter() - started
    with patch.object(Execution, "ways", timed):
        seen = look(handler)
        for rule in rules:
            judge(rule, seen)
    gc.enable()
    return spent


def row(name: str, file: Path, rounds: int) -> float | None:
    """Measure one file, and tell of it."""
    found = [one for one in (measured(file) for _ in range(rounds + 1)) if one is not None][1:]
    if not found:
        return None
    ratio = median(one.cases / one.parse for one in found)
    lines = file.read_bytes().count(b"\n")
    parse = median(one.parse for one in found) * 1e3
    cases = median(one.cases for one in found) * 1e3
    print(
        f"{name[:44]:44}{lines:>7}{parse:>9.1f}{cases:>9.1f}{ratio:>8.2f}"
        f"{found[0].count:>7}{found[0].incomplete:>6}{cases / lines * 1e3:>9.1f}"
    )
    return ratio


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5, help="rounds that count (default: 5)")
    parser.add_argument("files", nargs="*", type=Path)
    given = parser.parse_args()
    print(f"Python {sys.version.split()[0]}, load {os.getloadavg()[0]:.1f}")
    print(
        f"{'file':44}{'lines':>7}{'parse ms':>9}{'cases ms':>9}{'ratio':>8}"
        f"{'cases':>7}{'more':>6}{'us/line':>9}"
    )
    if given.files:
        for file in given.files:
            row(file.name, file, given.rounds)
        return 0
    row("data/inference.py", HERE / "data" / "inference.py", given.rounds)
    with tempfile.TemporaryDirectory() as folder:
        for lines in SIZES:
            file = Path(folder) / "inference.py"
            file.write_text("".join(made(lines)), encoding="utf-8")
            row(f"made, about {lines} lines", file, given.rounds)
    real = sorted((HERE / "real" / "texts").glob("*.py"))
    ratios = [one for file in real if (one := row(f"real/{file.name}", file, 2)) is not None]
    if ratios:
        under = sum(one <= 1 for one in ratios)
        print(f"{len(ratios)} public handlers: median {median(ratios):.2f}, {under} at most 1.0")
    return 0


if __name__ == "__main__":
    sys.exit(main())
