"""`handler-lint check`, as its users run it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.vocabulary import FALLS_THROUGH, GOOD, command, package


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return package(tmp_path, GOOD)


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    return package(tmp_path, FALLS_THROUGH)


def test_a_clean_package_is_exit_0(good: Path) -> None:
    done = command("check", "package", cwd=good.parent)

    assert (done.code, done.err) == (0, "")
    assert done.out.endswith("no findings\nexit 0\n")


def test_an_error_is_exit_1(bad: Path) -> None:
    done = command("check", "package", cwd=bad.parent)

    assert done.code == 1
    assert done.out.splitlines()[-1] == "exit 1: 1 error; --fail-on error"
    assert done.err == "running package: 4 calls, its code is executed\n"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--fail-on", "never"), 0),
        (("--ignore", "HL202"), 0),
        (("--ignore", "HL2"), 0),
        (("--select", "HL103"), 0),
        (("--select", "content-type-path-returns-none"), 1),
        (("--select", "hl202"), 1),
        (("--dynamic", "off"), 1),
    ],
)
def test_what_counts_is_chosen(bad: Path, arguments: tuple[str, ...], code: int) -> None:
    assert command("check", "package", *arguments, cwd=bad.parent).code == code


def test_open_findings_count_when_asked_for(tmp_path: Path) -> None:
    source = GOOD.replace(
        "    raise ValueError", "    if body[5:]:\n        return None\n    raise ValueError"
    )
    package(tmp_path, source)
    plain = command("check", "package", "--dynamic", "off", cwd=tmp_path)
    counted = command("check", "package", "--dynamic", "off", "--fail-on-open", cwd=tmp_path)

    assert (plain.code, counted.code) == (0, 1)
    assert "does not count (--fail-on-open)" in plain.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("check", "absent"), "absent"),
        (("check", "package", "--select", "HL999"), "there is no rule HL999"),
        (
            ("check", "package", "--ignore", "content-type-path-returns"),
            "did you mean content-type-path-returns-none?",
        ),
        (
            ("check", "package", "--framework", "tensorflow1"),
            "there is no serving stack tensorflow1; did you mean tensorflow? known: auto",
        ),
        (("check", "package", "--samples", "absent"), "absent"),
        (("check", "package", "--report", "sarif"), "write FORMAT=FILE"),
        (("check", "package", "--report", "html=x"), "write FORMAT=FILE"),
        (("check", "package", "--output-file", "no/such/folder/x"), "cannot be written"),
        (("check", "package", "--environ", "NOVALUE"), "write KEY=VALUE"),
        (("check", "package", "--python", "/absent/python"), "/absent/python"),
        (("check", "package", "--config", "absent.toml"), "absent.toml"),
        (("check",), "name a target"),
        (("check", "--package", "package"), "--package"),
        (("check", "package", "--stdin-filename", "x.py"), "name no target"),
        (("check", "package", "--timeout", "0"), "0.05"),
        (("rule", "HL999"), "there is no rule HL999"),
    ],
)
def test_wrong_usage_is_exit_2_and_one_line(
    bad: Path, arguments: tuple[str, ...], said: str
) -> None:
    done = command(*arguments, cwd=bad.parent)

    assert done.code == 2
    assert said in done.err
    assert "Traceback" not in done.err
    assert done.out == ""


def test_nothing_to_check_is_exit_3(tmp_path: Path) -> None:
    (tmp_path / "vision" / "model" / "code").mkdir(parents=True)
    (tmp_path / "vision" / "model" / "code" / "inference.py").write_text(GOOD)
    done = command("check", "vision", cwd=tmp_path)

    assert done.code == 3
    assert done.err.startswith("nothing to check: no code/inference.py in vision")


def test_a_run_that_is_required_and_cannot_be_made_is_exit_2(tmp_path: Path) -> None:
    source = "import absent_module_here\n" + GOOD
    package(tmp_path, source, json_samples__one_dot_json="[1]")
    done = command("check", "package", "--require-dynamic", cwd=tmp_path)
    plain = command("check", "package", cwd=tmp_path)

    assert (done.code, plain.code) == (2, 0)
    assert "7 of 8 planned calls were not run" in plain.out.splitlines()[-1]


def test_a_package_that_was_not_loaded_needs_no_run_to_be_required(good: Path) -> None:
    assert command("check", "package", "--require-dynamic", cwd=good.parent).code == 0


def test_a_run_cannot_be_required_and_switched_off(bad: Path) -> None:
    asked = command("check", "package", "--require-dynamic", "--dynamic", "off", cwd=bad.parent)
    hook = command("check", "package", "--require-dynamic", cwd=bad.parent, PRE_COMMIT="1")

    assert (asked.code, hook.code) == (2, 2)
    assert asked.err == "error: --require-dynamic, but nothing is to be run: --dynamic off\n"
    assert "under pre-commit" in hook.err


def test_a_target_that_is_named_twice_is_checked_once(bad: Path) -> None:
    done = command("check", "package", "package", "--dynamic", "off", cwd=bad.parent)

    assert done.out.splitlines()[-1] == "exit 1: 1 error; --fail-on error"


def test_what_breaks_is_exit_4_and_one_line(bad: Path) -> None:
    program = (
        "import handler_lint.lint as module\n"
        "from handler_lint.cli.main import main\n"
        "del module.exit_code\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "check", "package", "--dynamic", "off"],
        cwd=bad.parent,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 4
    assert done.stderr.startswith("error: check broke on package: NameError: ")
    assert done.stderr.endswith("this is a defect of handler-lint, please report it\n")
    assert len(done.stderr.splitlines()) == 1


def test_no_rules_at_all_is_exit_4(bad: Path) -> None:
    (bad.parent / "empty_rules").mkdir()
    (bad.parent / "empty_rules" / "index.py").write_text("RULES = {}\n")
    program = (
        "import handler_lint.rule as rule\n"
        "rule.RULE_PACKAGES = ('empty_rules',)\n"
        "from handler_lint.cli.main import main\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "check", "package"],
        cwd=bad.parent,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout) == (4, "")
    assert done.stderr == (
        "error: there are no rules (looked in empty_rules); install handler-lint again\n"
    )


def test_a_rule_that_breaks_is_exit_4_and_the_report_is_finished(bad: Path) -> None:
    plugin = bad.parent / "broken_rules"
    plugin.mkdir()
    (plugin / "__init__.py").write_text("")
    (plugin / "index.py").write_text('RULES = {"HL777": "hl777_broken"}\n')
    (plugin / "hl777_broken.py").write_text(
        "from handler_lint.rule import Rule, Severity\n"
        "class Broken(Rule):\n"
        "    '''It breaks.'''\n"
        "    code, name, severity = 'HL777', 'broken', Severity.NOTE\n"
        "    def cases(self, handler):\n"
        "        raise KeyError('x')\n"
    )
    program = (
        "import handler_lint.rule as rule\n"
        "rule.RULE_PACKAGES += ('broken_rules',)\n"
        "from handler_lint.cli.main import main\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "check", "package"],
        cwd=bad.parent,
        env={**os.environ, "PYTHONPATH": str(bad.parent)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 4
    assert "error[HL202]" in done.stdout
    assert "HL777 broke on package: KeyError: 'x'" in done.stderr


def test_an_editor_gives_the_text_on_standard_input(bad: Path) -> None:
    clean = command(
        "check", "--stdin-filename", "package/code/inference.py", cwd=bad.parent, stdin=GOOD
    )
    broken = command(
        *("check", "--stdin-filename", "package/code/inference.py", "--format", "concise"),
        cwd=bad.parent,
        stdin=FALLS_THROUGH,
    )

    assert clean.code == 0
    assert broken.code == 1
    assert broken.out.startswith(
        "package/code/inference.py:9:8: error[HL202] input_fn returns None"
    )


def test_one_run_writes_many_reports(bad: Path) -> None:
    done = command(
        *("check", "package", "--report", "sarif=x.sarif", "--report", "json=x.json", "--quiet"),
        cwd=bad.parent,
    )

    assert done.code == 1
    assert "error[HL202]" in done.out
    assert '"version": "2.1.0"' in (bad.parent / "x.sarif").read_text()
    assert '"HL202"' in (bad.parent / "x.json").read_text()


def test_a_report_in_a_file_leaves_standard_output_empty(bad: Path) -> None:
    done = command("check", "package", "--output-file", "x.txt", cwd=bad.parent)

    assert done.out == ""
    assert (bad.parent / "x.txt").read_text().endswith("exit 1: 1 error; --fail-on error\n")


def test_the_environment_of_the_handler_is_given(tmp_path: Path) -> None:
    source = "import os\n" + GOOD.replace("    return 2", "    return int(os.environ['FACTOR'])")
    package(tmp_path, source, json_samples__one_dot_json="[1]")
    without = command("check", "package", cwd=tmp_path)
    given = command("check", "package", "--environ", "FACTOR=3", cwd=tmp_path)

    assert "raised KeyError" in without.out
    assert "raised" not in given.out


@pytest.mark.parametrize(
    ("arguments", "environ", "run"),
    [
        ((), {"PRE_COMMIT": "1"}, False),
        (("--dynamic", "flagged"), {"PRE_COMMIT": "1"}, True),
        ((), {"HANDLER_LINT_DYNAMIC": "off"}, False),
        (("--dynamic", "flagged"), {"HANDLER_LINT_DYNAMIC": "off"}, True),
        ((), {"HANDLER_LINT_DYNAMIC": "flagged", "PRE_COMMIT": "1"}, True),
    ],
)
def test_running_is_switched_off_by_the_environment(
    bad: Path, arguments: tuple[str, ...], environ: dict[str, str], run: bool
) -> None:
    done = command("check", "package", *arguments, "--format", "json", cwd=bad.parent, **environ)

    assert (done.json["targets"][0]["run"] is not None) is run


def test_a_wrong_word_in_the_environment_is_exit_2(bad: Path) -> None:
    done = command("check", "package", cwd=bad.parent, HANDLER_LINT_DYNAMIC="no")

    assert done.code == 2
    assert "write flagged, all or off" in done.err


@pytest.mark.parametrize(
    ("arguments", "environ", "coloured"),
    [
        ((), {}, False),
        (("--color", "always"), {}, True),
        ((), {"FORCE_COLOR": "1"}, True),
        ((), {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (("--color", "never"), {"FORCE_COLOR": "1"}, False),
    ],
)
def test_colour_is_an_addition(
    bad: Path, arguments: tuple[str, ...], environ: dict[str, str], coloured: bool
) -> None:
    done = command("check", "package", "--dynamic", "off", *arguments, cwd=bad.parent, **environ)

    assert ("\x1b[" in done.out) is coloured


def test_a_reader_that_stops_reading_gets_no_traceback(bad: Path) -> None:
    words = [sys.executable, "-m", "handler_lint", "check", "package", "--dynamic", "off"]
    with subprocess.Popen(
        words, cwd=bad.parent, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        said = process.stderr.read()

    assert b"Traceback" not in said


@pytest.mark.parametrize(
    ("sent", "exit_code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_an_interrupt_leaves_nothing_behind(
    sent: signal.Signals, exit_code: int, tmp_path: Path
) -> None:
    source = "import time\n" + FALLS_THROUGH.replace("    kind =", "    time.sleep(60)\n    kind =")
    package(tmp_path, source)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    with subprocess.Popen(
        [sys.executable, "-m", "handler_lint", "check", "package", "--timeout", "60"],
        cwd=tmp_path,
        env={**os.environ, "TMPDIR": str(scratch)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stderr is not None
        assert b"running package" in process.stderr.readline()
        process.send_signal(sent)
        code = process.wait(20)

    assert code == exit_code
    assert list(scratch.iterdir()) == []


def test_several_targets_are_one_report(tmp_path: Path) -> None:
    package(tmp_path / "a", GOOD)
    package(tmp_path / "b", FALLS_THROUGH)
    done = command("check", "a/package", "b/package", "--dynamic", "off", cwd=tmp_path)

    assert done.code == 1
    assert done.out.splitlines()[-1] == "exit 1: 1 error; --fail-on error"
    assert "a/package" in done.out


def test_the_warnings_of_a_package_go_to_standard_error(tmp_path: Path) -> None:
    package(tmp_path, GOOD, requests__one_dot_xyz="?")
    done = command(
        *("check", "package", "--samples", "package/requests", "--dynamic", "off"), cwd=tmp_path
    )

    assert done.code == 0
    assert done.err.startswith("warning: package/requests/one.xyz")


def test_a_target_that_cannot_be_checked_does_not_hide_the_others(tmp_path: Path) -> None:
    package(tmp_path / "a", FALLS_THROUGH)
    package(tmp_path / "b", GOOD)
    (tmp_path / "model.tar.gz").write_bytes(b"no archive")
    found = command("check", "model.tar.gz", "a/package", "--dynamic", "off", cwd=tmp_path)
    clean = command("check", "absent", "b/package", "--dynamic", "off", cwd=tmp_path)

    assert found.code == 1
    assert "error[HL202]" in found.out
    assert found.err.startswith("error: model.tar.gz: ")
    assert clean.code == 2
    assert clean.out.endswith("exit 2: 1 target was not checked\n")


def test_each_rule_stands_once_in_sarif_and_each_result_names_one(bad: Path) -> None:
    done = command("check", "package", "--format", "sarif", cwd=bad.parent)
    (run,) = done.json["runs"]
    listed = [rule["id"] for rule in run["tool"]["driver"]["rules"]]

    assert len(listed) == len(set(listed))
    assert {"HL103", "HL202", "HL902"} <= set(listed)
    assert all(listed[result["ruleIndex"]] == result["ruleId"] for result in run["results"])


def test_concise_lines_are_all_findings_and_the_exit_line_is_told_aside(bad: Path) -> None:
    done = command("check", "package", "--format", "concise", "--dynamic", "off", cwd=bad.parent)

    (line,) = done.out.splitlines()
    assert line.startswith("package/code/inference.py:9:8: error[HL202]")
    assert done.err == "exit 1: 1 error; --fail-on error\n"
