"""`test`, `rule`, `rules` and the help."""

from pathlib import Path

import pytest

from tests.vocabulary import FALLS_THROUGH, GOOD, command, package


@pytest.fixture
def sampled(tmp_path: Path) -> Path:
    return package(
        tmp_path,
        GOOD,
        samples__one_dot_json="[1]",
        samples__two_dot_json="[1, 2]",
    )


def calls(done_json: dict[str, list[dict[str, str]]]) -> list[str]:
    return [one["call"] for one in done_json["calls"]]


def test_each_sample_goes_through_each_function(sampled: Path) -> None:
    done = command(
        "test", "package", "--samples", "package/samples", "--format", "json", cwd=sampled.parent
    )

    assert done.code == 0
    assert calls(done.json)[:8] == [
        "import code/inference.py",
        "model_fn(model_dir)",
        'input_fn(one.json, "application/json")',
        "predict_fn(<input>, <model>)",
        'output_fn(<prediction>, "application/json")',
        'input_fn(two.json, "application/json")',
        "predict_fn(<input>, <model>)",
        'output_fn(<prediction>, "application/json")',
    ]
    assert all(
        one["seconds"] is not None for one in done.json["calls"] if one["outcome"] == "returned"
    )


@pytest.mark.parametrize(
    ("function", "last"),
    [
        ("model_fn", "model_fn(model_dir)"),
        ("input_fn", 'input_fn(two.json, "application/json")'),
        ("predict_fn", "predict_fn(<input>, <model>)"),
    ],
)
def test_one_function_is_tested_by_itself(sampled: Path, function: str, last: str) -> None:
    done = command(
        *("test", "package", "--samples", "package/samples", "--function", function),
        *("--format", "json", "--select", "HL103"),
        cwd=sampled.parent,
    )

    assert calls(done.json)[-1] == last


def test_a_function_that_the_handler_does_not_have_is_exit_2(sampled: Path) -> None:
    done = command("test", "package", "--function", "transform_fn", cwd=sampled.parent)

    assert done.code == 2
    assert done.err == (
        "error: package: the handler has no transform_fn;"
        " it has model_fn, input_fn, predict_fn, output_fn\n"
    )


def test_every_declared_type_and_accept_is_sent(sampled: Path) -> None:
    done = command(
        *(
            "test",
            "package",
            "--samples",
            "package/samples",
            "--select",
            "HL103",
            "--format",
            "json",
        ),
        *("--content-type", "application/json", "--content-type", "text/csv"),
        *("--accept", "application/json", "--accept", "text/csv"),
        cwd=sampled.parent,
    )
    sent = [
        (one["sample"], one["content_type"]) for one in done.json["calls"] if one["content_type"]
    ]
    accepts = {one["accept"] for one in done.json["calls"] if one["accept"]}

    assert sent == [
        (sample, content_type)
        for sample in ("one.json", "two.json")
        for content_type in ("application/json", "text/csv")
    ]
    assert accepts == {"application/json", "text/csv"}


def test_a_test_gives_the_findings_of_a_check_that_runs_all(tmp_path: Path) -> None:
    package(tmp_path, FALLS_THROUGH, samples__one_dot_json="[1]")
    done = command("test", "package", "--samples", "package/samples", cwd=tmp_path)

    assert done.code == 1
    assert "error[HL202]" in done.out
    assert "confirmed" in done.out


def test_a_rule_is_documented_by_code_and_by_name(tmp_path: Path) -> None:
    by_code = command("rule", "HL202", cwd=tmp_path)
    by_name = command("rule", "content-type-path-returns-none", cwd=tmp_path)

    assert by_code.code == 0
    assert by_code.out == by_name.out
    assert by_code.out.startswith("# HL202 content-type-path-returns-none\n\nSeverity: error")
    for section in ("**Why.**", "**Fix.**", "**Evidence.**"):
        assert section in by_code.out


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("HL2", "HL2 stands for several rules: HL201, HL202"),
        ("HL999", "there is no rule HL999"),
        ("artifact-not-in-packge", "did you mean artifact-not-in-package?"),
    ],
)
def test_one_rule_has_to_be_named(tmp_path: Path, word: str, said: str) -> None:
    done = command("rule", word, cwd=tmp_path)

    assert (done.code, done.out) == (2, "")
    assert said in done.err


def test_the_rules_are_listed_with_the_core_s_own(tmp_path: Path) -> None:
    lines = command("rules", cwd=tmp_path).out.splitlines()
    codes = [line.split()[0] for line in lines]

    assert codes == sorted(codes)
    assert {"HL103", "HL201", "HL202", "HL205", "HL304", "HL801", "HL901", "HL909"} <= set(codes)
    assert all(len(line.split()) > 4 for line in lines)


def test_help_says_what_each_command_does(tmp_path: Path) -> None:
    group = command("--help", cwd=tmp_path).out

    for name in ("check", "test", "rule", "rules"):
        assert f"  {name} " in group
        assert command(name, "--help", cwd=tmp_path).code == 0
    assert "Exit codes" in group
    assert "--stdin-filename" in command("check", "--help", cwd=tmp_path).out


def test_an_unknown_command_is_exit_2(tmp_path: Path) -> None:
    assert command("explain", cwd=tmp_path).code == 2
