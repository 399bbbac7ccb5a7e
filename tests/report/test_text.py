"""What a person reads in the terminal."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from handler_lint.calls import Place
from handler_lint.report.formats import Style, write
from handler_lint.report.model import Binding, Failure, Related, Report, RunInfo, Step
from tests.report import examples

SNAPSHOTS = Path(__file__).parent / "snapshots"


def text(report: Report, **style: Any) -> str:
    return write(report, "text", Style(**style))


@pytest.mark.parametrize(
    ("name", "report", "style"),
    [
        ("iris", examples.iris, Style()),
        ("iris-60", examples.iris, Style(width=60)),
        ("iris-refuted", lambda: replace(examples.iris(), shown=frozenset({"refuted"})), Style()),
        ("churn", examples.churn, Style()),
        ("churn-60", examples.churn, Style(width=60)),
        ("churn-80", examples.churn, Style(width=80)),
        ("churn-ascii", examples.churn, Style(ascii=True)),
        ("churn-quiet", examples.churn, Style(quiet=True)),
        ("churn-verbose", examples.churn, Style(verbose=True)),
        ("vision", examples.vision, Style()),
        ("vision-60", examples.vision, Style(width=60)),
    ],
)
def test_a_report_reads_as_its_snapshot(
    name: str, report: Callable[[], Report], style: Style
) -> None:
    assert write(report(), "text", style) == (SNAPSHOTS / f"{name}.txt").read_text("utf-8")


def test_terminals_narrower_than_60_or_wider_than_100_columns_get_those() -> None:
    assert text(examples.churn(), width=20) == text(examples.churn(), width=60)
    assert text(examples.churn(), width=300) == text(examples.churn(), width=100)


@pytest.mark.parametrize("width", [60, 72, 80, 100])
@pytest.mark.parametrize("report", [examples.iris, examples.churn, examples.vision])
def test_no_line_but_the_last_is_wider_than_the_terminal(
    report: Callable[[], Report], width: int
) -> None:
    *lines, _ = text(report(), width=width, verbose=True).splitlines()

    assert max(map(len, lines)) <= width
    assert all(line == line.rstrip() for line in lines)


@pytest.mark.parametrize("report", [examples.iris, examples.churn, examples.vision])
def test_without_its_colours_a_report_is_the_plain_one(report: Callable[[], Report]) -> None:
    coloured = text(report(), colour=True, links=True)

    assert re.sub(r"\x1b\[[0-9;]*m|\x1b\]8;;.*?\x1b\\", "", coloured) == text(report())


def test_colours_say_what_words_say() -> None:
    coloured = text(examples.churn(), colour=True)

    assert "\x1b[1;31merror\x1b[0m\x1b[34m[HL202]\x1b[0m" in coloured
    assert "\x1b[31mconfirmed\x1b[0m" in coloured
    assert "\x1b[36mHL201\x1b[0m" in coloured
    assert coloured.endswith("\x1b[1;31mexit 1: 1 error; --fail-on error\x1b[0m\n")
    assert text(examples.iris(), colour=True).endswith("\x1b[1;32mexit 0\x1b[0m\n")


def test_a_rule_code_is_a_link_only_where_there_are_links_and_colours() -> None:
    link = "\x1b]8;;https://handler-lint.readthedocs.io/rules/HL202/\x1b\\"

    assert link in text(examples.churn(), colour=True, links=True)
    assert link not in text(examples.churn(), colour=True)
    assert "\x1b" not in text(examples.churn(), links=True)


def test_without_a_run_the_header_says_why() -> None:
    unneeded = examples.report(examples.target())
    off = examples.report(examples.target(why_no_run="--dynamic off"))
    no_python = RunInfo("", "python3.8", "contained", planned=2, made=0)

    assert "  ran with   nothing: no finding needed a run\n" in text(unneeded)
    assert "  ran with   nothing: --dynamic off\n" in text(off)
    assert "  ran with   nothing: python3.8 is not there\n" in text(
        examples.report(examples.target(run=no_python, why_no_run="python3.8 is not there"))
    )


def test_many_samples_are_named_only_when_asked_for() -> None:
    names = tuple(f"{number}.json" for number in range(7))
    report = examples.report(examples.target(samples=names, samples_from="s", stack_evidence=""))

    assert "  stack      pytorch\n" in text(report)
    assert "7 in s: 0.json, 1.json, 2.json, 3.json, 4.json and 2 more\n" in text(report)
    assert text(report, verbose=True).count(".json") == 7


def test_a_function_from_elsewhere_is_not_called_undefined() -> None:
    bound = Binding("model_fn", None, "model_fn(model_dir)", 1, elsewhere="in sagemaker_tools")
    report = examples.report(examples.target(bindings=(bound,)))

    assert "  model_fn      in sagemaker_tools   model_fn(model_dir)\n" in text(report)


def test_signatures_go_below_a_path_that_leaves_no_room() -> None:
    path = f"{'deep/' * 8}inference.py"
    bound = Binding("model_fn", Place(path, 3), "model_fn(model_dir)", 1)
    report = examples.report(examples.target(bindings=(bound,)))

    assert f"  model_fn      {path}:3\n                model_fn(model_dir)\n" in text(
        report, width=60
    )


def test_several_targets_have_sections_only_where_there_is_something_to_say() -> None:
    clean = replace(examples.iris().targets[0], diagnostics=())
    unread = replace(clean, target="unread", run=None)
    targets = (clean, examples.vision().targets[0], unread)

    shown = text(examples.report(*targets, exit_code=1))

    assert shown.startswith("vision\n  stack ")
    assert (
        "\n\niris/model.tar.gz: no findings, 5 calls run\nunread: no findings\n\n1 error" in shown
    )
    assert shown.count("what the stack binds") == 1
    assert "iris" not in text(examples.report(*targets), quiet=True)


def test_quiet_names_each_of_several_targets() -> None:
    targets = (examples.vision().targets[0], examples.churn().targets[0])
    shown = text(examples.report(*targets), quiet=True)

    assert shown.startswith("vision\n\nerror[HL202]")
    assert "\n\nchurn/model.tar.gz\n\nerror[HL202]" in shown
    assert "stack" not in shown


def test_of_more_than_three_targets_binding_and_calls_are_shown_only_when_asked_for() -> None:
    report = examples.report(*[examples.churn().targets[0]] * 4)

    assert "what the stack binds" not in text(report)
    assert "calls run" not in text(report)
    assert text(report, verbose=True).count("what the stack binds") == 4
    assert text(report, verbose=True).count("calls run") == 4


def test_an_open_finding_says_why_and_what_next() -> None:
    found = examples.diagnostic(status="open", why_open="no sample", next="save one")
    shown = text(examples.report(examples.target(found)))

    assert "   = why open:  no sample\n   = next:      save one\n" in shown


def test_a_suppressed_finding_says_so_when_it_is_shown() -> None:
    found = examples.diagnostic(suppressed=True)
    report = examples.report(examples.target(found))

    assert "HL202" not in text(report)
    assert "hidden: 1 suppressed (--show suppressed)\n" in text(report)
    shown = text(replace(report, shown=frozenset({"suppressed"})))
    assert re.search(r"error\[HL202\] input_fn returns None +static, suppressed\n", shown)


def test_a_finding_about_a_file_has_neither_line_nor_frame() -> None:
    about_the_file = Place("requirements.txt", 0)
    found = examples.diagnostic(place=about_the_file, notes=("the server starts",))
    note = examples.diagnostic("HL909", severity="note", place=about_the_file)
    shown = text(examples.report(examples.target(found, note)))

    assert "static\n  --> requirements.txt\n   |\n   = note:      the server starts\n" in shown
    assert "\n  requirements.txt   HL909  " in shown


def test_a_handler_file_is_named_as_it_was_given() -> None:
    file = examples.target(
        examples.diagnostic(place=Place("inference.py", 1, 1, 1, 4, "input_fn")),
        target="churn/code/inference.py",
        kind="file",
        handler="inference.py",
    )

    assert "  --> churn/code/inference.py:1:1 in input_fn\n" in text(examples.report(file))


def test_places_with_a_label_are_frames_of_their_own() -> None:
    found = replace(
        examples.falls_through(),
        related=(
            Related(Place(examples.PATH, 20, 12, 20, 24, "predict_fn"), "made here"),
            Related(Place(examples.PATH, 25, 9, 25, 15, "output_fn")),
        ),
        evidence=None,
        help="",
    )
    shown = text(examples.report(examples.target(found, text=examples.CHURN)), quiet=True)

    assert (
        """\
16 |         return np.loadtxt(io.StringIO(body), delimiter=",", ndmin=2)
   |
 ::: code/inference.py:20:12 in predict_fn
   |
20 |     return data @ model
   |            ------------ made here
   |
 ::: code/inference.py:25:9 in output_fn
   |
25 |         return json.dumps({"scores": prediction}), accept
   |         ------

1 error"""
        in shown
    )


@pytest.mark.parametrize(
    ("step", "told"),
    [
        (Step("input_fn(a.json, None)", "returned", "str 3 chars"), "-> str 3 chars"),
        (Step("input_fn(a.json, None)", "returned"), "returned"),
        (Step("input_fn(a.json, None)", "died", died="died with signal 11"), "died with signal 11"),
        (Step("input_fn(a.json, None)", "timed_out"), "timed out"),
        (
            Step("input_fn(a.json, None)", "raised", failure=Failure("KeyError", "")),
            "raised KeyError",
        ),
    ],
)
def test_evidence_says_how_a_call_ended(step: Step, told: str) -> None:
    found = examples.diagnostic(evidence=replace(examples.EVIDENCE, run=step))

    shown = text(examples.report(examples.target(found)))

    assert f"   = run:       input_fn(a.json, None) {told}\n" in shown


def test_library_frames_are_counted() -> None:
    place = Place(examples.PATH, 25, function="output_fn")
    four = Failure("TypeError", "no", place, ("json", 4))
    one = Failure("TypeError", "no", Place(examples.PATH, 3), ("numpy", 1))
    step = Step("f()", "raised", failure=four)
    found = examples.diagnostic(
        evidence=replace(examples.EVIDENCE, run=step, then=(replace(step, failure=one),))
    )
    shown = text(examples.report(examples.target(found)))

    assert " at code/inference.py:25 in output_fn, and 4 frames in json\n" in shown
    assert " at code/inference.py:3, and 1 frame in numpy\n" in shown


def test_texts_of_a_handler_are_cut_at_200_characters() -> None:
    step = Step("f()", "raised", failure=Failure("ValueError", "x" * 500))
    found = examples.diagnostic(evidence=replace(examples.EVIDENCE, run=step))
    report = examples.report(examples.target(found))

    assert "".join(text(report).split()).count(f"ValueError:{'x' * 199}…=input:") == 1
    assert "".join(text(report, ascii=True).split()).count(f"ValueError:{'x' * 197}...=input:") == 1
