"""How a command ends that goes wrong: one line on stderr, the exit code of a linter, and nothing left behind."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from handler_lint.cli.stopping import clean_up_when_stopped
from handler_lint.cli.streams import tell

DEFECT = "this is a defect of handler-lint, please report it"


def fail(message: str, code: int) -> NoReturn:
    """End with a line on stderr."""
    tell(f"error: {message}")
    raise SystemExit(code)


@contextmanager
def one_line_errors(command: str, target: str) -> Iterator[None]:
    """Errors of the user end with exit 2, nothing to check with 3, what breaks here with 4."""
    from handler_lint.config.usage import UsageError
    from handler_lint.dynamic.errors import HostError
    from handler_lint.package.target import NothingToCheck, TargetError
    from handler_lint.package.workspace import WorkspaceError
    from handler_lint.rule import RuleSetError

    clean_up_when_stopped()
    try:
        yield
    except NothingToCheck as error:
        tell(f"nothing to check: {error}")
        raise SystemExit(3) from None
    except (UsageError, TargetError, HostError, WorkspaceError) as error:
        fail(str(error), 2)
    except RuleSetError as error:
        fail(str(error), 4)
    except KeyboardInterrupt:
        fail("interrupted", 130)
    except Exception as error:
        from handler_lint.judge import broken

        fail(f"{broken(command, target, error)}; {DEFECT}", 4)
