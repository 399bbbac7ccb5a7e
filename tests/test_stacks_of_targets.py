"""The stack of a target in reports: given, recognised, assumed, or several."""

import json
from pathlib import Path

from tests.rule_package import Install
from tests.vocabulary import GOOD, command, package, report_of

BOTH = "import torch\nimport transformers\n"
ON_ONE_STACK = """
    def check(self, handler):
        if handler.stack.name == "{stack}":
            yield Violation(handler.bindings["input_fn"].place, "only here")
"""


def head(target: Path, *options: str) -> str:
    done = command("check", target.name, "--dynamic", "off", *options, cwd=target.parent)
    return next(line.strip() for line in done.out.splitlines() if line.startswith("  stack"))


def test_a_recognised_stack_is_told_with_its_sign(tmp_path: Path) -> None:
    target = package(tmp_path, "import sklearn\n" + GOOD)

    assert head(target) == "stack      sklearn (imports sklearn)"
    assert head(target, "--framework", "auto") == "stack      sklearn (imports sklearn)"
    assert head(target, "--framework", "mxnet") == "stack      mxnet (given)"


def test_without_a_sign_the_stack_is_assumed(tmp_path: Path) -> None:
    assert head(package(tmp_path, GOOD)) == "stack      pytorch (assumed)"


def test_requirements_are_a_sign(tmp_path: Path) -> None:
    target = package(tmp_path, GOOD, code__requirements_dot_txt="xgboost==2.0\n")

    assert head(target) == "stack      xgboost (requires xgboost)"


def test_the_configuration_names_a_stack_or_an_image(tmp_path: Path) -> None:
    target = package(tmp_path, GOOD)
    image = "763104351884.dkr.ecr.us-east-1.amazonaws.com/huggingface-pytorch-inference:4"
    config = tmp_path / "pyproject.toml"

    config.write_text(f'[tool.handler-lint]\nframework = "{image}"\n')
    assert head(target) == "stack      huggingface (given)"

    config.write_text('[tool.handler-lint]\nframework = "nothing"\n')
    done = command("check", target.name, cwd=tmp_path)
    assert done.code == 2
    assert "there is no serving stack nothing" in done.err


def test_several_candidates_that_agree_are_told_and_that_is_all(tmp_path: Path) -> None:
    target = package(tmp_path, BOTH + GOOD)
    done = command(
        "check", target.name, "--dynamic", "off", "--output-format", "json", cwd=tmp_path
    )
    said = json.loads(done.out)["targets"][0]["stack"]

    assert said["name"] == "pytorch"
    assert said["candidates"] == ["pytorch", "huggingface"]
    assert said["evidence"] == "imports torch; imports transformers"
    assert "HL908" not in done.out


def test_what_only_one_candidate_finds_is_one_note(install: Install, tmp_path: Path) -> None:
    install(ON_ONE_STACK.format(stack="huggingface"))
    report = report_of(package(tmp_path, BOTH + GOOD), select=("HL777", "HL908"))

    (note,) = report.target.diagnostics
    assert (note.code, note.severity) == ("HL908", "note")
    assert note.message == (
        "the stack may be pytorch or huggingface: HL777 at line 9 on huggingface;"
        " name it with --framework"
    )


def test_the_note_takes_the_place_of_what_the_first_candidate_finds(
    install: Install, tmp_path: Path
) -> None:
    install(ON_ONE_STACK.format(stack="pytorch"))
    target = package(tmp_path, BOTH + GOOD)

    assert report_of(target, select=("HL777", "HL908")).codes == ["HL908"]
    assert report_of(target, select=("HL777",), ignore=("HL908",)).codes == []
    assert report_of(target, select=("HL777",), framework="pytorch").codes == ["HL777"]


def test_what_all_candidates_find_is_reported_once(tmp_path: Path) -> None:
    wrong = GOOD.replace("def input_fn(body, content_type)", "def input_fn(body)")
    target = package(tmp_path, BOTH + wrong)

    assert [code for code in report_of(target).codes if code == "HL103"] == ["HL103"]
    assert "HL908" not in report_of(target).codes


def test_a_tensorflow_handler_needs_a_sign_of_its_stack(tmp_path: Path) -> None:
    text = "def handler(data, context):\n    return data.read(), context.accept_header\n"
    plain = package(tmp_path / "plain", text)
    served = package(tmp_path / "served", text, export__1__saved_model_dot_pb="x")

    assert report_of(plain).codes == ["HL909"]
    assert report_of(plain, framework="tensorflow").codes == []
    assert report_of(served).codes == []
    assert head(served) == "stack      tensorflow (export/1/saved_model.pb)"
