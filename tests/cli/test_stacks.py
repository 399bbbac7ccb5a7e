"""`handler-lint stacks`: the contract as a table."""

from pathlib import Path

import pytest

from handler_lint.contract import load_stack, stack_names
from tests.vocabulary import command

SECTIONS = (
    "Handler",
    "Functions",
    "Request",
    "Reply",
    "Errors",
    "Load",
    "Packaging",
    "Limits",
    "Multi-model",
    "Good to know",
)


def test_all_stacks_are_listed(tmp_path: Path) -> None:
    done = command("stacks", cwd=tmp_path)

    assert done.code == 0
    assert [line.split()[0] for line in done.out.splitlines() if line[:1].strip()] == list(
        stack_names()
    )


@pytest.mark.parametrize("name", stack_names())
def test_a_contract_is_a_table_of_sections(name: str, tmp_path: Path) -> None:
    done = command("stacks", name, cwd=tmp_path)

    assert done.code == 0
    assert max(map(len, done.out.splitlines())) <= 100
    titles = [line for line in done.out.splitlines()[1:] if line in SECTIONS]
    assert titles == [one for one in SECTIONS if one in titles]
    assert {"Handler", "Functions", "Request", "Reply", "Errors", "Load"} <= set(titles)
    serving = load_stack(name).serving
    words = done.out.replace("\n", " ")
    for content_type, decoder in serving["decoders"].items():
        assert not decoder or content_type in words
    assert str(serving["error_status"]) in words


def test_another_name_and_an_image_are_understood(tmp_path: Path) -> None:
    own = command("stacks", "sklearn", cwd=tmp_path).out
    image = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1"

    assert command("stacks", "scikit-learn", cwd=tmp_path).out == own
    assert command("stacks", image, cwd=tmp_path).out == own


def test_json_and_markdown_say_the_same(tmp_path: Path) -> None:
    made = command("stacks", "pytorch", "--output-format", "json", cwd=tmp_path).json
    page = command("stacks", "pytorch", "--output-format", "markdown", cwd=tmp_path).out

    assert made["name"] == "pytorch"
    assert page.startswith("# pytorch\n")
    assert "## Request" in page
    listed = command("stacks", "--output-format", "json", cwd=tmp_path).json
    assert [one["name"] for one in listed] == list(stack_names())
    assert command("stacks", "--output-format", "markdown", cwd=tmp_path).out.startswith(
        "# Serving"
    )


def test_an_unknown_stack_is_exit_2_with_a_suggestion(tmp_path: Path) -> None:
    done = command("stacks", "pytroch", cwd=tmp_path)

    assert (done.code, done.out) == (2, "")
    assert "there is no serving stack pytroch; did you mean pytorch?" in done.err
