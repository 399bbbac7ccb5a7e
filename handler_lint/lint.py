"""The whole way of one target: read, judge, plan, run, merge."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from handler_lint import __version__
from handler_lint.calls import Place
from handler_lint.config.settings import Settings, TargetSettings
from handler_lint.contract import DEFAULT_STACK, load_stack
from handler_lint.core_rules import CORE_RULES, ImportFails, NotAHandler
from handler_lint.dynamic.errors import HostError
from handler_lint.first_look import not_a_handler
from handler_lint.handler import Handler, look
from handler_lint.judge import Judged, broken, judge
from handler_lint.package.target import NothingToCheck, TargetError, open_target
from handler_lint.package.workspace import WorkspaceError
from handler_lint.planning import Progress, RunRequest
from handler_lint.reading import handler_of, read_sources, unread
from handler_lint.report.build import core_diagnostic, diagnostics_of, fingerprinted, widened
from handler_lint.report.head import bindings_of, content_types_of, not_understood
from handler_lint.report.model import Diagnostic, Report, RuleInfo, Sources, TargetReport
from handler_lint.report.settle import settle
from handler_lint.report.summary import exit_code, ordered
from handler_lint.rule import Rule, RuleSetError, docs_url, load_rule, rule_index
from handler_lint.running import nothing_run, run_cases, why_nothing
from handler_lint.static.gate import Unreadable


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules of this invocation, worst first; `failures` are those that could not be loaded."""

    rules: tuple[type[Rule], ...]
    failures: tuple[str, ...] = ()


def select_rules(settings: Settings) -> RuleSet:
    """The selected rules, without importing the others.

    Raises:
        RuleSetError: there is no rule at all.
        UnknownRule: a code or name that is selected or ignored does not exist.
    """
    index = rule_index()
    rules: list[type[Rule]] = [ImportFails] if _wanted("HL902", settings) else []
    failures: list[str] = []
    for code, module in index.items():
        if _wanted(code, settings):
            try:
                rules.append(load_rule(module))
            except RuleSetError as error:
                failures.append(str(error))
    rules.sort(key=lambda rule: (rule.severity.rank, rule.code))
    return RuleSet(tuple(rules), tuple(failures))


def _wanted(code: str, settings: Settings) -> bool:
    chosen = not settings.select or any(code.startswith(one) for one in settings.select)
    if code in CORE_RULES:
        chosen = True
    return chosen and not any(code.startswith(one) for one in settings.ignore)


def lint(settings: Settings, progress: Progress | None = None) -> Report:
    """Check every target and report all of them as one.

    Args:
        settings: resolved settings; `progress` is told the target, calls made, calls planned and the call under way.

    Raises:
        RuleSetError, TargetError, NothingToCheck, HostError, WorkspaceError: one actionable line each; of several
            targets, those that can be are checked all the same.
    """
    rules = select_rules(settings)
    targets: list[TargetReport] = []
    failures = list(rules.failures)
    refused: list[Exception] = []
    for named in settings.targets:
        try:
            target, broke = _Target(named, settings, rules).report(progress)
        except (TargetError, NothingToCheck, HostError, WorkspaceError) as error:
            refused.append(error)
            continue
        targets.append(target)
        failures += broke
    if refused and not targets:
        raise refused[0]
    reports = tuple(targets)
    found = [d for target in reports for d in target.diagnostics]
    not_run = sum(block.calls for target in reports for block in target.not_run)
    code = exit_code(
        found,
        settings.fail_on,
        settings.fail_on_open,
        settings.require_dynamic,
        not_run,
        failures,
        refused=[str(error) for error in refused],
    )
    return Report(
        __version__,
        reports,
        code,
        settings.fail_on,
        settings.fail_on_open,
        settings.require_dynamic,
        settings.shown,
        tuple(failures),
        tuple(str(error) for error in refused),
        tuple(_info(rule) for rule in dict.fromkeys((*CORE_RULES.values(), *rules.rules))),
    )


def _info(rule: type[Rule]) -> RuleInfo:
    doc = rule.__doc__ or rule.name
    summary = doc.strip().partition("\n")[0].replace("`", "")
    text = "\n".join(line.strip() for line in doc.strip().splitlines())
    return RuleInfo(
        rule.code, rule.name, rule.severity.value, summary, text, text, docs_url(rule.code)
    )


@dataclass(slots=True)
class _Target:
    """One target on its way; what a rule breaks is told and the rest goes on."""

    named: TargetSettings
    settings: Settings
    rules: RuleSet
    failures: list[str] = field(default_factory=list)

    def report(self, progress: Progress | None) -> tuple[TargetReport, tuple[str, ...]]:
        named = self.named
        package = open_target(
            named.target, samples=named.samples, package=named.package, stdin=self.settings.stdin
        )
        stack = load_stack(named.framework or DEFAULT_STACK)
        base = TargetReport(
            target=named.target,
            kind=package.kind,
            handler=package.handler,
            stack=stack.name,
            stack_evidence="given" if named.framework else "assumed",
            samples=tuple(sample.name for sample in package.samples),
            samples_from=package.samples_from,
            warnings=package.warnings,
        )
        sources, unreadable = read_sources(package)
        shown = Sources({path: tuple(s.text.splitlines()) for path, s in sources.items()})
        if package.handler not in sources:
            refused = unreadable[package.handler]
            lines = package.sources[package.handler].decode("utf-8", "replace").splitlines()
            shown = Sources({package.handler: tuple(lines)})
            return self._alone(base, unread(refused), shown), ()
        try:
            handler = look(handler_of(package, stack, sources, self.settings))
        except Exception as error:
            self.failures.append(broken("reading", named.target, error))
            return replace(base, sources=shown), tuple(self.failures)
        reason = not_a_handler(handler)
        if reason:
            only = core_diagnostic(NotAHandler, Place(package.handler, 1), reason)
            return self._alone(base, only, shown), ()
        return self._judged(base, handler, shown, unreadable, progress), tuple(self.failures)

    def _judged(
        self,
        base: TargetReport,
        handler: Handler,
        shown: Sources,
        unreadable: Mapping[str, Unreadable],
        progress: Progress | None,
    ) -> TargetReport:
        judged = [
            one for rule in self.rules.rules if (one := self._judge(rule, handler)) is not None
        ]
        request = RunRequest(handler, judged, self.settings, self.named, progress)
        executed = run_cases(request)
        self.failures += executed.failures
        no_run = nothing_run(request, executed)
        settled = [
            one
            for rule in judged
            for one in settle(rule.findings, executed.real.get(rule.rule.code, ()), no_run)
        ]
        own = [unread(one) for one in unreadable.values()]
        own += executed.diagnostics
        own += not_understood(handler, judged)
        found = fingerprinted([*diagnostics_of(settled, handler, shown), *own], shown)
        found = tuple(d for d in found if not _ignored(d.code, self.settings))
        return replace(
            base,
            bindings=bindings_of(handler),
            content_types=content_types_of(handler),
            run=executed.info,
            why_no_run=why_nothing(request) if executed.info is None else "",
            diagnostics=ordered(found),
            calls=executed.calls,
            not_run=tuple(
                replace(block, place=widened(block.place, shown))
                if block.place is not None
                else block
                for block in executed.not_run(settled)
            ),
            incomplete_cases=sum(one.incomplete for one in judged),
            sources=shown,
        )

    def _alone(self, base: TargetReport, only: Diagnostic, shown: Sources) -> TargetReport:
        """The report of a target of which nothing else is said."""
        found = () if _ignored(only.code, self.settings) else fingerprinted([only], shown)
        return replace(base, diagnostics=found, sources=shown)

    def _judge(self, rule: type[Rule], handler: Handler) -> Judged | None:
        try:
            return judge(rule, handler)
        except Exception as error:
            # A rule that breaks is an internal error; the other rules still report.
            self.failures.append(broken(rule.code, self.named.target, error))
            return None


def _ignored(code: str, settings: Settings) -> bool:
    return any(code.startswith(one) for one in settings.ignore)
