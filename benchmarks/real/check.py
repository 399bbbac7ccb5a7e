"""Compare what reading says of public handlers with what the index expects: `python benchmarks/real/check.py`.

The texts are brought by fetch.py. The last lines count agreements; the exit code is 1 if a finding at warning or above
is not expected, or an expected one is missing.
"""

import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from handler_lint.config.settings import Settings, TargetSettings
from handler_lint.lint import lint
from handler_lint.report.model import TargetReport

HERE = Path(__file__).parent
JUDGED = ("HL103", "HL201", "HL202", "HL205", "HL902", "HL909")


def read(text: Path) -> TargetReport:
    """The report of one file, by reading alone."""
    return lint(Settings(targets=(TargetSettings(str(text)),), dynamic="off")).targets[0]


def lines(value: Any) -> set[int]:
    return set(value) if isinstance(value, list) else {value}


def differences(entry: Mapping[str, Any], report: TargetReport) -> list[str]:
    """What the report says against the index, or does not say; open findings are no claim."""
    expected = {code: lines(value) for code, value in entry["verdicts"].items()}
    may = set(entry.get("may", {}))
    found: dict[str, set[int]] = {}
    open_codes = {d.code for d in report.diagnostics if d.status == "open"}
    for diagnostic in report.diagnostics:
        if diagnostic.code in JUDGED and diagnostic.status != "open":
            found.setdefault(diagnostic.code, set()).add(diagnostic.place.line)
    said = [
        f"false: {code} at {sorted(places)}"
        for code, places in found.items()
        if code not in expected and code not in may
    ]
    for code, places in expected.items():
        if code not in found:
            said.append(
                f"{'open' if code in open_codes else 'missing'}: {code} at {sorted(places)}"
            )
        elif not places & found[code]:
            said.append(f"elsewhere: {code} at {sorted(found[code])}, not {sorted(places)}")
    counted = {b.name: b.parameters for b in report.bindings if b.parameters is not None}
    zero = "HL103" in expected  # elsewhere 0 says that this file does not tell
    wanted = {name: count for name, count in entry["bindings"].items() if count or zero}
    if "HL909" not in expected and report.bindings and counted != wanted:
        said.append(f"bindings: {counted}, not {wanted}")
    return said


def main() -> int:
    entries = tomllib.loads((HERE / "index.toml").read_text(encoding="utf-8"))["handler"]
    agreed = wrong = absent = 0
    for entry in entries:
        text = HERE / "texts" / f"{entry['id']}.py"
        if not text.is_file():
            absent += 1
            continue
        said = differences(entry, read(text))
        agreed += not said
        wrong += sum(one.startswith(("false", "missing")) and "HL201" not in one for one in said)
        for one in said:
            print(f"{entry['id']}: {one}")
    read_count = len(entries) - absent
    print(f"{agreed} of {read_count} agree in all; {wrong} differ at warning or above")
    if absent:
        print(f"{absent} texts are not here: python benchmarks/real/fetch.py")
    return 1 if wrong or not read_count else 0


if __name__ == "__main__":
    sys.exit(main())
