"""From the command line, the environment and `[tool.handler-lint]` to settings; the nearer one wins."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

from handler_lint.config.file import ConfigFile, HandlerEntry, read_config
from handler_lint.config.framework import asked_stack
from handler_lint.config.names import known_names, matching
from handler_lint.config.nearest import text_of
from handler_lint.config.settings import Dynamic, Settings, TargetSettings, UsageError
from handler_lint.static import library


def resolve(options: Mapping[str, Any], environ: Mapping[str, str], *, tested: bool) -> Settings:
    """The settings of one invocation.

    Raises:
        UsageError: an option or a key of the configuration is wrong; one line that says what to do.
    """
    config = read_config(options["config"], Path.cwd())
    targets, stdin = _targets(options, config)
    dynamic, why_off = _dynamic(options["dynamic"], config, environ, tested)
    if options["require_dynamic"] and dynamic == "off":
        raise UsageError(f"--require-dynamic, but nothing is to be run: {why_off}")
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
        models=_models(config),
    )


def _models(config: ConfigFile) -> tuple[tuple[str, str], ...]:
    """The data files that the configuration names, each with its text, checked."""
    found = []
    for name in config.models:
        try:
            text = text_of(name).decode("utf-8")
            library.check(name, library.parsed(name, text))
        except UnicodeDecodeError as error:
            raise UsageError(f"{name} is not UTF-8: {error.reason}") from error
        except library.DataError as error:
            raise UsageError(str(error)) from error
        found.append((name, text))
    return tuple(found)


def _targets(
    options: Mapping[str, Any], config: ConfigFile
) -> tuple[tuple[TargetSettings, ...], bytes | None]:
    """The targets, and what stands for the content of the only one where it comes from standard input."""
    named = list(dict.fromkeys(options["targets"]))
    if options["stdin_filename"]:
        if named not in ([], ["-"]):
            raise UsageError(
                "--stdin-filename takes the handler from standard input; name no target"
            )
        data = sys.stdin.buffer.read()
        return (_merged(config.entry(options["stdin_filename"]), options, config),), data
    if named:
        return tuple(_merged(config.entry(one), options, config) for one in named), None
    if options["package"]:
        raise UsageError(
            "--package names the package of a target that is a file; name the file, too"
        )
    if not config.handlers:
        raise UsageError("name a target, or set [tool.handler-lint] handlers in pyproject.toml")
    return tuple(_merged(one, options, config) for one in config.handlers), None


def _merged(entry: HandlerEntry, options: Mapping[str, Any], config: ConfigFile) -> TargetSettings:
    """The command line, then what the configuration says of the target, then what it says of all."""
    return TargetSettings(
        entry.path,
        options["package"] or entry.package,
        options["samples"] or entry.samples,
        asked_stack(options["framework"] or entry.framework or config.framework),
        options["python"] or entry.python or config.python,
    )


def _codes(words: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    flat = [word for group in words for word in group]
    if not flat:
        return ()
    known = known_names()
    return tuple(dict.fromkeys(code for word in flat for code in matching(word, known)))


def _dynamic(
    asked: Dynamic | None, config: ConfigFile, environ: Mapping[str, str], tested: bool
) -> tuple[Dynamic, str]:
    """How much is run: the command line, then the environment, the configuration, and pre-commit."""
    if asked is not None:
        return asked, f"--dynamic {asked}"
    if environ.get("HANDLER_LINT_DYNAMIC"):
        word = environ["HANDLER_LINT_DYNAMIC"]
        for known in get_args(Dynamic):
            if word == known:
                return known, f"HANDLER_LINT_DYNAMIC={word}"
        raise UsageError(f"HANDLER_LINT_DYNAMIC={word}: write flagged, all or off")
    if config.dynamic is not None:
        return config.dynamic, f"dynamic = {config.dynamic} in {config.origin}"
    if environ.get("PRE_COMMIT") == "1" and not tested:
        return "off", "under pre-commit; --dynamic on the command line switches it on"
    return "flagged", ""
