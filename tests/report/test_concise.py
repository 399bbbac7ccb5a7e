"""One line a finding."""

from dataclasses import replace

from handler_lint.calls import Place
from handler_lint.report.formats import Style, write
from handler_lint.report.model import NotRun
from tests.report import examples


def test_each_finding_is_one_line_with_a_path_that_other_tools_open() -> None:
    folder = examples.target(examples.diagnostic(place=Place("requirements.txt", 0)))
    report = replace(
        examples.churn(), targets=(*examples.churn().targets, *examples.vision().targets, folder)
    )

    assert write(report, "concise", Style(width=60, colour=True)) == (
        "churn/model.tar.gz!/code/inference.py:15:10: error[HL202] "
        "input_fn returns None for a content type it does not know [confirmed]\n"
        "churn/model.tar.gz!/code/inference.py:13:8: note[HL201] "
        '"application/json; charset=utf-8" matches no branch [confirmed]\n'
        "vision/code/inference.py:15:8: error[HL202] "
        "input_fn returns None for a content type it does not know [static]\n"
        "vision/code/inference.py:10:13: warning[HL602] "
        "torch.jit.load without map_location [open]\n"
        "vision/code/inference.py:25:23: warning[HL510] "
        ".numpy() raises if the model runs on a GPU [open]\n"
        "model/requirements.txt:1:1: error[HL202] input_fn returns None [static]\n"
        "vision: not run: code/inference.py:5:1 "
        "ModuleNotFoundError: No module named 'torch' (3 calls)\n"
    )


def test_a_cause_without_a_place_is_told_by_its_headline() -> None:
    cause = NotRun("model_fn died with signal 11 (SIGSEGV) after 1.2 s")

    assert write(examples.report(examples.target(not_run=(cause,))), "concise", Style()) == (
        "model: not run: model_fn died with signal 11 (SIGSEGV) after 1.2 s\n"
    )


def test_a_handler_file_and_the_modules_beside_it_have_the_paths_that_were_typed() -> None:
    file = examples.target(
        examples.diagnostic(place=Place("inference.py", 2)),
        examples.diagnostic(place=Place("helper.py", 3)),
        target="churn/code/inference.py",
        kind="file",
        handler="inference.py",
    )

    assert [
        line.partition(" ")[0]
        for line in write(examples.report(file), "concise", Style()).splitlines()
    ] == ["churn/code/helper.py:3:1:", "churn/code/inference.py:2:1:"]


def test_hidden_findings_are_not_listed_and_nothing_to_list_is_nothing() -> None:
    assert write(examples.iris(), "concise", Style()) == ""
