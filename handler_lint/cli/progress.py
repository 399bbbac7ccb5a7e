"""What is said on stderr while calls are run: one line that code is about to be run, and a counter on terminals."""

import sys
import time
from types import TracebackType
from typing import Self

from handler_lint.cli.output import tell


class Ticker:
    """Progress on stderr; the counter only where stderr is a terminal and a run takes longer than a moment."""

    def __init__(self) -> None:
        self.started = time.monotonic()
        self.said: set[str] = set()
        self.drawn = False
        self.live = sys.stderr.isatty()

    def tell(self, target: str, made: int, planned: int, call: str) -> None:
        """A call is about to be made, or has been."""
        if target not in self.said:
            self.said.add(target)
            self._clear()
            calls = f"{planned} call{'' if planned == 1 else 's'}"
            tell(f"running {target}: {calls}, its code is executed")
        seconds = time.monotonic() - self.started
        if self.live and seconds > 1:
            tell(f"\r\x1b[K{made}/{planned} calls, {seconds:.0f} s", end="")
            self.drawn = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._clear()

    def _clear(self) -> None:
        if self.drawn:
            tell("\r\x1b[K", end="")
            self.drawn = False
