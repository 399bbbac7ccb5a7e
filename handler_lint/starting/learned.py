"""What reading a handler tells that its first files are made of."""

from dataclasses import dataclass

from handler_lint.calls import UNKNOWN_TYPE, AnyBody
from handler_lint.candidates import candidates_of
from handler_lint.config.settings import Settings
from handler_lint.contract import load_stack
from handler_lint.handler import look
from handler_lint.package.target import TargetError, open_target
from handler_lint.package.typed import NothingToCheck
from handler_lint.reading import handler_of, read_sources


@dataclass(frozen=True, slots=True)
class Learned:
    """A handler: how it is named, its stack and the sign of that, what it takes and answers.

    `refuses` says whether a content type that it does not know is refused, `samples_from` where the package has its
    own payload samples.
    """

    target: str
    package: str | None
    stack: str
    evidence: str
    content_types: tuple[str, ...]
    accepts: tuple[str, ...]
    refuses: bool
    samples_from: str
    is_file: bool

    @property
    def is_sure(self) -> bool:
        """Whether the package shows a sign of its stack."""
        return self.evidence != "assumed"


def learn(target: str, package: str | None, framework: str | None) -> Learned:
    """Read a handler, and run nothing.

    Args:
        framework: the stack, where it is known.

    Raises:
        TargetError, NothingToCheck: there is no handler, or it cannot be read.
    """
    opened = open_target(target, package=package)
    (candidate, *others) = candidates_of(opened, framework)
    sources, unreadable = read_sources(opened)
    if opened.handler not in sources:
        raise TargetError(f"{target}: {unreadable[opened.handler].message}")
    handler = look(handler_of(opened, load_stack(candidate.stack), sources, Settings()))
    if not any(map(handler.is_bound, handler.bindings)):
        raise NothingToCheck(f"{target} binds none of the functions that a stack looks for")
    decoding = handler.request(UNKNOWN_TYPE, AnyBody())[0]
    return Learned(
        target,
        package,
        candidate.stack,
        "assumed" if others else candidate.evidence,
        tuple(one.value for one in handler.content_types),
        handler.served_accepts(),
        handler.refuses(decoding),
        opened.samples_from,
        opened.names_handler,
    )
