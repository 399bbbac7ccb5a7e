"""How long a cold `handler-lint check` of one 300-line handler takes, beside flake8, pylint and fixit.

    make bench

Each round starts every tool once as a new process on the same file, in another order than the round before. What is
compared are ratios within a round, because the speed of a machine changes between rounds. Bytecode is warm, no tool has
a cache.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter

HANDLER = Path(__file__).parent / "data" / "inference.py"
REFERENCE = "flake8"
COMMANDS: Mapping[str, Sequence[str]] = {
    "handler-lint": ("handler_lint", "check", "--dynamic", "off"),
    "flake8": ("flake8", "--isolated"),
    "pylint": ("pylint", "--persistent=n"),
    "fixit": ("fixit", "lint"),
}
"""Name to the module to run, and its arguments before the file."""

CRASHES = {"handler-lint": (2, 3, 4), "flake8": (2,), "pylint": (1, 32), "fixit": (2, 3)}
"""Exit codes that say that a tool did not do its work; the others say what it found."""


class BenchmarkError(Exception):
    """A tool is absent, or did not do its work."""


def seconds(name: str, peers: str, file: Path) -> float:
    """Wall time of one start of a tool, from its start to its end."""
    python = sys.executable if name == "handler-lint" else peers
    started = perf_counter()
    done = subprocess.run(
        [python, "-m", *COMMANDS[name], file.name],
        cwd=file.parent,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    taken = perf_counter() - started
    if done.returncode in CRASHES[name] or "Traceback" in done.stderr:
        raise BenchmarkError(f"{name} ended with {done.returncode}: {done.stderr.strip()[-200:]}")
    return taken


def rotated(names: Sequence[str], number: int) -> list[str]:
    """The order of a round: rotated by its number, and backwards every second time."""
    shift = number % len(names)
    order = [*names[shift:], *names[:shift]]
    return order[::-1] if number % 2 else order


def measure(peers: str, file: Path, rounds: int) -> list[dict[str, float]]:
    """The seconds of each tool, round by round, after one that is not counted."""
    names = list(COMMANDS)
    for name in names:
        seconds(name, peers, file)
    return [
        {name: seconds(name, peers, file) for name in rotated(names, number)}
        for number in range(rounds)
    ]


def table(measured: Sequence[Mapping[str, float]]) -> str:
    lines = [f"{'tool':14}{'min ms':>9}{'median ms':>11}{f'x {REFERENCE}':>11}"]
    for name in COMMANDS:
        taken = [one[name] for one in measured]
        ratio = median(one[name] / one[REFERENCE] for one in measured)
        lines.append(f"{name:14}{min(taken) * 1e3:9.0f}{median(taken) * 1e3:11.0f}{ratio:11.2f}")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=9, help="rounds that count (default: 9)")
    parser.add_argument("--file", type=Path, default=HANDLER, help="the handler to check")
    parser.add_argument("--peers", required=True, help="the Python that has the other tools")
    given = parser.parse_args()
    # resolving it would lead out of its virtual environment
    given.peers = os.path.abspath(given.peers)

    with tempfile.TemporaryDirectory() as folder:
        file = Path(shutil.copy(given.file, folder))
        try:
            measured = measure(given.peers, file, given.rounds)
        except BenchmarkError as error:
            parser.exit(1, f"{error}\n")
    lines = len(given.file.read_text().splitlines())
    load = os.getloadavg()[0]
    print(f"{given.file.name}, {lines} lines; Python {sys.version.split()[0]}, load {load:.1f}")
    print(f"{given.rounds} rounds; the last column is the median ratio within a round")
    print(table(measured))


if __name__ == "__main__":
    main()
