"""`[tool.handler-lint]` of pyproject.toml."""

import sys
from pathlib import Path

import pytest

from tests.vocabulary import FALLS_THROUGH, GOOD, command, package


def configured(folder: Path, text: str) -> Path:
    package(folder, FALLS_THROUGH)
    (folder / "pyproject.toml").write_text(f"[tool.handler-lint]\n{text}\n", encoding="utf-8")
    return folder


def test_handlers_are_checked_without_naming_them(tmp_path: Path) -> None:
    done = command(
        "check", "--format", "concise", cwd=configured(tmp_path, 'handlers = ["package"]')
    )

    assert done.code == 1
    assert done.out.startswith("package/code/inference.py:9:8: error[HL202]")


def test_a_handler_has_its_package_samples_and_stack(tmp_path: Path) -> None:
    configured(
        tmp_path,
        'dynamic = "flagged"\n'
        "[[tool.handler-lint.handlers]]\n"
        'path = "package/code/inference.py"\n'
        'package = "package"\n'
        'samples = "requests"\n'
        'framework = "pytorch"\n',
    )
    (tmp_path / "requests").mkdir()
    (tmp_path / "requests" / "one.json").write_text("[1]")
    done = command("check", "--format", "json", cwd=tmp_path)
    target = done.json["targets"][0]

    assert target["stack"] == {"name": "pytorch", "evidence": "given", "candidates": []}
    assert target["run"] is not None
    assert "one.json" in str(done.json["calls"])


def test_what_is_said_of_a_path_belongs_to_the_same_path_on_the_command_line(
    tmp_path: Path,
) -> None:
    configured(
        tmp_path,
        '[[tool.handler-lint.handlers]]\npath = "package"\nframework = "pytorch"\n',
    )
    done = command("check", "./package", "--dynamic", "off", "--format", "json", cwd=tmp_path)

    assert done.json["targets"][0]["stack"]["evidence"] == "given"


@pytest.mark.parametrize(
    ("text", "code"),
    [('ignore = ["HL202"]', 0), ('select = ["HL103"]', 0), ('select = ["HL2"]', 1)],
)
def test_rules_are_selected(tmp_path: Path, text: str, code: int) -> None:
    assert command("check", "package", cwd=configured(tmp_path, text)).code == code


def test_running_is_switched_off(tmp_path: Path) -> None:
    done = command("check", "package", cwd=configured(tmp_path, 'dynamic = "off"'))

    assert "ran with   nothing: dynamic = off in pyproject.toml" in done.out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('handler = ["x"]', "[tool.handler-lint] has no key handler; did you mean handlers?"),
        ("zzz = 1", "has no key zzz; known: handlers, framework"),
        ('handlers = [{path = "x", sample = "y"}]', "did you mean samples?"),
        ('dynamic = "no"', "[tool.handler-lint] dynamic: "),
        ("handlers = 3", "[tool.handler-lint] handlers: "),
        ("handlers = [3]", "handlers.0: write a path, or a table with a path"),
        ("handlers = [{samples = 'x'}]", "[tool.handler-lint] handlers.0.path is missing"),
        ('select = "HL2"', "[tool.handler-lint] select: "),
        ("handlers = [", "pyproject.toml is not valid TOML"),
        ('select = ["HL2X2"]', "there is no rule HL2X2"),
        ('framework = "caffe"', "there is no serving stack caffe"),
    ],
)
def test_a_mistake_is_exit_2_with_what_to_do(tmp_path: Path, text: str, said: str) -> None:
    done = command("check", "package", cwd=configured(tmp_path, text))

    assert done.code == 2
    assert said in done.err
    assert len(done.err.splitlines()) == 1


def test_the_nearest_file_with_the_table_counts_and_paths_are_its_own(tmp_path: Path) -> None:
    configured(tmp_path, 'handlers = ["package"]')
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "pyproject.toml").write_text("[tool.other]\n# handler-lint\n")
    done = command("check", "--format", "concise", "--dynamic", "off", cwd=inner)

    assert done.out.startswith("../package/code/inference.py:9:8")


def test_a_handler_of_the_configuration_is_run_by_its_own_interpreter(tmp_path: Path) -> None:
    configured(
        tmp_path,
        'handlers = ["package"]\npython = "absent/python"\n',
    )
    inner = tmp_path / "inner"
    inner.mkdir()
    done = command("check", cwd=inner)
    named = command("check", "--python", sys.executable, "--format", "json", cwd=inner)

    assert done.code == 2
    assert done.err.splitlines()[-1].startswith("error: ../absent/python does not start")
    assert named.json["targets"][0]["run"]["interpreter"] == sys.executable


def test_what_is_no_table_is_exit_2(tmp_path: Path) -> None:
    package(tmp_path, GOOD)
    (tmp_path / "pyproject.toml").write_text('[tool]\nhandler-lint = "yes"\n')
    done = command("check", "package", cwd=tmp_path)

    assert done.code == 2
    assert done.err == (
        "error: pyproject.toml: tool.handler-lint is no table; write [tool.handler-lint]\n"
    )


@pytest.mark.parametrize(
    ("name", "why"), [("absent.toml", "No such file or directory"), (".", "Is a directory")]
)
def test_a_file_that_is_named_must_be_readable(tmp_path: Path, name: str, why: str) -> None:
    package(tmp_path, GOOD)
    done = command("check", "package", "--config", name, cwd=tmp_path)

    assert (done.code, done.err) == (2, f"error: {name} cannot be read: {why}\n")


def test_the_command_line_selects_instead_and_ignores_as_well(tmp_path: Path) -> None:
    configured(tmp_path, 'select = ["HL103"]\nignore = ["HL201"]')
    selected = command(
        *("check", "package", "--dynamic", "off", "--select", "HL2", "--format", "json"),
        cwd=tmp_path,
    )
    both = command(
        *("check", "package", "--dynamic", "off", "--select", "HL2", "--ignore", "HL202"),
        cwd=tmp_path,
    )

    assert [one["code"] for one in selected.json["diagnostics"]] == ["HL202"]
    assert both.code == 0


def test_a_file_of_others_need_not_be_valid(tmp_path: Path) -> None:
    package(tmp_path, GOOD)
    (tmp_path / "pyproject.toml").write_text("[tool.other\n")

    assert command("check", "package", cwd=tmp_path).code == 0


def test_a_file_without_the_table_cannot_be_named(tmp_path: Path) -> None:
    (tmp_path / "other.toml").write_text("[tool.other]\n")
    package(tmp_path, GOOD)
    done = command("check", "package", "--config", "other.toml", cwd=tmp_path)

    assert done.code == 2
    assert "other.toml has no table [tool.handler-lint]" in done.err


def test_the_configuration_of_the_readme_is_accepted(tmp_path: Path) -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    (block,) = [text for text in readme.split("```") if text.startswith("toml\n")]
    (tmp_path / "pyproject.toml").write_text(block.removeprefix("toml\n"), encoding="utf-8")
    (tmp_path / "models").mkdir()
    package(tmp_path / "models", FALLS_THROUGH).rename(tmp_path / "models" / "churn")
    (tmp_path / "models" / "requests").mkdir()
    done = command("check", "--dynamic", "off", "--format", "concise", cwd=tmp_path)

    assert done.out.startswith("models/churn/code/inference.py:9:8: error[HL202]")
    assert "HL201" not in done.out


def test_data_files_of_the_user_are_found_beside_the_configuration(tmp_path: Path) -> None:
    text = "import acme\n\ndef input_fn(body, content_type):\n    return acme.nothing(body)\n"
    package(tmp_path, text)
    (tmp_path / "acme.toml").write_text('"acme.nothing" = { returns = "NoneType" }\n')
    (tmp_path / "pyproject.toml").write_text('[tool.handler-lint]\nmodels = ["acme.toml"]\n')
    (tmp_path / "below").mkdir()
    asked = ("check", "--dynamic", "off", "--format", "json", "--content-type", "text/csv")
    known = command(*asked, "../package", cwd=tmp_path / "below").json["targets"][0]
    (tmp_path / "pyproject.toml").write_text("[tool.handler-lint]\n")
    unknown = command(*asked, "../package", cwd=tmp_path / "below").json["targets"][0]

    assert {one["outcome"] for one in known["content_types"]} == {"none"}
    assert {one["outcome"] for one in unknown["content_types"]} == {"returned"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "acme.toml cannot be read: No such file or directory"),
        (b"\xff", "acme.toml is not UTF-8"),
        (b"x = ", "acme.toml is not valid TOML"),
        (b'"acme.f" = { opens = "a" }', "opens must be of the type int"),
    ],
)
def test_a_data_file_that_says_nothing_is_a_usage_error(
    tmp_path: Path, content: bytes | None, said: str
) -> None:
    package(tmp_path, GOOD)
    (tmp_path / "pyproject.toml").write_text('[tool.handler-lint]\nmodels = ["acme.toml"]\n')
    if content is not None:
        (tmp_path / "acme.toml").write_bytes(content)
    done = command("check", "package", cwd=tmp_path)

    assert done.code == 2
    assert said in done.err
