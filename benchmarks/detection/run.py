"""How many mistakes are found: `make bench-detection` writes results.txt.

Each operator is applied to each place of each clean package, and both are served: each sample as its own type with each
accept, as its own type with a parameter, and as a type that no handler knows. A mutant counts as a defect of the family
in whose part of a request it first goes wrong (`Family`); one that only answers another value counts as none, because
nothing says which value is right. A defect is found by a finding that the clean package does not have; open ones are
none. It is placed if such a finding shows the function of the change, or a line at most three
away, as its own place or a related one; a mistake with a file if such a finding names the file.
"""

import argparse
import json
import os
import shutil
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from pathlib import Path
from statistics import median

from benchmarks.detection.files import OPERATORS, apply, file_mutants
from benchmarks.detection.operators import Mutant, mutants
from handler_lint.calls import UNKNOWN_TYPE, Case, GivenBody, Invoke, Reply
from handler_lint.config.settings import Dynamic, Settings, TargetSettings
from handler_lint.contract import load_stack
from handler_lint.handler import Handler, look
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
STACKS = tomllib.loads((HERE / "stacks.toml").read_text(encoding="utf-8"))
MISSES = HERE / "misses.toml"
NEAR = 3


class Family(StrEnum):
    """Where a mutant goes wrong; `VALUE`: nowhere, it answers another value of the same shape."""

    LOADING = "before a request"
    FILES = "files"
    CONTENT_TYPE = "content type"
    HAND_OVER = "hand-over"
    RESPONSE = "response"
    VALUE = "another value"
    NONE = "nothing"


class Nothing(Rule):
    """Names the requests that are made; it judges nothing."""

    code, name, severity = "HL999", "nothing", Severity.NOTE


@dataclass(frozen=True, slots=True)
class Answer:
    """What a client gets for a request."""

    request: Invoke
    reply: Reply

    @property
    def went_through(self) -> bool:
        return self.reply.status == 200

    @property
    def error(self) -> str:
        """The class of the exception."""
        return self.reply.error.partition(":")[0]


@dataclass(frozen=True, slots=True)
class Result:
    """One mutant: where it goes wrong, and which codes are found by reading and with runs."""

    package: str
    file: str
    mutant: Mutant
    family: Family
    read: tuple[str, ...] = ()
    ran: tuple[str, ...] = ()
    placed: bool = False

    @property
    def name(self) -> str:
        return f"{self.package}/{self.file}:{self.mutant.line}:{self.mutant.operator}"


def handler_in(folder: Path, stack: str) -> Handler | None:
    package = open_target(str(folder))
    sources, unreadable = read_sources(package)
    if unreadable:
        return None
    return look(handler_of(package, load_stack(stack), sources, Settings()))


def requests(handler: Handler) -> Iterator[Invoke]:
    """The requests that are made of a package: its samples, with a parameter, and as an unknown type."""
    accepts = dict.fromkeys(one.value for one in handler.accepts)
    for sample in handler.samples:
        body = GivenBody(sample.name, sample.body)
        for accept in (None, *accepts):
            yield Invoke(sample.content_type, body, accept)
        yield Invoke(f"{sample.content_type}; charset=utf-8", body, None)
        yield Invoke(UNKNOWN_TYPE, body, None)
        if accepts:
            yield Invoke(sample.content_type, body, UNKNOWN_TYPE)


def answers(folder: Path, stack: str, asked: Sequence[Invoke]) -> list[Answer] | None:
    """What a client gets for each request; None where the source cannot be read."""
    handler = handler_in(folder, stack)
    if handler is None:
        return None
    named = TargetSettings(str(folder), framework=stack)
    settings = Settings((named,), dynamic="all", timeout=5.0)
    judged = Judged(Nothing, groups=tuple((Case((one,)),) for one in asked))
    done = run_cases(RunRequest(handler, [judged], settings, named))
    lost = Reply(None, stage="import", error="lost")
    replies = {
        run.runs[0].last.call: run.runs[0].last.reply for run in done.real.get(Nothing.code, ())
    }
    return [Answer(one, replies.get(one) or lost) for one in asked]


@cache
def clean_answers(package: str) -> list[Answer]:
    handler = handler_in(CLEAN / package, STACKS[package])
    assert handler is not None
    found = answers(CLEAN / package, STACKS[package], list(requests(handler)))
    assert found is not None
    return found


def family_of(before: Sequence[Answer], after: Sequence[Answer] | None) -> Family:
    """Where the first of the requests goes wrong that did not do so before."""
    if after is None:
        return Family.LOADING
    found = [went_wrong(one, other) for one, other in zip(before, after, strict=True)]
    wrong = [one for one in found if one not in (Family.NONE, Family.VALUE)]
    return next(iter(wrong), Family.VALUE if Family.VALUE in found else Family.NONE)


def went_wrong(before: Answer, after: Answer) -> Family:
    stage = after.reply.stage
    if not after.went_through:
        same = before.reply.stage == stage and before.error == after.error
        return Family.NONE if same and not before.went_through else by_stage(stage)
    if not before.went_through:
        refused = before.reply.stage in ("input_fn", "transform_fn")
        return Family.CONTENT_TYPE if refused else Family.RESPONSE
    if shape(before.reply) != shape(after.reply):
        return Family.RESPONSE
    return Family.VALUE if before.reply.body != after.reply.body else Family.NONE


def by_stage(stage: str) -> Family:
    return {
        "import": Family.LOADING,
        "model_fn": Family.LOADING,
        "input_fn": Family.CONTENT_TYPE,
        "transform_fn": Family.CONTENT_TYPE,
        "predict_fn": Family.HAND_OVER,
    }.get(stage, Family.RESPONSE)


def shape(reply: Reply) -> object:
    """The label of a reply, whether its body is what the label says, and how many rows it has."""
    kind = (reply.content_type or "").partition(";")[0].lower()
    try:
        if kind == "application/json":
            return kind, skeleton(json.loads(reply.body, parse_constant=refuse))
        return kind, reply.body.decode("utf-8").strip().count("\n")
    except (ValueError, UnicodeDecodeError):
        return kind, "not valid"


def refuse(text: str) -> None:
    raise ValueError(f"{text} is no JSON (RFC 8259, section 6)")


def skeleton(value: object) -> object:
    """The kinds in a JSON value and the lengths of its arrays, without keys and values."""
    if isinstance(value, dict):
        return "object", [skeleton(one) for one in value.values()]
    if isinstance(value, list):
        return "array", [skeleton(one) for one in value]
    return "number" if type(value) in (int, float) else type(value).__name__


def findings(folder: Path, stack: str, dynamic: Dynamic) -> list[Diagnostic]:
    """All findings that are not refuted."""
    named = TargetSettings(str(folder), framework=stack)
    report = lint(Settings((named,), dynamic=dynamic, timeout=5.0))
    assert not report.failures, report.failures
    return [one for one in report.diagnostics if one.status != "refuted"]


@cache
def clean_findings(package: str, dynamic: Dynamic) -> list[Diagnostic]:
    return findings(CLEAN / package, STACKS[package], dynamic)


def new(package: str, folder: Path, dynamic: Dynamic) -> list[Diagnostic]:
    """The findings, open ones aside, that the clean package does not have."""
    there = {said(one) for one in clean_findings(package, dynamic)}
    found = findings(folder, STACKS[package], dynamic)
    return [one for one in found if one.status != "open" and said(one) not in there]


def said(one: Diagnostic) -> tuple[str, str | None, str]:
    return one.code, one.place.function, one.message


def near(mutant: Mutant, file: str, found: Sequence[Diagnostic]) -> bool:
    """Whether a finding is where the change is."""
    places = [place for one in found for place in (one.place, *(r.place for r in one.related))]
    return any(
        place.path == file
        and (
            abs(place.line - mutant.line) <= NEAR
            or (place.function and place.function == mutant.function)
        )
        for place in places
    )


def names(package: str, file: str, found: Sequence[Diagnostic]) -> bool:
    """Whether a finding names the file, or is placed where the clean package loads it."""
    handler = handler_in(CLEAN / package, STACKS[package])
    assert handler is not None
    place = handler.loaded_files().get(file)
    loads = {(place.path, place.line)} if place is not None else set()
    return any(
        Path(file).stem in one.message
        or (one.place.path, one.place.line) in loads
        or any(file in path for path, _ in one.listing)
        for one in found
    )


def packed(folder: Path) -> Path:
    """The archive of a package, as it is deployed: in it, all files are known."""
    archive = folder.parent / "model.tar.gz"
    with tarfile.open(archive, "w:gz", compresslevel=1) as tar:
        tar.add(folder, ".")
    return archive


def tried(job: tuple[str, str, Mutant]) -> Result:
    """One mutant of one file of one package."""
    package, file, mutant = job
    before = clean_answers(package)
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / package
        shutil.copytree(CLEAN / package, target)
        of_files = mutant.operator in OPERATORS
        if of_files:
            apply(target, file, mutant.operator)
        else:
            (target / file).write_text(mutant.text, encoding="utf-8")
        after = answers(target, STACKS[package], [one.request for one in before])
        family = family_of(before, after)
        if of_files and family not in (Family.NONE, Family.VALUE):
            family = Family.FILES
        result = Result(package, file, replace(mutant, text=""), family)
        if result.family in (Family.NONE, Family.VALUE):
            return result
        if of_files:
            target = packed(target)
        read, ran = new(package, target, "off"), new(package, target, "flagged")
        return replace(
            result,
            read=tuple(sorted({one.code for one in read})),
            ran=tuple(sorted({one.code for one in ran})),
            placed=names(package, file, ran) if of_files else near(mutant, file, ran),
        )


def jobs(names: Sequence[str]) -> Iterator[tuple[str, str, Mutant]]:
    for package in names:
        for file in sorted((CLEAN / package / "code").rglob("*.py")):
            path = file.relative_to(CLEAN / package).as_posix()
            for mutant in mutants(file.read_text(encoding="utf-8")):
                yield package, path, mutant
        for path, mutant in file_mutants(CLEAN / package):
            yield package, path, mutant


def table(title: str, groups: dict[str, list[Result]]) -> Iterator[str]:
    yield f"{title:20}{'defects':>9}{'read %':>8}{'run %':>8}{'placed %':>10}"
    for name, count in groups.items():
        ran = [one for one in count if one.ran]
        yield (
            f"{name:20}{len(count):>9}"
            f"{share([one for one in count if one.read], count):>8}{share(ran, count):>8}"
            f"{share([one for one in ran if one.placed], ran):>10}"
        )


def share(some: Sequence[object], of: Sequence[object]) -> str:
    return f"{100 * len(some) / len(of):.0f}" if of else "-"


def told(results: Sequence[Result]) -> Iterator[str]:
    """The tables, then each defect that is not found, with the reason."""
    sides = (Family.NONE, Family.VALUE)
    defects = [one for one in results if one.family not in sides]
    yield f"{len(results)} mutants: {len(defects)} are defects, " + ", ".join(
        f"{sum(one.family == side for one in results)} change {side}" for side in sides
    )
    yield ""
    families = {
        str(one): [r for r in defects if r.family == one] for one in Family if one not in sides
    }
    before = (Family.LOADING, Family.FILES)
    requests_only = [one for one in defects if one.family not in before]
    yield from table("family", {**families, "all of a request": requests_only})
    yield ""
    operators = sorted({one.mutant.operator for one in requests_only})
    yield from table(
        "operator", {o: [r for r in requests_only if r.mutant.operator == o] for o in operators}
    )
    yield ""
    files = families[str(Family.FILES)]
    kinds = sorted({one.mutant.operator for one in files})
    yield from table(
        "mistake with a file", {o: [r for r in files if r.mutant.operator == o] for o in kinds}
    )
    reasons = tomllib.loads(MISSES.read_text(encoding="utf-8")) if MISSES.exists() else {}
    yield ""
    yield "not found:"
    for one in defects:
        if not one.ran:
            yield f"  {one.name} ({one.family}): {reasons.get(one.name, '?')}"
    yield ""
    yield "found elsewhere:"
    for one in defects:
        if one.ran and not one.placed:
            yield f"  {one.name} ({one.family}): {', '.join(one.ran)}"


def alarms(names: Sequence[str]) -> Iterator[str]:
    """What is said of the clean packages; the first line tells how much of it is an alarm."""
    loud, opens, notes = [], [], []
    for name in names:
        everything = clean_findings(name, "all")
        loud += [
            f"  {name}: {one.code} {one.message}"
            for one in everything
            if one.severity != "note" and one.status != "open"
        ]
        notes.append(sum(one.severity == "note" for one in everything))
        opens.append(sum(one.status == "open" for one in clean_findings(name, "off")))
    yield f"{len(names)} clean packages: {len(loud)} findings at warning or above"
    yield from loud
    yield f"  open by reading alone: at most {max(opens)}, median {median(opens):g}"
    yield f"  notes: at most {max(notes)}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("packages", nargs="*", help="names of clean packages (default: all)")
    parser.add_argument("--output", type=Path, default=HERE / "results.txt")
    given = parser.parse_args()
    names = given.packages or sorted(path.name for path in CLEAN.iterdir() if path.is_dir())
    lines = [*alarms(names), ""]
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(tried, jobs(names), chunksize=4))
    lines += told(results)
    given.output.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines[: lines.index("not found:")]))
    return 0 if ": 0 findings" in lines[0] else 1


if __name__ == "__main__":
    sys.exit(main())
