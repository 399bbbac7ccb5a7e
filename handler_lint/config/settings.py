"""The settings of one invocation, resolved; what the command line leaves open comes from the configuration."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from handler_lint.config.usage import UsageError

if TYPE_CHECKING:
    from handler_lint.package.model import Sample

__all__ = ["Dynamic", "Settings", "TargetSettings", "UsageError"]

Dynamic = Literal["flagged", "all", "off"]


@dataclass(frozen=True, slots=True)
class TargetSettings:
    """One target as it was named, with what belongs to it."""

    target: str
    package: str | None = None
    samples: str | None = None
    framework: str | None = None
    python: str | None = None
    given: "tuple[Sample, ...]" = ()
    """Payload samples beside those of the package, from a caller in Python."""
    declared_types: tuple[str, ...] = ()
    """The content types that a specification declares; samples are sent as their own type all the same."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that decides a report. Times are in seconds.

    `stdin` are the bytes that stand for the content of the only target; `tested` asks for each function by itself and
    the chain, with `function` for one of them only.
    """

    targets: tuple[TargetSettings, ...] = ()
    content_types: tuple[str, ...] = ()
    accepts: tuple[str, ...] = ()
    environ: Mapping[str, str] = field(default_factory=dict)
    timeout: float = 10.0
    load_timeout: float = 60.0
    dynamic: Dynamic = "flagged"
    why_off: str = "--dynamic off"
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: str = "error"
    fail_on_open: bool = False
    require_dynamic: bool = False
    shown: frozenset[str] = frozenset()
    stdin: bytes | None = None
    tested: bool = False
    function: str | None = None
    models: tuple[tuple[str, str], ...] = ()
    """Files of the user that say what functions of libraries do, each as its name and its text."""
