"""The pytest plugin: `pytest --handler-lint` makes an item of each rule for each handler that is collected.

Fixtures for the tests of handlers: `handler_package` lays out a package, `handler_report` checks one, `handler_calls`
tests one. It is loaded at each start of pytest, so that only pytest is imported here; all else is when it is used.
"""

import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from handler_lint.report.model import Diagnostic, Report, TargetReport
    from handler_lint.testing import InferenceTestResult

REPORTS = pytest.StashKey[dict[str, "Report"]]()


class HandlerFinding(Exception):
    """A finding that fails an item; its text is the finding as the report shows it."""


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("handler-lint")
    group.addoption(
        "--handler-lint",
        action="store_true",
        help="Check the SageMaker handlers that are collected: an item for each rule.",
    )
    parser.addini(
        "handler_lint_packages",
        "Patterns of the handler files to check.",
        type="linelist",
        default=["code/inference.py"],
    )


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> "HandlerFile | None":
    if _is_handler(file_path, parent.config):
        file: HandlerFile = HandlerFile.from_parent(parent, path=file_path)
        return file
    return None


@pytest.hookimpl(tryfirst=True)
def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> Any:
    """A handler that is named on the command line is not imported into the process of the tests."""
    if _is_handler(module_path, parent.config):
        return NoTests.from_parent(parent, path=module_path)
    return None


def _is_handler(path: Path, config: pytest.Config) -> bool:
    if not config.getoption("--handler-lint"):
        return False
    return any(path.match(pattern) for pattern in config.getini("handler_lint_packages"))


class NoTests(pytest.Module):
    """A module of which nothing is collected."""

    def collect(self) -> list[pytest.Item]:
        return []


class HandlerFile(pytest.File):
    """A handler; its package is the folder above `code/`."""

    def collect(self) -> Iterator["HandlerItem"]:
        from handler_lint.core_rules import CORE_RULES
        from handler_lint.rule import rule_index

        for code in sorted({*rule_index(), *CORE_RULES}):
            item: HandlerItem = HandlerItem.from_parent(self, name=f"handler-lint[{code}]")
            item.add_marker(pytest.mark.xdist_group(str(self.path)))
            yield item


class HandlerItem(pytest.Item):
    """One rule for one handler: errors fail, warnings and notes are warnings, what is open is skipped."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        # Wrappers of other plugins ask each item for it.
        self.funcargs: dict[str, object] = {}

    @property
    def code(self) -> str:
        return self.name.partition("[")[2].rstrip("]")

    def runtest(self) -> None:
        from handler_lint.report.model import SURE

        report = _checked(self.config, self.path)
        target = report.targets[0]
        found = [one for one in target.diagnostics if one.code == self.code and not one.suppressed]
        sure = [one for one in found if one.status in SURE]
        errors = [one for one in sure if one.severity == "error"]
        if errors:
            raise HandlerFinding(_shown(report, target, errors))
        for one in sure:
            warnings.warn(pytest.PytestWarning(_line(report, target, one)), stacklevel=1)
        for one in found:
            if one.status == "open":
                pytest.skip(f"open: {one.message}: {one.why_open}; {one.next}")

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if isinstance(excinfo.value, HandlerFinding):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        return self.path, None, f"{self.code} of {self.path.parent.parent.name}"


def _checked(config: pytest.Config, path: Path) -> "Report":
    """The report of a handler's package, made once in a session."""
    reports = config.stash.setdefault(REPORTS, {})
    if str(path) not in reports:
        root = path.parent.parent if path.parent.name == "code" else path
        reports[str(path)] = _report(str(root))
    return reports[str(path)]


def _report(target: str, **more: Any) -> "Report":
    """What `handler-lint check TARGET` reports, with the configuration of the working folder."""
    import os

    from handler_lint.cli.check import command
    from handler_lint.config.resolve import resolve
    from handler_lint.lint import lint

    options = {**command.make_context("check", [target]).params, **more}
    return lint(resolve(options, os.environ, tested=False))


def _shown(report: "Report", target: "TargetReport", found: "list[Diagnostic]") -> str:
    from handler_lint.report.formats import write
    from handler_lint.report.formats.style import Style

    text = write(_only(report, target, found), "text", Style(quiet=True))
    return text.partition("\n\n")[2].rpartition("\n\n")[0] or text


def _line(report: "Report", target: "TargetReport", one: "Diagnostic") -> str:
    from handler_lint.report.formats import write
    from handler_lint.report.formats.style import Style

    return write(_only(report, target, [one]), "concise", Style()).splitlines()[0]


def _only(report: "Report", target: "TargetReport", found: "list[Diagnostic]") -> "Report":
    return replace(report, targets=(replace(target, diagnostics=tuple(found)),))


@pytest.fixture
def handler_package(tmp_path: Path) -> Callable[..., Path]:
    """Lay out a package: `handler_package(source, files={...}, requirements="...")` returns its folder."""

    def make(
        source: str, files: Mapping[str, str | bytes] | None = None, requirements: str = ""
    ) -> Path:
        root = tmp_path / "package"
        contents = {"code/inference.py": source, "model.json": "{}", **(files or {})}
        if requirements:
            contents["code/requirements.txt"] = requirements
        for path, content in contents.items():
            file = root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            data = content.encode("utf-8") if isinstance(content, str) else content
            file.write_bytes(data)
        return root

    return make


@pytest.fixture
def handler_report() -> Callable[..., "TargetReport"]:
    """Check a target: `handler_report(path, framework="sklearn")` takes the options of `handler-lint check`."""

    def check(target: str | Path, **options: Any) -> "TargetReport":
        return _report(str(target), **options).targets[0]

    return check


@pytest.fixture
def handler_calls() -> Callable[..., "InferenceTestResult"]:
    """Test a package: each function by itself and the functions connected, with the fields of InferenceHandlerSpec."""

    def test(target: str | Path, **fields: Any) -> "InferenceTestResult":
        from handler_lint.testing import InferenceHandlerSpec, RuntimeTester

        named = {"handler_name": Path(target).name, "step_name": "test"}
        spec = InferenceHandlerSpec(**{**named, "packaged_model_path": str(target), **fields})
        return RuntimeTester().test_inference_pipeline(spec)

    return test
