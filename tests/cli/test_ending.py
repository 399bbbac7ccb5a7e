"""How a command ends that goes wrong: one line, and the exit code of a linter."""

import pytest

from handler_lint.cli.ending import one_line_errors
from handler_lint.config.usage import UsageError
from handler_lint.dynamic.errors import HostError
from handler_lint.package.target import NothingToCheck, TargetError
from handler_lint.package.workspace import WorkspaceError
from handler_lint.rule import RuleSetError


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (UsageError("no such option"), 2, "error: no such option"),
        (TargetError("no such file"), 2, "error: no such file"),
        (HostError("no interpreter"), 2, "error: no interpreter"),
        (WorkspaceError("no room"), 2, "error: no room"),
        (NothingToCheck("no handler"), 3, "nothing to check: no handler"),
        (RuleSetError("no rules"), 4, "error: no rules"),
        (KeyboardInterrupt(), 130, "error: interrupted"),
        (ZeroDivisionError("by zero"), 4, "please report it"),
    ],
)
def test_each_error_is_one_line_with_its_code(
    capsys: pytest.CaptureFixture[str], error: BaseException, code: int, said: str
) -> None:
    with pytest.raises(SystemExit) as ended, one_line_errors("pipeline", "a.toml"):
        raise error

    told = capsys.readouterr().err
    assert ended.value.code == code
    assert said in told
    assert told.count("\n") == 1


def test_the_exit_code_of_the_command_itself_stays() -> None:
    with pytest.raises(SystemExit) as ended, one_line_errors("pipeline", "a.toml"):
        raise SystemExit(1)

    assert ended.value.code == 1
