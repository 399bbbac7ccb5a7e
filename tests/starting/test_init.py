"""`handler-lint init TARGET`."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.vocabulary import GOOD, Done, command, package

ROOT = Path(__file__).parents[2]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    package(tmp_path, GOOD)
    return tmp_path


def init(folder: Path, *arguments: str) -> Done:
    return command("init", *arguments, cwd=folder)


def pytest_run(folder: Path) -> str:
    """The last line of pytest in the new project."""
    path = os.pathsep.join((str(ROOT), str(ROOT / "rules")))
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.splitlines()[-1].partition(" in ")[0]


def test_what_reading_learns_is_in_the_files(project: Path) -> None:
    done = init(project, "package")

    assert done.code == 0
    assert done.out.splitlines() == [
        "wrote pyproject.toml",
        "wrote samples/samples.toml",
        "wrote samples/json_samples/.gitkeep",
        "wrote tests/test_handler.py",
    ]
    handlers = tomllib.loads((project / "pyproject.toml").read_text())["tool"]["handler-lint"]
    assert handlers == {"handlers": [{"path": "package", "samples": "samples"}]}
    manifest = (project / "samples" / "samples.toml").read_text()
    assert '# content-types = ["application/json"]' in manifest
    assert tomllib.loads(manifest) == {}
    tomllib.loads("\n".join(line.removeprefix("# ") for line in manifest.splitlines()[4:6]))


def test_the_tests_pass_at_once_and_take_samples_when_they_are_there(project: Path) -> None:
    init(project, "package")
    assert pytest_run(project) == "2 passed, 1 skipped"

    (project / "samples" / "json_samples" / "one.json").write_text("[1, 2]")
    assert pytest_run(project) == "3 passed"

    (project / "samples" / "json_samples" / "two.json").write_text("{")
    assert pytest_run(project) == "1 failed, 2 passed"


def test_the_files_are_as_ruff_has_them(project: Path) -> None:
    init(project, "package")
    ruff = [sys.executable, "-m", "ruff"]

    for arguments in (["format", "--check", "tests"], ["check", "tests"]):
        done = subprocess.run(
            [*ruff, *arguments], cwd=project, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout


def test_what_is_there_is_kept(project: Path) -> None:
    init(project, "package")
    test_file = project / "tests" / "test_handler.py"
    test_file.write_text("# mine\n")
    (project / "samples" / "json_samples" / "one.json").write_text("[]")
    done = init(project, "package")

    assert done.out.splitlines() == [
        "kept pyproject.toml: the handler is there",
        "kept samples/samples.toml: it is there",
        "kept samples/json_samples",
        "kept tests/test_handler.py: it is there",
    ]
    assert test_file.read_text() == "# mine\n"


def test_a_configuration_grows_and_says_who_serves_it(project: Path) -> None:
    (project / "pyproject.toml").write_text('[project]\nname = "a"\n')
    done = init(project, "package", "--framework", "sklearn")
    text = (project / "pyproject.toml").read_text()

    assert done.out.splitlines()[0] == "wrote pyproject.toml"
    assert text.startswith('[project]\nname = "a"\n\n[tool.handler-lint]\n')
    assert 'framework = "sklearn"  # given\n' in text
    assert 'framework="sklearn",' in (project / "tests" / "test_handler.py").read_text()


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (
            '[tool.handler-lint]\nhandlers = [{path = "other"}]\n',
            "kept pyproject.toml: its handlers",
        ),
        ('[[tool.handler-lint.handlers]]\npath = "other"\n', "wrote pyproject.toml"),
    ],
)
def test_a_handler_is_added_to_others_where_that_is_possible(
    project: Path, before: str, said: str
) -> None:
    (project / "pyproject.toml").write_text(before)

    assert init(project, "package").out.startswith(said)


def test_the_line_ends_of_a_configuration_stay(project: Path) -> None:
    (project / "pyproject.toml").write_bytes(b'[project]\r\nname = "a"\r\n')
    init(project, "package")
    data = (project / "pyproject.toml").read_bytes()

    assert data.count(b"\n") == data.count(b"\r\n")
    assert b'path = "package"\r\n' in data


def test_a_configuration_that_is_no_text_is_told(project: Path) -> None:
    (project / "pyproject.toml").write_bytes(b"\xff")
    done = init(project, "package")

    assert (done.code, (project / "pyproject.toml").read_bytes()) == (2, b"\xff")
    assert "is not valid TOML" in done.err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("tool.handler-lint = 3", "tool.handler-lint is no table"),
        ('[tool.handler-lint]\nhandlers = "package"', "handlers"),
        ("[[tool.handler-lint.handlers]]\npath = 3", "handlers.0.path"),
    ],
)
def test_a_configuration_that_is_wrong_is_told_as_check_tells_it(
    project: Path, text: str, said: str
) -> None:
    (project / "pyproject.toml").write_text(text)
    done = init(project, "package")

    assert done.code == 2
    assert said in done.err
    assert done.err == command("check", "package", cwd=project).err


def test_a_handler_that_is_listed_by_its_path_alone_is_there(project: Path) -> None:
    (project / "pyproject.toml").write_text('[tool.handler-lint]\nhandlers = ["package"]\n')

    assert init(project, "package").out.startswith("kept pyproject.toml: the handler is there")


def test_samples_of_the_package_stay_where_they_are(tmp_path: Path) -> None:
    package(tmp_path, GOOD, json_samples__one_dot_json="[1]")
    done = init(tmp_path, "package")

    assert "kept json_samples of the package: its payload samples" in done.out
    assert not (tmp_path / "samples").exists()
    assert pytest_run(tmp_path) == "3 passed"


def test_a_file_needs_its_package_for_tests(project: Path) -> None:
    alone = init(project, "package/code/inference.py")
    assert "no tests/test_handler.py: a file alone is not run" in alone.out

    (project / "pyproject.toml").unlink()
    both = init(project, "package/code/inference.py", "--package", "package")
    assert "wrote tests/test_handler.py" in both.out
    assert pytest_run(project) == "2 passed, 1 skipped"


def test_a_handler_that_takes_anything_has_no_test_that_it_refuses(tmp_path: Path) -> None:
    package(tmp_path, GOOD.replace("raise ValueError(", "return str("))
    init(tmp_path, "package", "--tests", "check.py")
    text = (tmp_path / "check.py").read_text()

    assert "refused" not in text
    assert "InferenceTestSample" not in text
    assert "parents[0]" in text


@pytest.mark.parametrize(
    ("source", "code", "said"),
    [
        ("def f(: pass\n", 2, "package: "),
        ("x = 1\n", 3, "nothing to check: package binds none of the functions"),
    ],
)
def test_a_target_that_is_no_handler_is_told(
    tmp_path: Path, source: str, code: int, said: str
) -> None:
    package(tmp_path, source)
    done = init(tmp_path, "package")

    assert done.code == code
    assert said in done.err
    assert not (tmp_path / "pyproject.toml").exists()


def test_wrong_usage_is_exit_2(project: Path) -> None:
    (project / "pyproject.toml").write_text("[")
    assert "pyproject.toml is not valid TOML" in init(project, "package").err
    assert "there is no serving stack nope" in init(project, "package", "--framework", "nope").err
    assert init(project, "nowhere").code == 2

    (project / "pyproject.toml").unlink()
    (project / "samples").write_text("a file")
    done = init(project, "package")
    assert done.code == 2
    assert "Traceback" not in done.err
