"""What a request is sent to and how that is run: from the options of the command line and the configuration."""

import os

from handler_lint.config.nearest import candidates
from handler_lint.config.usage import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


class Settings:
    """The target as typed; `package`, `framework` and `python` are None where nobody names them.

    `timeout` and `load_timeout` are seconds; the request is made `repeat` times, by `threads` at once.
    """

    __slots__ = (
        "environ",
        "framework",
        "load_timeout",
        "package",
        "python",
        "repeat",
        "target",
        "threads",
        "timeout",
    )

    def __init__(self, options: "Mapping[str, Any]") -> None:
        """Resolve what the options leave open.

        Raises:
            UsageError: a key of the configuration is wrong, or running is switched off.
        """
        self.target: str = options["target"]
        self.environ: Mapping[str, str] = dict(options["environ"])
        self.timeout: float = options["timeout"]
        self.load_timeout: float = options["load_timeout"]
        self.repeat: int = options["repeat"]
        self.threads: int = options["threads"]
        self.package: str | None = options["package"]
        self.framework: str | None = options["framework"]
        self.python: str | None = options["python"]
        why_off = ""
        if options["config"] is not None or next(candidates(os.getcwd()), None) is not None:
            why_off = self._configure(options["config"])
        if word := os.environ.get("HANDLER_LINT_DYNAMIC"):
            why_off = "HANDLER_LINT_DYNAMIC=off" if word == "off" else ""
        if why_off:
            raise UsageError(f"{why_off}, and an answer needs a run; take that away")

    def _configure(self, named: str | None) -> str:
        """Take what is left open from the configuration; returns why nothing is to be run, if it says so."""
        from pathlib import Path

        from handler_lint.config.file import read_config

        config = read_config(named, Path.cwd())
        entry = config.entry(self.target)
        self.package = self.package or entry.package
        self.framework = self.framework or entry.framework or config.framework
        self.python = self.python or entry.python or config.python
        return f'dynamic = "off" in {config.origin}' if config.dynamic == "off" else ""
