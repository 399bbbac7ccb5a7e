"""What the messages of libraries usually mean."""

import pytest

from handler_lint.guidance import causes, usual_help


@pytest.mark.parametrize("cause", causes(), ids=lambda one: f"{one[0]}: {one[1]}")
def test_each_cause_is_the_one_that_its_message_has(cause: tuple[str, str, str, str]) -> None:
    *_, message, help = cause

    assert usual_help(message) == help


def test_the_libraries_of_models_have_a_file_each() -> None:
    libraries = {library for library, *_ in causes()}

    assert {"torch", "transformers", "xgboost", "lightgbm", "sklearn", "onnx", "tensorflow"} <= (
        libraries
    )


def test_a_message_that_nobody_knows_has_no_help() -> None:
    assert usual_help("no such column") == ""
