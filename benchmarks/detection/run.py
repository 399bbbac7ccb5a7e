"""How many mistakes are found: `make bench-detection` writes results.txt.

Each operator is applied to each place of each clean package. A mutant counts when the serving stack answers any of its
requests otherwise: each sample as its own type, with a parameter, and as a type that no handler knows. A finding counts
at warning or above. It is placed if it names the function of the change, or a line at most three away. Figures are told
for each operator, for reading alone and with runs, and every mutant that counts and is not found.
"""

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from benchmarks.detection.operators import Mutant, mutants
from handler_lint.calls import UNKNOWN_TYPE, Case, GivenBody, Invoke
from handler_lint.config.settings import Dynamic, Settings, TargetSettings
from handler_lint.contract import load_stack
from handler_lint.handler import look
from handler_lint.judge import Judged
from handler_lint.lint import lint
from handler_lint.package.target import open_target
from handler_lint.planning import RunRequest
from handler_lint.reading import handler_of, read_sources
from handler_lint.report.model import Diagnostic
from handler_lint.rule import Rule, Severity
from handler_lint.running import run_cases

HERE = Path(__file__).parent
CLEAN = HERE / "clean"
STACK = "pytorch"
NEAR = 3


class Nothing(Rule):
    """Names the requests that are made; it judges nothing."""

    code, name, severity = "HL999", "nothing", Severity.NOTE


@dataclass(frozen=True, slots=True)
class Result:
    """One mutant: whether it behaves otherwise, and which codes are found by reading and with runs."""

    package: str
    file: str
    mutant: Mutant
    otherwise: bool
    read: tuple[str, ...] = ()
    ran: tuple[str, ...] = ()
    placed: bool = False


def answers(folder: Path) -> list[tuple[object, ...]]:
    """What a client gets for each request."""
    named = TargetSettings(str(folder), framework=STACK)
    settings = Settings((named,), dynamic="all", timeout=5.0)
    package = open_target(str(folder))
    sources, unreadable = read_sources(package)
    if unreadable:
        return [("unreadable",)]
    handler = look(handler_of(package, load_stack(STACK), sources, settings))
    cases = []
    for sample in package.samples:
        body = GivenBody(sample.name, sample.body)
        kinds = (sample.content_type, f"{sample.content_type}; charset=utf-8", UNKNOWN_TYPE)
        cases += [Case((Invoke(kind, body, None),)) for kind in kinds]
        cases.append(Case((Invoke(sample.content_type, body, "text/csv"),)))
    judged = Judged(Nothing, groups=tuple((case,) for case in cases))
    done = run_cases(RunRequest(handler, [judged], settings, named))
    found: list[tuple[object, ...]] = []
    for run in done.real.get(Nothing.code, ()):
        reply = run.runs[0].last.reply
        if reply is None:
            found.append((run.runs[0].last.ended,))
        else:
            body_of = reply.body if reply.status == 200 else b""
            found.append((reply.status, reply.content_type, body_of))
    return found


def findings(folder: Path, dynamic: Dynamic) -> list[Diagnostic]:
    """What is found at warning or above."""
    named = TargetSettings(str(folder), framework=STACK)
    report = lint(Settings((named,), dynamic=dynamic, timeout=5.0))
    return [
        one
        for one in report.diagnostics
        if one.severity != "note" and one.status not in ("open", "refuted")
    ]


def near(mutant: Mutant, file: str, found: Sequence[Diagnostic]) -> bool:
    """Whether a finding is where the change is."""
    return any(
        one.place.path == file
        and (
            abs(one.place.line - mutant.line) <= NEAR
            or (one.place.function and one.place.function == mutant.function)
        )
        for one in found
    )


def tried(job: tuple[str, str, Mutant]) -> Result:
    """One mutant of one file of one package."""
    package, file, mutant = job
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / package
        shutil.copytree(CLEAN / package, target)
        before = answers(target)
        (target / file).write_text(mutant.text, encoding="utf-8")
        if answers(target) == before:
            return Result(package, file, mutant, otherwise=False)
        read, ran = findings(target, "off"), findings(target, "flagged")
        return Result(
            package,
            file,
            mutant,
            True,
            tuple(sorted({one.code for one in read})),
            tuple(sorted({one.code for one in ran})),
            near(mutant, file, ran),
        )


def jobs(names: Sequence[str]) -> Iterator[tuple[str, str, Mutant]]:
    for package in names:
        for file in sorted((CLEAN / package / "code").rglob("*.py")):
            path = file.relative_to(CLEAN / package).as_posix()
            for mutant in mutants(file.read_text(encoding="utf-8")):
                yield package, path, mutant


def table(results: Sequence[Result]) -> Iterator[str]:
    yield f"{'operator':20}{'made':>7}{'count':>7}{'read %':>8}{'run %':>8}{'placed %':>10}"
    names = sorted({one.mutant.operator for one in results})
    for name in [*names, ""]:
        made = [one for one in results if not name or one.mutant.operator == name]
        count = [one for one in made if one.otherwise]
        ran = [one for one in count if one.ran]
        yield (
            f"{name or 'all':20}{len(made):>7}{len(count):>7}"
            f"{share([one for one in count if one.read], count):>8}{share(ran, count):>8}"
            f"{share([one for one in ran if one.placed], ran):>10}"
        )


def share(some: Sequence[object], of: Sequence[object]) -> str:
    return f"{100 * len(some) / len(of):.0f}" if of else "-"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("packages", nargs="*", help="names of clean packages (default: all)")
    parser.add_argument("--output", type=Path, default=HERE / "results.txt")
    given = parser.parse_args()
    names = given.packages or sorted(path.name for path in CLEAN.iterdir() if path.is_dir())
    alarms = [(name, one) for name in names for one in findings(CLEAN / name, "all")]
    work = list(jobs(names))
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(tried, work, chunksize=4))
    lines = [f"{len(names)} clean packages: {len(alarms)} findings at warning or above"]
    lines += [f"  {name}: {one.code} {one.message}" for name, one in alarms]
    lines += ["", *table(results), "", "not found:"]
    lines += [
        f"  {one.package}/{one.file}:{one.mutant.line} {one.mutant.operator}"
        for one in results
        if one.otherwise and not one.ran
    ]
    given.output.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines[: lines.index("not found:")]))
    return 1 if alarms else 0


if __name__ == "__main__":
    sys.exit(main())
