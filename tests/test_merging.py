"""What becomes of a finding when its cases are run: whose it is, and what settles it."""

from pathlib import Path

import pytest

from tests.rule_package import Install
from tests.vocabulary import GOOD, package, report_of

CONFIG = """
import json, os

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
with open(os.path.join(HERE, "model.json")) as file:
    CONFIG = json.load(file)

def model_fn(model_dir):
    return 1
"""
"""The beginning of a handler whose package decides; the function that follows begins in line 11."""


def configured(folder: Path, function: str, config: str, **files: str) -> Path:
    root = package(folder, CONFIG + function, True, **files)
    (root / "model.json").write_text(config)
    return root


TWO_ENDS = """
def input_fn(body, content_type):
    if content_type == "application/json":
        return json.loads(body)
    if CONFIG["strict"]:
        print("strict")
        return None
    print("lax")
    return None
"""


@pytest.mark.parametrize(("strict", "shown", "other"), [("true", 16, 18), ("false", 18, 16)])
def test_where_the_package_decides_a_run_confirms_one_place_and_refutes_the_other(
    tmp_path: Path, strict: str, shown: int, other: int
) -> None:
    folder = configured(tmp_path, TWO_ENDS, f'{{"strict": {strict}}}')
    found = {
        one.place.line: one.status
        for one in report_of(folder).target.diagnostics
        if one.code == "HL202"
    }

    assert found == {shown: "confirmed", other: "refuted"}


def test_where_the_client_decides_the_other_place_stays_open(tmp_path: Path) -> None:
    folder = configured(tmp_path, TWO_ENDS.replace('CONFIG["strict"]', "len(body) > 3"), "{}")
    found = {
        one.status: one.why_open
        for one in report_of(folder).target.diagnostics
        if one.code == "HL202"
    }

    assert found == {"confirmed": "", "open": "not seen with 1 payload"}


MIXED = """
def input_fn(body, content_type):
    if content_type not in ("application/json", "text/csv"):
        raise ValueError(content_type)
    keep = content_type == "text/csv" and CONFIG["text"]
    return body if keep else body.decode("utf-8")
"""


def test_what_one_type_does_surely_is_not_contradicted_by_the_sample_of_another(
    tmp_path: Path,
) -> None:
    folder = configured(tmp_path, MIXED, '{"text": true}', csv_samples__one_dot_csv="1,2\n")
    seen = report_of(folder)

    assert seen["HL205"].status == "confirmed"
    assert seen["HL205"].message == "input_fn mixes text and bytes for application/json"
    assert "HL906" not in seen.codes


SWITCH = """
def input_fn(body, content_type):
    data = json.loads(body)
    if CONFIG["on"]:
        return None
    return data
"""

NONE = """
    def judge(self, handler, run):
        if run.last.returned and run.last.value.is_none:
            return Violation(run.last.place, "it is None")
"""

JSON = """
    def cases(self, handler):
        yield Case((InputFn("application/json", handler.any_body()),))
"""

JSON_AND_CSV = """
    def cases(self, handler):
        for content_type in ("application/json", "text/csv"):
            yield Case((InputFn(content_type, handler.any_body()),))
"""


def test_a_way_that_the_package_turns_off_is_refuted(install: Install, tmp_path: Path) -> None:
    install(JSON + NONE)
    folder = configured(tmp_path, SWITCH, '{"on": false}')

    assert report_of(folder, select=("HL777",), dynamic="off")["HL777"].status == "open"
    assert report_of(folder, select=("HL777",))["HL777"].status == "refuted"


def test_a_case_that_no_run_settles_keeps_the_finding_open(
    install: Install, tmp_path: Path
) -> None:
    undecided = """
    def judge(self, handler, run):
        if run.last.call.content_type == "text/csv" and run.last.seconds is not None:
            raise Undecided("nobody can tell")
        if run.last.returned and run.last.value.is_none:
            return Violation(run.last.place, "it is None")
"""
    install(JSON_AND_CSV + undecided)
    folder = configured(tmp_path, SWITCH, '{"on": false}', csv_samples__one_dot_csv="1")
    found = report_of(folder, select=("HL777",))["HL777"]

    assert (found.status, found.why_open) == ("open", "nobody can tell")
    assert "needs a person" in found.next


def test_a_library_call_that_raised_settles_nothing(install: Install, tmp_path: Path) -> None:
    install(JSON + NONE)
    folder = configured(tmp_path, SWITCH, '{"on": false}', json_samples__one_dot_json="no JSON")
    found = report_of(folder, select=("HL777",))["HL777"]

    assert found.status == "open"
    assert found.why_open == "input_fn raised JSONDecodeError before it came so far"
    assert found.next


def test_what_is_certain_stays_so_where_the_run_did_not_come_so_far(tmp_path: Path) -> None:
    always = SWITCH.replace('    if CONFIG["on"]:\n        return None\n    return data\n', "")
    folder = configured(tmp_path, always, "{}", json_samples__one_dot_json="no JSON")
    found = report_of(folder)["HL202"]

    assert (found.status, found.why_open) == ("static", "")
    assert found.notes == (
        "certain by reading; the run did not settle it:"
        " input_fn raised JSONDecodeError before it came so far",
    )


def test_a_place_that_was_not_reached_is_not_refuted(install: Install, tmp_path: Path) -> None:
    suspects = """
    def judge(self, handler, run):
        return None

    def suspects(self, handler, run):
        return Violation(handler.bindings["model_fn"].place, "it looks odd")
"""
    install(JSON + suspects)
    plain = "def input_fn(body, content_type):\n    return json.loads(body)\n"
    found = report_of(configured(tmp_path, plain, "{}"), select=("HL777",))["HL777"]

    assert found.status == "open"
    assert found.why_open == "code/inference.py:8 was not reached in the run"
    assert found.next == "make a run come to line 8"


def at(read: str, run: str) -> str:
    """A rule that finds one place by reading and another one by a run."""
    return f"""
    def judge(self, handler, run):
        by_reading = run.last.seconds is None
        return Violation({read} if by_reading else {run}, "by reading" if by_reading else "by a run")
"""


def place(line: int, function: str = "input_fn", end: int = 0) -> str:
    return f'Place("code/inference.py", {line}, end_line={end}, function="{function}")'


@pytest.mark.parametrize(
    ("read", "run"),
    [
        (place(13, end=15), place(14, "inner")),
        (place(13), place(16)),
        ("None", place(13)),
        (place(13), "None"),
    ],
    ids=["in the statement", "in the function", "no place by reading", "no place of the run"],
)
def test_what_a_run_shows_belongs_to_the_finding_of_its_place(
    install: Install, tmp_path: Path, read: str, run: str
) -> None:
    install(JSON + at(read, run))
    seen = report_of(configured(tmp_path, SWITCH, '{"on": false}'), select=("HL777",))

    assert (seen.codes, seen["HL777"].status) == (["HL777"], "confirmed")
    assert (seen["HL777"].message, seen["HL777"].place.line) == ("by a run", 13)


def test_what_a_run_shows_elsewhere_is_a_finding_of_its_own(
    install: Install, tmp_path: Path
) -> None:
    install(JSON + at(place(13), place(9, "model_fn")))
    seen = report_of(configured(tmp_path, SWITCH, '{"on": false}'), select=("HL777",))

    assert [(one.place.line, one.status) for one in seen.target.diagnostics] == [
        (9, "dynamic"),
        (13, "static"),
    ]


def test_a_call_that_died_belongs_to_the_only_finding_of_its_case(
    install: Install, tmp_path: Path
) -> None:
    failed = """
    def judge(self, handler, run):
        if run.last.failed:
            return Violation(run.last.place, "it fails", outcome=run.last)

    def suspects(self, handler, run):
        return Violation(Place("code/inference.py", 13, function="input_fn"), "it may fail")
"""
    install(JSON + failed)
    folder = configured(
        tmp_path, SWITCH.replace("    data =", "    os.kill(os.getpid(), 9)\n    data ="), "{}"
    )
    seen = report_of(folder, select=("HL777",), dynamic="all")

    assert (seen["HL777"].status, seen["HL777"].place.line) == ("confirmed", 13)
    assert seen["HL903"].message == "input_fn died with signal 9 (SIGKILL)"


@pytest.mark.parametrize(
    ("need", "model", "why"),
    [("sample", True, "no payload sample"), ("model", False, "no model in the package")],
)
def test_a_case_without_what_it_needs_is_open_with_that_reason(
    install: Install, tmp_path: Path, need: str, model: bool, why: str
) -> None:
    suspects = """
    def suspects(self, handler, run):
        return Violation(run.last.place, "it looks odd")
"""
    install(f'\n    needs = frozenset({{"{need}"}})\n{JSON}{suspects}')
    files = {"json_samples__one_dot_json": "[1]"} if need == "model" else {}
    found = report_of(package(tmp_path, GOOD, model=model, **files), select=("HL777",))["HL777"]

    assert (found.status, found.why_open) == ("open", why)
    assert found.next


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
    assert [call.codes for call in seen.target.calls] == [(), (), (), (), ("HL903",)]


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


def test_a_rule_that_breaks_on_a_run_is_an_internal_error_and_the_rest_is_told(
    install: Install, tmp_path: Path
) -> None:
    install(
        JSON
        + """
    def judge(self, handler, run):
        if run.last.seconds is not None:
            raise KeyError("x")
        return Violation(run.last.place, "by reading")
"""
    )
    seen = report_of(package(tmp_path, GOOD), select=("HL777",))

    assert (seen.exit_code, seen["HL777"].status) == (4, "static")
    assert seen.failures[0].startswith("HL777 broke on ")
    assert "KeyError: 'x' at hl777_mine.py:" in seen.failures[0]


def test_what_breaks_outside_of_a_rule_is_an_internal_error_and_the_target_is_named(
    install: Install, tmp_path: Path
) -> None:
    install(
        """
    def check(self, handler):
        yield Violation(None, 3)
"""
    )
    folder = package(tmp_path, GOOD)
    seen = report_of(folder, select=("HL777",))

    assert seen.exit_code == 4
    assert seen.failures[0].startswith(f"the check broke on {folder}: AttributeError")
    assert seen.target.handler == "code/inference.py"


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (b"x = " + b"(" * 3000 + b")" * 3000, "too many nested parentheses"),
        (b"x = 1\n" * 200_000, "is too large to be read"),
        (b"# -*- coding: klingon -*-\n", "unknown encoding: klingon"),
        (b"def model_fn(model_dir):\n    return 1\0\n", "null bytes"),
        ("def model_fn(model_dir):\n    return 1\n".encode("utf-16"), "null bytes"),
    ],
    ids=["nested", "huge", "encoding", "null", "utf-16"],
)
def test_what_cannot_be_read_is_one_error(tmp_path: Path, source: bytes, message: str) -> None:
    folder = package(tmp_path, "")
    (folder / "code" / "inference.py").write_bytes(source)
    seen = report_of(folder)

    assert (seen.codes, seen.exit_code, seen.target.run) == (["HL901"], 1, None)
    assert message in seen["HL901"].message
