"""From the command line, the environment and `[tool.handler-lint]` to settings; the nearer one wins."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from handler_lint.config.names import known_names, matching
from handler_lint.config.settings import Dynamic, Settings, TargetSettings, UsageError
from handler_lint.contract import stack_names


def resolve(options: Mapping[str, Any], environ: Mapping[str, str], *, tested: bool) -> Settings:
    """The settings of one invocation.

    Raises:
        UsageError: an option or a key of the configuration is wrong; one line that says what to do.
    """
    from handler_lint.config.file import ConfigFile, read_config

    config = read_config(options["config"], Path.cwd())
    framework = options["framework"] or config.framework
    python = options["python"] or config.python
    targets, stdin = _targets(options, config, framework, python)
    for one in targets:
        if one.framework is not None and one.framework not in stack_names():
            known = ", ".join(stack_names())
            raise UsageError(f"there is no serving stack {one.framework}; known: {known}")
    dynamic, why_off = _dynamic(options["dynamic"], config, environ, tested)
    assert isinstance(config, ConfigFile)
    return Settings(
        targets=targets,
        content_types=tuple(options["content_types"]),
        accepts=tuple(options["accepts"]),
        environ=dict(options["environ"]),
        timeout=options["timeout"],
        load_timeout=options["load_timeout"],
        dynamic=dynamic,
        why_off=why_off,
        select=_codes(options["select"] or (config.select,)),
        ignore=_codes((*options["ignore"], config.ignore)),
        fail_on=options["fail_on"],
        fail_on_open=options["fail_on_open"],
        require_dynamic=options["require_dynamic"],
        shown=frozenset(options["show"]),
        stdin=stdin,
        tested=tested,
        function=options.get("function"),
    )


def _targets(
    options: Mapping[str, Any], config: Any, framework: str | None, python: str | None
) -> tuple[tuple[TargetSettings, ...], bytes | None]:
    named = list(options["targets"])
    if options["stdin_filename"]:
        if named not in ([], ["-"]):
            raise UsageError(
                "--stdin-filename takes the handler from standard input; name no target"
            )
        data = sys.stdin.buffer.read()
        one = _named(options["stdin_filename"], options, config, framework, python)
        return (one,), data
    if named:
        return tuple(_named(one, options, config, framework, python) for one in named), None
    if options["package"]:
        raise UsageError(
            "--package names the package of a target that is a file; name the file, too"
        )
    from_config = tuple(
        TargetSettings(
            one.path,
            one.package,
            options["samples"] or one.samples,
            options["framework"] or one.framework or config.framework,
            options["python"] or one.python or config.python,
        )
        for one in config.handlers
    )
    if not from_config:
        raise UsageError("name a target, or set [tool.handler-lint] handlers in pyproject.toml")
    return from_config, None


def _named(
    target: str, options: Mapping[str, Any], config: Any, framework: str | None, python: str | None
) -> TargetSettings:
    """A target of the command line; what the configuration says of the same path belongs to it."""
    same = next((one for one in config.handlers if _same(one.path, target)), None)
    return TargetSettings(
        target,
        options["package"] or (same.package if same is not None else None),
        options["samples"] or (same.samples if same is not None else None),
        options["framework"] or (same.framework if same is not None else None) or framework,
        options["python"] or (same.python if same is not None else None) or python,
    )


def _same(one: str, other: str) -> bool:
    return Path(one).resolve() == Path(other).resolve()


def _codes(words: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    flat = [word for group in words for word in group]
    if not flat:
        return ()
    known = known_names()
    return tuple(dict.fromkeys(code for word in flat for code in matching(word, known)))


def _dynamic(
    asked: Dynamic | None, config: Any, environ: Mapping[str, str], tested: bool
) -> tuple[Dynamic, str]:
    """How much is run: the command line, then the environment, the configuration, and pre-commit."""
    if asked is not None:
        return asked, f"--dynamic {asked}"
    if environ.get("HANDLER_LINT_DYNAMIC"):
        word = environ["HANDLER_LINT_DYNAMIC"]
        if word not in ("flagged", "all", "off"):
            raise UsageError(f"HANDLER_LINT_DYNAMIC={word}: write flagged, all or off")
        return word, f"HANDLER_LINT_DYNAMIC={word}"  # type: ignore[return-value]
    if config.dynamic is not None:
        return config.dynamic, f"dynamic = {config.dynamic} in {config.origin}"
    if environ.get("PRE_COMMIT") == "1" and not tested:
        return "off", "under pre-commit; --dynamic on the command line switches it on"
    return "flagged", ""
