"""Execute public handlers for four content types, and compare with what reading says of them.

    python benchmarks/real/execute.py [--python PYTHON] [--texts FOLDER]

Each text becomes a package of its own. Modules that the given Python does not have are stubs that accept everything,
so that the handler's own code runs; it runs contained, as in a check. `input_fn` or `transform_fn` is called with a
body of the type. A pair of a function and a content type is a contradiction if reading says `none` and a value comes
back, or `raised` and the call returns, or `returned` and None comes back; an exception that only this body, this
package or a stub causes says nothing about `returned`. What is bound after the import is compared with the binding
table, names and numbers of parameters. The exit code is 1 if there is a contradiction.
"""

import argparse
import ast
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from handler_lint.calls import UNKNOWN_TYPE, Case, GivenBody, InputFn, Invoke, Outcome, Run
from handler_lint.config.settings import Settings, TargetSettings
from handler_lint.contract import load_stack
from handler_lint.handler import Handler, look
from handler_lint.judge import Judged
from handler_lint.lint import lint
from handler_lint.package.target import open_target
from handler_lint.planning import RunRequest
from handler_lint.reading import handler_of, read_sources
from handler_lint.report.model import TargetReport
from handler_lint.rule import Rule, Severity
from handler_lint.running import run_cases

HERE = Path(__file__).parent
BODIES = {
    "application/json": b'{"instances": [[1.0, 2.0]], "inputs": "a text", "data": [[1.0, 2.0]]}',
    "text/csv": b"1.0,2.0\n3.0,4.0\n",
    "text/csv; charset=utf-8": b"1.0,2.0\n3.0,4.0\n",
    UNKNOWN_TYPE: b"1.0,2.0",
}
STUB = """
import importlib.abc, importlib.machinery, sys, types

class Meta(type):
    def __getattr__(cls, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Anything

class Anything(metaclass=Meta):
    def __init__(self, *args, **keywords): pass
    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Anything()
    def __call__(self, *args, **keywords):
        return args[0] if len(args) == 1 and isinstance(args[0], types.FunctionType) else Anything()
    def __getitem__(self, key): return Anything()
    def __setitem__(self, key, value): pass
    def __iter__(self): return iter(())
    def __enter__(self): return self
    def __exit__(self, *args): return False
    def __float__(self): return 1.0
    def __int__(self): return 1
    def __index__(self): return 1
    for name in "add radd sub rsub mul rmul truediv rtruediv matmul neg".split():
        exec(f"def __{name}__(self, *args): return self")

class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path, target=None):
        if name.partition(".")[0] == __name__ and name != __name__:
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
    def create_module(self, spec):
        return None
    def exec_module(self, module):
        module.__getattr__ = answer

def answer(name):
    if name.startswith("__"):
        raise AttributeError(name)
    return Anything

sys.meta_path.insert(0, Finder())
__getattr__ = answer
"""


class Nothing(Rule):
    """Names the cases that are run; it judges nothing."""

    code, name, severity = "HL999", "nothing", Severity.NOTE


def imported(text: str) -> set[str]:
    """The first parts of the names of all modules that a text imports."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            found.add(node.module.partition(".")[0])
    return found


def absent(names: set[str], python: str) -> list[str]:
    """Those that a Python does not have."""
    code = (
        "import importlib.util as u, sys; print(*(n for n in sys.argv[1:] if not u.find_spec(n)))"
    )
    done = subprocess.run(
        [python, "-c", code, *sorted(names)], capture_output=True, text=True, check=True
    )
    return done.stdout.split()


def executed(text: str, missing: list[str], python: str) -> tuple[dict[str, Outcome], Run | None]:
    """How the call for each content type really ends, and a run whose import returned."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "code").mkdir()
        (root / "code" / "inference.py").write_text(text, encoding="utf-8")
        for name in missing:
            (root / "code" / name).mkdir()
            (root / "code" / name / "__init__.py").write_text(STUB, encoding="utf-8")
        (root / "model.bin").write_bytes(b"x")
        named = TargetSettings(folder, python=python)
        settings = Settings((named,), dynamic="all")
        package = open_target(folder)
        sources, _ = read_sources(package)
        handler = look(handler_of(package, load_stack("pytorch"), sources, settings))
        cases = [
            Case(handler.request(kind, GivenBody("a body", body))[:1])
            for kind, body in BODIES.items()
        ]
        judged = Judged(Nothing, groups=tuple((case,) for case in cases))
        done = run_cases(RunRequest(handler, [judged], settings, named))
        runs = [run.runs[0] for run in done.real.get(Nothing.code, ())]
        outcomes = {
            call.content_type or "": run[0]
            for run in runs
            if isinstance(call := run[0].call, (InputFn, Invoke))
        }
        return outcomes, next((run for run in runs if run.imported.ended == "returned"), None)


def read_alone(file: Path) -> Handler:
    """What reading knows of a text by itself."""
    package = open_target(str(file))
    sources, _ = read_sources(package)
    return look(handler_of(package, load_stack("pytorch"), sources, Settings()))


def bound(handler: Handler, real: Run) -> Iterator[tuple[str, str]]:
    """Of each name that the stack looks up whether reading has it as the import leaves it."""
    found = {one.name: one for one in real.bindings}
    for name, read in handler.bindings.items():
        there = found.get(name)
        is_bound = there is not None and there.kind != "none"
        count = there.parameters if there is not None and is_bound else None
        if is_bound != (read.kind != "none"):
            yield "contradiction", f"{name}: {read.kind} by reading, bound: {is_bound}"
        elif read.parameters is not None and count is not None and read.parameters != count:
            yield "contradiction", f"{name}: {read.parameters} parameters by reading, {count}"
        else:
            yield "binding agreed", name


def read(file: Path) -> TargetReport:
    """What reading says of a text."""
    settings = Settings((TargetSettings(str(file)),), tuple(BODIES)[:-1], dynamic="off")
    return lint(settings).targets[0]


def compared(file: Path, python: str) -> Iterator[tuple[str, str]]:
    """Of each pair of a text whether it is agreed, not comparable or contradicted, and in which words."""
    target = read(file)
    pairs = {one.content_type: one for one in target.content_types if one.content_type in BODIES}
    if not pairs:
        return
    text = file.read_text(encoding="utf-8")
    real, run = executed(text, absent(imported(text), python), python)
    if run is None:
        yield "bindings not seen", "the import fails with stubs"
    else:
        yield from bound(read_alone(file), run)
    for kind, one in pairs.items():
        outcome = real.get(kind)
        if outcome is None or outcome.ended not in ("returned", "raised"):
            why = outcome.why_not if outcome is not None else "no call"
            yield "not run", f"{kind}: {why}"
            continue
        if outcome.error is not None:
            end = "raised"
            what = f"{outcome.error.type}: {outcome.error.message}"
        else:
            none = outcome.result is not None and outcome.result.none
            end, what = ("none" if none else "returned"), ""
        if one.outcome == "unknown":
            yield "undecided", kind
        elif end == one.outcome:
            yield "agreed", kind
        elif end == "raised":
            yield "raised by this body", f"{kind}: {one.outcome} by reading; {what[:100]}"
        else:
            yield "contradiction", f"{kind}: {one.outcome} by reading (line {one.line}), {end}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--python", default=sys.executable, help="the Python that runs handlers")
    parser.add_argument("--texts", type=Path, default=HERE / "texts", help="a folder of *.py")
    parser.add_argument("--verbose", action="store_true", help="also tell what does not compare")
    given = parser.parse_args()
    counted: Counter[str] = Counter()
    files = sorted(given.texts.glob("*.py")) or sorted(given.texts.glob("*/inference.py"))
    for file in files:
        try:
            for how, words in compared(file, given.python):
                counted[how] += 1
                if how == "contradiction" or given.verbose:
                    print(f"{file.relative_to(given.texts)}: {how}: {words}", flush=True)
        except (SyntaxError, UnicodeError) as error:
            print(f"{file.relative_to(given.texts)}: not read: {error}")
    print(", ".join(f"{count} {how}" for how, count in counted.most_common()))
    return 1 if counted["contradiction"] or not counted["agreed"] else 0


if __name__ == "__main__":
    sys.exit(main())
