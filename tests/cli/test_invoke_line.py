"""The command line of `invoke` read without click is read as click reads it, or left to it."""

import pytest

from handler_lint.cli.invoke import command
from handler_lint.cli.invoke_line import read_line

LINES = {
    "the least": "package --body body",
    "with equals signs": "--body=- package --content-type=a/b --repeat=3",
    "a value with an equals sign": "package --body=a=b --environ A=b=c",
    "all of them": (
        "package --body body --content-type a/b --accept c/d --header A:b --header C:d -i"
        " --framework sklearn --package folder --python python3 --environ A=b --environ C="
        " --timeout 2 --load-timeout 3.5 --repeat 7 --threads 2 --output-format json"
        " --output-file file --config file.toml"
    ),
    "the other name of the format": "package --body body --format json",
    "the long name of -i": "package --include --body body",
    "the last one counts": "package --body a --body b --accept x --accept y",
    "an empty value": "package --body body --accept=",
}


@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
def test_what_is_well_formed_is_read_as_by_click(line: str) -> None:
    with command.make_context("invoke", line.split()) as context:
        by_click = context.params

    assert read_line(line.split()) == by_click


OTHERS = {
    "help": "--help",
    "help beside others": "package --body body -h",
    "no body": "package",
    "no target": "--body body",
    "two targets": "one two --body body",
    "an option that is not there": "package --body body --boby x",
    "a short option that is not there": "package --body body -x",
    "no value": "package --body",
    "no number": "package --body body --timeout soon",
    "no time": "package --body body --timeout 0",
    "not a number": "package --body body --timeout nan",
    "too many": "package --body body --repeat 100001",
    "none": "package --body body --threads 0",
    "no pair": "package --body body --environ NAME",
    "no such format": "package --body body --format xml",
    "the end of the options": "--body body -- package",
    "the beginning of an option": "package --bod body",
}


@pytest.mark.parametrize("line", OTHERS.values(), ids=OTHERS)
def test_everything_else_is_left_to_click(line: str) -> None:
    assert read_line(line.split()) is None
