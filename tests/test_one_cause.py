"""One cause is told once, and what is told keeps its fingerprint."""

from pathlib import Path

from tests.rule_package import Install
from tests.vocabulary import GOOD, package, report_of


def test_a_wrong_signature_shows_the_exception_that_it_explains(tmp_path: Path) -> None:
    source = GOOD.replace("def predict_fn(data, model)", "def predict_fn(data)")
    seen = report_of(package(tmp_path, source, json_samples__one_dot_json="[1]"))
    found = seen["HL103"]

    assert (seen.codes, found.status) == (["HL103"], "static")
    assert found.evidence is not None
    assert found.evidence.run.failure is not None
    assert found.evidence.run.failure.type == "TypeError"
    assert found.evidence.input == "one.json (3 bytes, application/json)"
    assert {code for call in seen.target.calls for code in call.codes} == set()


def test_calls_name_the_findings_that_they_show(tmp_path: Path) -> None:
    source = GOOD.replace(
        "    return json.dumps", "    import os\n    os.abort()\n    return json.dumps"
    )
    seen = report_of(package(tmp_path, source, json_samples__one_dot_json="[1]"))

    assert seen.codes == ["HL903"]
    assert {call.call: call.codes for call in seen.target.calls if call.codes} == {
        'output_fn(<prediction>, "application/json")': ("HL903",)
    }


def test_an_import_that_ends_the_process_is_told_once(tmp_path: Path) -> None:
    seen = report_of(package(tmp_path, "import os\nos._exit(3)\n" + GOOD))

    assert seen.codes == ["HL903"]
    assert seen["HL903"].message == "import code/inference.py exited with code 3"
    assert seen["HL903"].evidence is not None


def test_an_import_that_runs_out_of_time_does_not_hide_that_it_fails(tmp_path: Path) -> None:
    source = "import time\ntime.sleep(60)\nraise RuntimeError('late')\n" + GOOD
    seen = report_of(package(tmp_path, source), load_timeout=0.4)

    assert (seen["HL902"].status, seen["HL902"].severity) == ("static", "error")
    assert seen["HL903"].severity == "warning"


def test_equal_lines_are_told_apart_by_their_order_in_the_file(
    install: Install, tmp_path: Path
) -> None:
    install(
        """
    def check(self, handler):
        for line in (19, 18) if "backwards" in handler.listing.files else (18, 19):
            yield Violation(Place("code/inference.py", line), "odd")
"""
    )
    source = GOOD + "X = 1\nX = 1\n"
    folders = [package(tmp_path / "a", source), package(tmp_path / "b", source, backwards="")]
    first, second = (
        [(one.place.line, one.fingerprint) for one in report_of(folder).target.diagnostics]
        for folder in folders
    )

    assert [line for line, _ in first] == [18, 19]
    assert first == second
    assert first[0][1] != first[1][1]
