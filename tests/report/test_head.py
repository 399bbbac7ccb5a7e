"""The head of a report: what a handler does with a content type, and what it loads."""

import textwrap
from pathlib import Path
from typing import Any

import pytest

from tests.vocabulary import command

TYPES = ("application/json", "text/csv", "text/csv; charset=utf-8", "application/x-handler-lint")


def target(folder: Path, text: str, *arguments: str, files: tuple[str, ...] = ()) -> Any:
    """The target of a report by reading, of a file by itself, or of a package where there are files."""
    name = "package/code/inference.py" if files else "inference.py"
    for one in (name, *(f"package/{file}" for file in files)):
        (folder / one).parent.mkdir(parents=True, exist_ok=True)
        (folder / one).write_text(text if one == name else "x", encoding="utf-8")
    named = [word for kind in TYPES[:-1] for word in ("--content-type", kind)]
    asked = ["check", "--dynamic", "off", "--format", "json", *named, *arguments]
    done = command(*asked, "package" if files else name, cwd=folder)
    return done.json["targets"][0]


def outcomes(folder: Path, body: str) -> dict[str, tuple[str, int | None]]:
    """What `input_fn` with that body does with each content type, and at which line."""
    lines = "".join(f"    {line}\n" for line in body.strip().splitlines())
    text = f"import json\nimport somewhere\n\ndef input_fn(body, content_type):\n{lines}"
    found = target(folder, text)["content_types"]
    assert {one["function"] for one in found} == {"input_fn"}
    return {one["content_type"]: (one["outcome"], one["line"]) for one in found}


def test_a_type_may_be_taken_refused_or_fall_through(tmp_path: Path) -> None:
    found = outcomes(
        tmp_path,
        """
if content_type == "application/json":
    return json.loads(body)
if content_type == "text/csv":
    raise ValueError("no csv")
""",
    )

    assert found == {
        "application/json": ("returned", 6),
        "text/csv": ("raised", 8),
        "text/csv; charset=utf-8": ("none", 7),
        "application/x-handler-lint": ("none", 7),
    }


def test_a_type_is_taken_if_some_body_of_it_is(tmp_path: Path) -> None:
    found = outcomes(
        tmp_path,
        """
rows = json.loads(body)
if "rows" not in rows:
    raise ValueError("no rows")
return rows["rows"]
""",
    )

    assert found["application/json"] == ("returned", 8)


def test_a_value_or_none_is_not_decided(tmp_path: Path) -> None:
    found = outcomes(tmp_path, "if somewhere.ready():\n    return 1\n")

    assert found["application/json"] == ("unknown", None)


def test_what_comes_from_a_library_as_the_last_word_is_a_value(tmp_path: Path) -> None:
    assert outcomes(tmp_path, "return somewhere.read(body)")["text/csv"] == ("returned", 5)


def test_where_the_import_fails_nothing_is_said_of_a_type(tmp_path: Path) -> None:
    text = "def input_fn(body, content_type):\n    return 1\n\nraise RuntimeError('no')\n"

    assert target(tmp_path, text)["content_types"] == []


LOADS = """
import json
import os
import joblib
import somewhere
from transformers import AutoTokenizer

NAME = "model.joblib"

def settings(folder):
    with open(os.path.join(folder, "settings.json")) as file:
        return json.load(file)

def model_fn(model_dir):
    model = joblib.load(os.path.join(model_dir, NAME))
    tokenizer = AutoTokenizer.from_pretrained(model_dir)
    somewhere.Reader().load_weights(f"{model_dir}/weights/last.bin")
    other = AutoTokenizer.from_pretrained("bert-base-uncased")
    return model, tokenizer, settings(model_dir)

def input_fn(body, content_type):
    return json.loads(body)
"""


def test_the_files_that_a_handler_loads_are_listed(tmp_path: Path) -> None:
    found = target(tmp_path, LOADS)["files"]

    assert [(one["path"], one["function"], one["line"]) for one in found] == [
        ("settings.json", "settings", 11),
        ("model.joblib", "model_fn", 15),
        (".", "model_fn", 16),
        ("weights/last.bin", "model_fn", 17),
    ]
    assert {one["in_package"] for one in found} == {None}


@pytest.mark.parametrize("name", ["model.joblib", "Model.joblib"])
def test_whether_they_are_packed_is_told_where_the_package_is_known(
    tmp_path: Path, name: str
) -> None:
    files = target(tmp_path, LOADS, files=(name, "settings.json"))["files"]
    packed = {one["path"]: one["in_package"] for one in files}

    assert packed["model.joblib"] is (name == "model.joblib")


def test_where_the_load_always_fails_every_content_type_of_a_whole_request_does(
    tmp_path: Path,
) -> None:
    text = textwrap.dedent("""
        def model_fn(model_dir):
            raise RuntimeError("not yet")

        def transform_fn(model, body, content_type, accept):
            return body if content_type == "text/csv" else None
        """)

    found = target(tmp_path, text)["content_types"]

    assert {(one["outcome"], one["line"]) for one in found} == {("raised", 3)}
