"""The stacks that may serve a target, and what is reported where they are several."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from handler_lint.calls import Place
from handler_lint.contract import DEFAULT_STACK
from handler_lint.contract.recognise import Candidate, recognise, signs_of
from handler_lint.core_rules import CORE_RULES, StackNotDetermined
from handler_lint.package.layout import imported
from handler_lint.package.model import Package
from handler_lint.report.build import core_diagnostic, fingerprinted
from handler_lint.report.model import Diagnostic, TargetReport


def candidates_of(package: Package, given: str | None) -> tuple[Candidate, ...]:
    """The stacks that may serve a package: the given one, those that it shows signs of, else the default."""
    if given is not None:
        return (Candidate(given, "given"),)
    files = package.listing.files if package.listing is not None else package.model_files
    texts = [
        package.sources[path]
        for path in (package.handler, *imported(package.handler, package.sources))
    ]
    signs = signs_of(texts, files, package.requirements)
    return recognise(signs) or (Candidate(DEFAULT_STACK, "assumed"),)


def agreed(report: TargetReport, others: Mapping[str, Sequence[Diagnostic]]) -> TargetReport:
    """The report with only what all stacks agree on, and one note about the rest that is sure.

    Args:
        report: as the first stack has it, with its run.
        others: by the name of each further stack, what reading says.
    """
    places = {name: {_key(one) for one in found} for name, found in others.items()}
    kept, alone = [], []
    for one in report.diagnostics:
        everywhere = all(_key(one) in there for there in places.values())
        if everywhere or one.code in CORE_RULES or one.status == "dynamic":
            kept.append(one)
        else:
            alone.append(one)
    said = [(report.stack, one) for one in alone if one.status != "open"]
    own = {_key(one) for one in report.diagnostics}
    for name, found in others.items():
        said += [(name, one) for one in found if _key(one) not in own and one.status != "open"]
    if not said:
        return replace(report, diagnostics=fingerprinted(kept, report.sources))
    note = core_diagnostic(StackNotDetermined, Place(report.handler, 1), _words(report, said))
    return replace(report, diagnostics=fingerprinted([*kept, note], report.sources))


def _key(one: Diagnostic) -> tuple[str, str, int]:
    return one.code, one.place.path, one.place.line


def _words(report: TargetReport, said: Sequence[tuple[str, Diagnostic]]) -> str:
    """Which stacks it may be, and what only some of them find."""
    named = " or ".join(report.candidates)
    listed = ", ".join(
        dict.fromkeys(f"{one.code} at line {one.place.line} on {name}" for name, one in said)
    )
    return f"the stack may be {named}: {listed}; name it with --framework"
