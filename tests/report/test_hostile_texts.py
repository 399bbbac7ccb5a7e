"""Whatever a handler, an exception, a file or a sample is called, nothing around it changes."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest

from handler_lint.calls import Place
from handler_lint.report.formats import FORMATS, Style, write
from handler_lint.report.model import (
    Binding,
    Evidence,
    Failure,
    NotRun,
    Related,
    Report,
    RunInfo,
    Step,
)
from tests.report import examples

HOSTILE = [
    "\x1b[2J\x1b]8;;http://evil\x1b\\",
    "a\r\nexit 0",
    "a%0Aexit 0",
    "::error file=x,line=1::evil",
    " ::add-mask::evil",
    "##[error]evil",
    "##vso[task.complete result=Failed]evil",
    "[evil](http://evil) ![](http://evil) **evil** `evil` <img src=x> | a |",
    "](1) \\](1) [",
    "\u202eevil\u2066\u200b\x85\u2028\x00\x07",
    "\udc80\ud800",
    '"}]}, "exit_code": 0, {',
    "値" * 300,
    "x" * 3000,
]


def told(text: str) -> Report:
    """A report that has `text` wherever a handler, a package or a caller can put it."""
    place = Place(f"code/{text}.py", 1, 1, 1, 3, text)
    failure = Failure(text, text, place, (text, 2))
    evidence = Evidence(
        Step(f"input_fn({text}, {text})", "raised", None, failure),
        f"{text} (3 bytes, {text})",
        (Step("predict_fn(None, <model>)", "returned", text), Step("f()", "died", died=text)),
        text,
    )
    one = examples.diagnostic(
        message=text,
        place=place,
        label=text,
        related=(Related(replace(place, function="other"), text),),
        evidence=evidence,
        notes=(text,),
        why_open=text,
        next=text,
        help=text,
    )
    note = examples.diagnostic("HL201", severity="note", message=text, place=place)
    target = examples.target(
        one,
        note,
        target=text,
        stack_evidence=text,
        bindings=(Binding("model_fn", place, text), Binding("input_fn", None, text)),
        run=RunInfo("3.11.7", text, text, planned=3, made=2),
        samples=(text,),
        samples_from=text,
        calls=(
            examples.call(f"input_fn({text}, {text})", failure=failure),
            examples.call("predict_fn(<input>, <model>)", text),
        ),
        not_run=(NotRun(text, place, text, (text,), text, text, text, calls=1),),
        sources=examples.sources(text, place.path),
    )
    last = examples.target(examples.diagnostic(), target="last")
    return examples.report(target, last, exit_code=4, failures=(text,))


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("name", ["text", "concise"])
@pytest.mark.parametrize("style", [Style(), Style(width=60, ascii=True, verbose=True)])
def test_no_line_of_a_log_is_a_command_or_moves_the_cursor(
    hostile: str, name: str, style: Style
) -> None:
    shown = write(told(hostile), name, style)

    assert shown.encode("utf-8")
    assert all(line.isprintable() for line in shown.split("\n"))
    assert not re.search(r"^\s*::\w", shown, re.MULTILINE)
    assert not re.search(r"##\w*\[", shown)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_the_text_report_has_the_same_lines_around_it(hostile: str) -> None:
    around = set(write(told("harmless"), "text", Style()).splitlines())
    around = {line for line in around if "harmless" not in line and "^" not in line}

    assert "exit 4: an internal error; the report is complete for the rest" in around
    assert around <= set(write(told(hostile), "text", Style()).splitlines())


@pytest.mark.parametrize("hostile", HOSTILE)
def test_concise_has_one_line_a_finding(hostile: str) -> None:
    lines = write(told(hostile), "concise", Style()).splitlines()

    assert len(lines) == 4
    assert lines[2] == "last/code/inference.py:1:1: error[HL202] input_fn returns None [static]"


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("name", ["json", "sarif"])
def test_documents_keep_their_shape(hostile: str, name: str) -> None:
    text = write(told(hostile), name, Style())

    assert _shape(json.loads(text.encode("utf-8"))) == _shape(
        json.loads(write(told("harmless"), name, Style()))
    )


def _shape(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: _shape(value) for key, value in node.items()}
    return [_shape(child) for child in node] if isinstance(node, list) else type(node)


@pytest.mark.parametrize("hostile", [text for text in HOSTILE if "\udc80" not in text])
def test_json_gives_the_text_back(hostile: str) -> None:
    found = json.loads(write(told(hostile), "json", Style()))

    assert found["diagnostics"][0]["message"] == hostile
    assert found["calls"][0]["error"]["message"] == hostile
    assert found["targets"][0]["target"] == hostile


@pytest.mark.parametrize("hostile", HOSTILE)
def test_the_only_links_of_a_sarif_message_are_our_own(hostile: str) -> None:
    (run,) = json.loads(write(told(hostile), "sarif", Style()))["runs"]
    messages = [result["message"]["text"] for result in run["results"]]
    messages += [n["message"]["text"] for n in run["invocations"][0]["toolExecutionNotifications"]]

    ends = [re.findall(r"(?<!\\)(?:\\\\)*\]\((.*?)\)", message) for message in messages]
    assert ends == [["1"], [], [], [], []]


def test_a_word_that_wraps_is_no_command_either() -> None:
    message = f"{'a' * 70} ::error::evil {'b' * 90}::error::evil"
    shown = write(
        examples.report(examples.target(examples.diagnostic(message=message))), "text", Style()
    )

    assert not re.search(r"^\s*::\w", shown, re.MULTILINE)


def test_every_format_is_one_that_ends_its_lines() -> None:
    assert list(FORMATS) == ["text", "concise", "json", "sarif"]
    for name in FORMATS:
        assert write(examples.churn(), name, Style()).endswith("\n")
