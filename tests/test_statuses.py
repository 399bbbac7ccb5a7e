"""The table of statuses: what reading says alone, and what a run makes of it."""

from pathlib import Path

import pytest

from tests.vocabulary import FALLS_THROUGH, GOOD, package, report_of


def test_what_all_ends_show_is_static_without_a_run(tmp_path: Path) -> None:
    found = report_of(package(tmp_path, FALLS_THROUGH), dynamic="off")["HL202"]

    assert (found.status, found.severity, found.evidence) == ("static", "error", None)


def test_what_a_run_shows_is_confirmed_with_the_call(tmp_path: Path) -> None:
    found = report_of(package(tmp_path, FALLS_THROUGH))["HL202"]

    assert found.status == "confirmed"
    assert found.evidence is not None
    assert found.evidence.run.value == "None"
    assert [step.call for step in found.evidence.then] == ["predict_fn(None, <model>)"]
    assert found.evidence.client.startswith("500, with the traceback of the TypeError")


def test_a_clean_package_without_samples_starts_no_worker(tmp_path: Path) -> None:
    seen = report_of(package(tmp_path, GOOD))

    assert (seen.codes, seen.target.run, seen.target.calls) == ([], None, ())


def test_a_rule_that_asks_runs_where_its_needs_are_there(tmp_path: Path) -> None:
    folder = package(tmp_path, GOOD, json_samples__one_dot_json="[1, 2]")

    assert [call.call for call in report_of(folder).target.calls][:5] == [
        "import code/inference.py",
        "model_fn(model_dir)",
        'input_fn(one.json, "application/json")',
        "predict_fn(<input>, <model>)",
        'output_fn(<prediction>, "application/json")',
    ]


def test_what_only_a_run_could_see_is_dynamic(tmp_path: Path) -> None:
    folder = package(tmp_path, GOOD, json_samples__one_dot_json='{"a": "b"}', model=True)
    source = folder / "code" / "inference.py"
    source.write_text(
        source.read_text().replace("return 2", "return json.load(open(model_dir + '/model.json'))")
    )
    found = report_of(folder)["HL801"]

    assert found.status == "dynamic"
    assert found.message == "one.json does not go through: predict_fn raised TypeError"
    assert report_of(folder, dynamic="off").codes == []


SWITCH = """
import json, os

def model_fn(model_dir):
    with open(os.path.join(model_dir, "model.json")) as file:
        config = json.load(file)
    if config["calibrate"]:
        return open(os.path.join(model_dir, "absent.json")).read()
    return config

def predict_fn(data, model):
    return data
"""


def test_an_optional_file_that_a_run_does_not_open_is_refuted(tmp_path: Path) -> None:
    folder = package(tmp_path, SWITCH)
    (folder / "model.json").write_text('{"calibrate": false}')

    assert report_of(folder, dynamic="off")["HL304"].status == "open"
    assert report_of(folder)["HL304"].status == "refuted"
    assert report_of(folder, shown=frozenset({"refuted"})).exit_code == 0


def test_the_same_file_is_confirmed_where_the_switch_is_on(tmp_path: Path) -> None:
    folder = package(tmp_path, SWITCH)
    (folder / "model.json").write_text('{"calibrate": true}')
    found = report_of(folder)["HL304"]

    assert found.status == "confirmed"
    assert found.place.line == 8


def test_what_the_client_decides_stays_open(tmp_path: Path) -> None:
    source = GOOD.replace(
        "    raise ValueError",
        '    if b"ok" in body:\n        return body\n    if b"x" in body:\n        return None\n    raise ValueError',
    )
    found = report_of(package(tmp_path, source))["HL202"]

    assert found.status == "open"
    assert found.why_open == "not seen with 1 payload"
    assert "add a payload sample" in found.next


@pytest.mark.parametrize("dynamic", ["flagged", "off"])
def test_an_open_finding_says_why_and_what_next(tmp_path: Path, dynamic: str) -> None:
    source = GOOD.replace(
        "    raise ValueError", "    if len(body) > 3:\n        return None\n    raise ValueError"
    )
    found = report_of(package(tmp_path, source), dynamic=dynamic)["HL202"]

    assert found.status == "open"
    assert found.why_open
    assert found.next


def test_a_file_is_read_and_never_run(tmp_path: Path) -> None:
    folder = package(tmp_path, "raise SystemExit\n" + SWITCH.replace("import json", "import json"))
    seen = report_of(folder / "code" / "inference.py", dynamic="all")

    assert seen.target.run is None
    assert seen.codes == ["HL902"]


def test_a_file_with_its_package_is_run(tmp_path: Path) -> None:
    folder = package(tmp_path, FALLS_THROUGH)
    seen = report_of(folder / "code" / "inference.py", package=str(folder))

    assert seen["HL202"].status == "confirmed"


def test_one_place_is_one_finding_however_many_samples_hit_it(tmp_path: Path) -> None:
    folder = package(
        tmp_path,
        GOOD.replace("model * value", "value.missing"),
        json_samples__one_dot_json="[1]",
        json_samples__two_dot_json="[2]",
    )

    assert report_of(folder).codes == ["HL801"]


def test_a_rejected_sample_is_not_told_again_where_its_cause_is(tmp_path: Path) -> None:
    folder = package(
        tmp_path,
        GOOD.replace("json.loads(body)", 'json.loads(body.decode("utf-8"))'),
        json_samples__one_dot_json="[1]",
    )

    assert report_of(folder).codes == ["HL205"]


def test_a_note_on_the_same_line_explains_no_rejected_sample(tmp_path: Path) -> None:
    source = """
        import json

        def model_fn(model_dir):
            return 1

        def input_fn(body, content_type):
            if content_type == "application/json": return json.loads(body)["rows"]
            raise ValueError(content_type)

        def predict_fn(data, model):
            return data
        """
    folder = package(tmp_path, source, json_samples__one_dot_json='{"other": 1}')
    seen = report_of(folder)

    assert seen["HL801"].status in ("confirmed", "dynamic")
    assert seen.exit_code == 1


def test_a_certain_finding_that_could_not_be_run_stays_static_and_says_so(tmp_path: Path) -> None:
    seen = report_of(package(tmp_path, "import absent_module_here\n" + FALLS_THROUGH))
    found = seen["HL202"]

    assert found.status == "static"
    assert "was not possible" in found.notes[0]


def test_an_absent_foreign_module_is_not_run_and_no_finding(tmp_path: Path) -> None:
    seen = report_of(package(tmp_path, "import absent_module_here\n" + FALLS_THROUGH))
    (block,) = seen.target.not_run

    assert block.headline == "code/inference.py cannot be imported here"
    assert block.missing == "absent_module_here"
    assert block.blocked.startswith("3 calls: model_fn, input_fn, predict_fn")
    assert (block.calls, block.place.line if block.place else 0) == (3, 1)
    assert "HL902" not in seen.codes


def test_a_module_that_the_image_brings_says_nothing_about_the_endpoint(tmp_path: Path) -> None:
    seen = report_of(package(tmp_path, "import torchaudio\n" + FALLS_THROUGH))

    assert seen.target.not_run[0].notes == (
        "the pytorch image has torchaudio, so this says nothing about the endpoint",
    )


def test_an_absent_module_of_the_load_blocks_only_what_takes_the_model(tmp_path: Path) -> None:
    source = FALLS_THROUGH.replace("    return 2", "    import absent_module_here\n    return 2")
    seen = report_of(package(tmp_path, source))

    assert seen["HL202"].status == "confirmed"
    assert [block.headline for block in seen.target.not_run] == ["model_fn cannot be run here"]
    assert seen.target.not_run[0].blocked == "1 call: predict_fn"


def test_an_own_module_that_is_absent_is_a_finding(tmp_path: Path) -> None:
    folder = package(
        tmp_path, "from helpers import absent\n" + FALLS_THROUGH, code__helpers_dot_py=""
    )
    found = report_of(folder)["HL902"]

    assert (found.status, found.severity) == ("confirmed", "error")
    assert "cannot import name 'absent' from 'helpers'" in found.message


def test_code_that_fails_at_import_is_a_finding_even_if_only_the_run_sees_it(
    tmp_path: Path,
) -> None:
    seen = report_of(package(tmp_path, "import os\nos.listdir('/absent/folder')\n" + FALLS_THROUGH))

    assert seen["HL902"].status == "dynamic"
    assert seen["HL902"].place.line == 2


def test_what_lies_only_on_an_endpoint_is_no_finding_here(tmp_path: Path) -> None:
    source = "LABELS = open('/opt/ml/model/model.json').read()\n" + FALLS_THROUGH

    assert "HL902" not in report_of(package(tmp_path, source)).codes


@pytest.mark.parametrize(
    ("statement", "severity", "message"),
    [
        ("os._exit(3)", "error", "input_fn exited with code 3"),
        ("os.kill(os.getpid(), 9)", "error", "input_fn died with signal 9 (SIGKILL)"),
        ("time.sleep(60)", "warning", "input_fn ran longer than 0.4 s"),
    ],
)
def test_a_call_that_ends_its_process_is_a_finding(
    tmp_path: Path, statement: str, severity: str, message: str
) -> None:
    source = "import os, time\n" + FALLS_THROUGH.replace(
        "    kind =", f"    {statement}\n    kind ="
    )
    seen = report_of(package(tmp_path, source), dynamic="all", timeout=0.4)
    found = seen["HL903"]

    assert (found.severity, found.status, found.message) == (severity, "dynamic", message)
    assert found.evidence is not None
    assert found.evidence.client


def test_a_source_that_is_no_python_is_one_finding(tmp_path: Path) -> None:
    seen = report_of(package(tmp_path, "def model_fn(:\n    pass\n"))

    assert seen.codes == ["HL901"]
    assert seen["HL901"].place.line == 1


def test_a_helper_that_is_no_python_is_told_at_its_place(tmp_path: Path) -> None:
    folder = package(tmp_path, "import helpers\n" + GOOD, code__helpers_dot_py="x = (\n")

    assert report_of(folder, dynamic="off")["HL901"].place.path == "code/helpers.py"


@pytest.mark.parametrize(
    "source",
    [
        "import argparse\n\ndef train(args):\n    pass\n",
        "def model_fn(features, labels, mode, params):\n    return None\n",
        "def model_fn(features, labels, mode):\n    return 1\n\ndef input_fn(a, b, c, d, e):\n    return 1\n",
        "from flask import Flask\napp = Flask('x')\n\ndef transform_fn(body, kind):\n    return body\n",
    ],
)
def test_what_is_no_handler_is_one_note(tmp_path: Path, source: str) -> None:
    seen = report_of(package(tmp_path, source))

    assert (seen.codes, seen.exit_code) == (["HL909"], 0)
    assert seen["HL909"].message.startswith("not a handler: ")


def test_what_reading_does_not_follow_is_a_note(tmp_path: Path) -> None:
    source = GOOD.replace("    raise ValueError", "    exec(body)\n    raise ValueError")

    assert report_of(package(tmp_path, source), dynamic="off")["HL904"].severity == "note"


def test_fingerprints_do_not_change_when_lines_move(tmp_path: Path) -> None:
    first = report_of(package(tmp_path / "a", FALLS_THROUGH), dynamic="off")["HL202"]
    second = report_of(package(tmp_path / "b", "# a line\n\n" + FALLS_THROUGH), dynamic="off")[
        "HL202"
    ]

    assert first.fingerprint == second.fingerprint
    assert first.place.line != second.place.line


def test_an_ignored_core_rule_is_not_reported(tmp_path: Path) -> None:
    seen = report_of(package(tmp_path, "def model_fn(:\n"), ignore=("HL901",))

    assert seen.codes == []


def test_a_transform_function_that_answers_null_is_told_with_its_status(tmp_path: Path) -> None:
    source = """
        def model_fn(model_dir):
            return 1

        def transform_fn(model, body, content_type, accept):
            if content_type == "application/json":
                return body, accept
        """
    found = report_of(package(tmp_path, source))["HL202"]

    assert found.evidence is not None
    assert found.evidence.client == "200, with the text null: the content type is not named"


def test_reading_and_a_run_spell_the_place_of_the_package_alike(tmp_path: Path) -> None:
    source = "import os\nHERE = os.path.dirname(__file__)\nopen(os.path.join(HERE, 'absent.txt'))\n"
    folder = package(tmp_path, source + FALLS_THROUGH)
    read = report_of(folder, dynamic="off")["HL902"]
    run = report_of(folder)["HL902"]

    assert read.message == run.message
    assert "'<model_dir>/code/absent.txt'" in read.message


def test_a_header_that_only_some_clients_send_needs_a_run_to_count(tmp_path: Path) -> None:
    source = GOOD.replace("json.loads(body)", 'json.loads("[" + body + "]")')
    folder = package(tmp_path, source)
    read, run = report_of(folder, dynamic="off"), report_of(folder)

    assert (read["HL205"].status, read.exit_code) == ("open", 0)
    assert (run["HL205"].status, run.exit_code) == ("confirmed", 1)
    assert (
        run["HL205"].message == "input_fn mixes text and bytes for application/json; charset=utf-8"
    )
