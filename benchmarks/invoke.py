"""How long `handler-lint invoke` takes to answer one request to a package with a stdlib-only model.

    make bench

Each round starts a bare interpreter (`python -c pass`) and the command, as folder and as archive, each as a new process
and in another order than the round before. What is compared are ratios within a round, because the speed of a machine
changes between rounds. Bytecode is warm. Two processes do the work at once, so a machine needs two free processors.
"""

import argparse
import os
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter

PACKAGE = Path(__file__).resolve().parents[1] / "fixtures" / "packages" / "transform"
BODY = PACKAGE / "payload_samples" / "complaint.json"
REFERENCE = "bare start"
CONSOLE = "import sys; from handler_lint.__main__ import main; sys.exit(main())"
"""What the console script does."""


class BenchmarkError(Exception):
    """A command did not do its work."""


def commands(archive: Path) -> Mapping[str, Sequence[str]]:
    """Name to the arguments of the interpreter."""
    request = ("--body", str(BODY), "--content-type", "application/json")
    return {
        REFERENCE: ("-c", "pass"),
        "invoke FOLDER": ("-c", CONSOLE, "invoke", str(PACKAGE), *request),
        "invoke ARCHIVE": ("-c", CONSOLE, "invoke", str(archive), *request),
    }


def seconds(arguments: Sequence[str], folder: Path) -> float:
    """Wall time of one start, from its start to its end."""
    # without it nothing is kept from one start to the next
    environ = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    started = perf_counter()
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    taken = perf_counter() - started
    answered = b'"score"' in done.stdout or "invoke" not in arguments
    if done.returncode or done.stderr or not answered:
        said = done.stderr.decode(errors="replace").strip()[-200:]
        raise BenchmarkError(f"{arguments} ended with {done.returncode}: {said}")
    return taken


def rotated(names: Sequence[str], number: int) -> list[str]:
    """The order of a round: rotated by its number, and backwards every second time."""
    shift = number % len(names)
    order = [*names[shift:], *names[:shift]]
    return order[::-1] if number % 2 else order


def measure(folder: Path, rounds: int) -> list[dict[str, float]]:
    """The seconds of each command, round by round, after one that is not counted."""
    archive = folder / "model.tar.gz"
    with tarfile.open(archive, "w:gz") as packed:
        packed.add(PACKAGE, arcname=".")
    known = commands(archive)
    for arguments in known.values():
        seconds(arguments, folder)
    return [
        {name: seconds(known[name], folder) for name in rotated(list(known), number)}
        for number in range(rounds)
    ]


def table(measured: Sequence[Mapping[str, float]]) -> str:
    lines = [f"{'command':16}{'min ms':>9}{'median ms':>11}{'x bare':>9}"]
    for name in measured[0]:
        taken = [one[name] for one in measured]
        ratio = median(one[name] / one[REFERENCE] for one in measured)
        lines.append(f"{name:16}{min(taken) * 1e3:9.1f}{median(taken) * 1e3:11.1f}{ratio:9.2f}")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=30, help="rounds that count (default: 30)")
    given = parser.parse_args()

    with tempfile.TemporaryDirectory() as folder:
        try:
            measured = measure(Path(folder), given.rounds)
        except BenchmarkError as error:
            parser.exit(1, f"{error}\n")
    print(f"{PACKAGE.name}; Python {sys.version.split()[0]}, load {os.getloadavg()[0]:.1f}")
    print(f"{given.rounds} rounds; the last column is the median ratio within a round")
    print(table(measured))


if __name__ == "__main__":
    main()
