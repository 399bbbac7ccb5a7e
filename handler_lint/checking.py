"""The whole way of one target: read, judge, plan, run, merge."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from handler_lint.calls import Place
from handler_lint.candidates import agreed, candidates_of
from handler_lint.config.settings import Settings, TargetSettings
from handler_lint.contract import DEFAULT_STACK, load_stack
from handler_lint.core_rules import NestedRootOfArchive, NotAHandler, UnusedSuppression
from handler_lint.dynamic.errors import HostError
from handler_lint.first_look import not_a_handler
from handler_lint.handler import Handler, look
from handler_lint.judge import Judged, broken, judge
from handler_lint.package.layout import PROGRAM
from handler_lint.package.model import Package
from handler_lint.package.target import NestedRoot, TargetError, open_target
from handler_lint.package.workspace import WorkspaceError
from handler_lint.planning import Progress, RunRequest
from handler_lint.reading import handler_of, notebook_line, read_sources, unread
from handler_lint.report.build import core_diagnostic, diagnostics_of, fingerprinted, widened
from handler_lint.report.head import bindings_of, content_types_of, files_of, not_understood
from handler_lint.report.model import CallRecord, Diagnostic, NotRun, Sources, TargetReport
from handler_lint.report.settle import Settled, settle
from handler_lint.report.summary import ordered
from handler_lint.report.suppress import suppressed, unused
from handler_lint.rule import Rule
from handler_lint.rule_set import RuleSet, is_ignored
from handler_lint.running import run_cases
from handler_lint.static.gate import Unreadable
from handler_lint.static.source import Source
from handler_lint.why_not import nothing_run, why_nothing


@dataclass(slots=True)
class Check:
    """One target on its way; what breaks is told in `failures`, and the rest goes on."""

    named: TargetSettings
    settings: Settings
    rules: RuleSet
    progress: Progress | None = None
    failures: list[str] = field(default_factory=list)

    def report(self) -> TargetReport:
        """The report of the target.

        Raises:
            TargetError, NothingToCheck, HostError, WorkspaceError: it cannot be checked; one line with what to do.
        """
        named = self.named
        try:
            package = open_target(
                named.target,
                samples=named.samples,
                package=named.package,
                stdin=self.settings.stdin,
                program=self.settings.environ.get(PROGRAM, ""),
            )
        except NestedRoot as nested:
            return self._nested(nested)
        if named.given:
            package = replace(package, samples=(*package.samples, *named.given))
        if named.declared_types:
            package = replace(package, declared_types=named.declared_types)
        candidates = candidates_of(package, named.framework)
        base = TargetReport(
            target=named.target,
            kind=package.kind,
            handler=package.handler,
            stack=candidates[0].stack,
            stack_evidence="; ".join(one.evidence for one in candidates),
            candidates=tuple(one.stack for one in candidates) if len(candidates) > 1 else (),
            samples=tuple(sample.name for sample in package.samples),
            sample_types=tuple(sample.content_type for sample in package.samples),
            samples_from=package.samples_from,
            warnings=package.warnings,
            content=package.sources[package.handler],
        )
        sources, unreadable = read_sources(package)
        texts = {path: source.text for path, source in sources.items()}
        if package.handler not in sources:
            texts = {package.handler: package.sources[package.handler].decode("utf-8", "replace")}
        base = replace(
            base, sources=Sources({path: tuple(text.splitlines()) for path, text in texts.items()})
        )
        if package.handler not in sources:
            return self._alone(base, unread(unreadable[package.handler]))
        try:
            return self._read(base, package, sources, unreadable)
        except (TargetError, HostError, WorkspaceError):
            raise
        except Exception as error:
            self.failures.append(broken("the check", named.target, error))
            return base

    def _read(
        self,
        base: TargetReport,
        package: Package,
        sources: Mapping[str, Source],
        unreadable: Mapping[str, Unreadable],
    ) -> TargetReport:
        handler = look(handler_of(package, load_stack(base.stack), sources, self.settings))
        reason = not_a_handler(handler)
        if reason:
            return self._alone(
                base, core_diagnostic(NotAHandler, Place(package.handler, 1), reason)
            )
        function = self.settings.function
        if function is not None and handler.bindings and not handler.is_bound(function):
            bound = [name for name in handler.bindings if handler.is_bound(name)]
            raise TargetError(
                f"{self.named.target}: the handler has no {function}; it has {', '.join(bound)}"
            )
        report = self._judged(base, handler, unreadable, self.settings)
        others = {}
        for name in base.candidates[1:]:
            other = look(handler_of(package, load_stack(name), sources, self.settings))
            off = replace(self.settings, dynamic="off")
            others[name] = self._judged(base, other, unreadable, off).diagnostics
        told = agreed(report, others)
        shown = (one for one in told.diagnostics if not is_ignored(one.code, self.settings))
        return replace(told, diagnostics=tuple(shown))

    def _judged(
        self,
        base: TargetReport,
        handler: Handler,
        unreadable: Mapping[str, Unreadable],
        settings: Settings,
    ) -> TargetReport:
        judged = [
            one for rule in self.rules.rules if (one := self._judge(rule, handler)) is not None
        ]
        request = RunRequest(handler, judged, settings, self.named, self.progress)
        executed = run_cases(request)
        self.failures += executed.failures
        settled: list[Settled] = []
        for one in judged:
            real = executed.real.get(one.rule.code, ())
            settled += settle(one.findings, real, nothing_run(request, executed, one.rule))
        own = [unread(one) for one in unreadable.values()]
        own += notebook_line(handler.source)
        own += executed.diagnostics
        own += not_understood(handler, judged)
        own += diagnostics_of(settled, handler, base.sources)
        found = [one for one in ordered(own) if not is_ignored(one.code, self.settings)]
        found = [*found, *self._unused(found, base.sources, handler, settings)]
        found = suppressed(found, base.sources)
        return replace(
            base,
            bindings=bindings_of(handler),
            content_types=content_types_of(handler),
            files=files_of(handler),
            run=executed.info,
            why_no_run=why_nothing(request) if executed.info is None else "",
            diagnostics=fingerprinted(found, base.sources),
            calls=tuple(_told(call, found) for call in executed.calls),
            not_run=tuple(_framed(block, base.sources) for block in executed.not_run(settled)),
            incomplete_cases=sum(one.incomplete for one in judged),
        )

    def _unused(
        self, found: Sequence[Diagnostic], sources: Sources, handler: Handler, settings: Settings
    ) -> list[Diagnostic]:
        """Notes on comments that suppress nothing; only where all that rules ask for was run."""
        if settings.dynamic == "off" or not handler.package.can_run:
            return []
        codes = [rule.code for rule in self.rules.rules]
        return [
            core_diagnostic(UnusedSuppression, place, f"there is no {code} here to suppress")
            for place, code in unused(found, sources, codes)
            if not is_ignored(UnusedSuppression.code, self.settings)
        ]

    def _nested(self, nested: NestedRoot) -> TargetReport:
        """The report of an archive in which the server finds no handler."""
        found = core_diagnostic(
            NestedRootOfArchive,
            Place(nested.handler, 1),
            f"all of the archive lies in {nested.folder}/, and the server looks for code/ at its root",
        )
        told = replace(
            found,
            help=f"pack again: {nested.help}",
            listing=((nested.handler, "not where the server looks"),),
        )
        stack = self.named.framework or DEFAULT_STACK
        evidence = "given" if self.named.framework is not None else "assumed"
        return self._alone(
            TargetReport(self.named.target, "archive", nested.handler, stack, evidence), told
        )

    def _alone(self, base: TargetReport, only: Diagnostic) -> TargetReport:
        """The report of a target of which nothing else is said."""
        if is_ignored(only.code, self.settings):
            return base
        return replace(base, diagnostics=fingerprinted([only], base.sources))

    def _judge(self, rule: type[Rule], handler: Handler) -> Judged | None:
        try:
            return judge(rule, handler)
        except Exception as error:
            # A rule that breaks is an internal error; the other rules still report.
            self.failures.append(broken(rule.code, self.named.target, error))
            return None


def _told(call: CallRecord, found: Sequence[Diagnostic]) -> CallRecord:
    """A call with the codes of what is reported of it: a finding that another one explains is not."""
    reported = {
        one.code for one in found if one.status in ("confirmed", "dynamic") and not one.suppressed
    }
    return replace(call, codes=tuple(code for code in call.codes if code in reported))


def _framed(block: NotRun, sources: Sources) -> NotRun:
    return replace(block, place=widened(block.place, sources)) if block.place else block
