"""The files of the package, the working folder and the environment, as far as they are known."""

import pytest

from handler_lint.calls import Case, Event, ModelFn, PredictFn
from tests.static.abstract import answer, answers, ends, outcome, outcomes, ways

FILES = {
    "model.joblib": 10,
    "labels.txt": 5,
    "parts/a.bin": 1,
    "parts/b.bin": 1,
    "parts/sub/c.txt": 1,
}

LOADS = """
import glob
import io
import os
import pathlib
import joblib
from pathlib import Path

def model_fn(model_dir):
    return {}
"""


def loads(expression: str, files: dict[str, int] | None = FILES) -> list[Event]:
    """What `model_fn` opens."""
    text = LOADS.format(expression)
    return [one for one in outcomes(text, ModelFn(), files=files)[0].events if one.kind == "opened"]


@pytest.mark.parametrize(
    "path",
    [
        'os.path.join(model_dir, "model.joblib")',
        'model_dir + "/model.joblib"',
        'f"{model_dir}/model.joblib"',
        '"{}/{}".format(model_dir, "model.joblib")',
        '"%s/model.joblib" % model_dir',
        'Path(model_dir) / "model.joblib"',
        'str(Path(model_dir) / "parts" / ".." / "../model.joblib").replace("parts/../../", "")',
        'pathlib.Path(model_dir, "model.joblib")',
        'Path(model_dir).joinpath("model.joblib")',
        'os.path.abspath("model.joblib")',
        'Path("model.joblib").resolve()',
        'os.path.join(os.getcwd(), "model.joblib")',
        'Path.cwd() / "model.joblib"',
        'os.sep.join([model_dir, "model.joblib"])',
        '[model_dir + "/" + n for n in os.listdir(model_dir) if n.endswith(".joblib")][0]',
        'glob.glob(model_dir + "/*.joblib")[0]',
        'next(Path(model_dir).glob("*.joblib"))',
        '[p for p in Path(model_dir).iterdir() if p.suffix == ".joblib"][0]',
        'os.path.join(os.path.dirname(os.path.dirname(__file__)), "model.joblib")',
        'Path(__file__).parent.parent / "model.joblib"',
        'Path(__file__).parents[1].with_name("x").parent / "model" / "model.joblib"',
    ],
)
def test_a_path_is_followed_to_a_file_of_the_package(path: str) -> None:
    (event,) = loads(f"joblib.load({path})")

    assert (event.subject, event.missing) == ("model.joblib", False)
    assert event.place is not None
    assert event.place.line == 10


@pytest.mark.parametrize(
    "action",
    [
        "open({})",
        "io.open({})",
        "joblib.load({})",
        "Path({}).open()",
        "Path({}).read_text()",
        "os.path.getsize({})",
    ],
)
def test_a_file_that_is_surely_not_there(action: str) -> None:
    text = LOADS.format(action.format('os.path.join(model_dir, "absent.bin")'))
    found = outcome(text, ModelFn(), files=FILES)

    assert found.error is not None
    assert found.error.type == "FileNotFoundError"
    assert found.error.message.startswith("[Errno 2] No such file or directory: '")
    assert found.error.missing == "absent.bin"
    assert [(one.subject, one.missing) for one in found.events] == [("absent.bin", True)]


def test_without_a_complete_listing_nothing_is_known_to_be_absent() -> None:
    assert [one.missing for one in loads('open(model_dir + "/absent.bin")', files=None)] == [False]


def test_a_file_elsewhere_is_opened_under_its_whole_path() -> None:
    assert [one.subject for one in loads('open("/etc/hosts")')] == ["/etc/hosts"]


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ('os.path.exists(model_dir + "/labels.txt")', True),
        ('os.path.exists(model_dir + "/absent")', False),
        ('os.path.isfile(model_dir + "/parts")', False),
        ('os.path.isdir(model_dir + "/parts")', True),
        ("os.path.isdir(model_dir)", True),
        ('Path(model_dir, "parts", "a.bin").exists()', True),
        ('Path(model_dir, "parts").is_file()', False),
        ('Path(model_dir, "parts").is_dir()', True),
        ('sorted(os.listdir(model_dir + "/parts"))', ["a.bin", "b.bin", "sub"]),
        (
            '[os.path.basename(p) for p in glob.glob(model_dir + "/parts/*.bin")]',
            ["a.bin", "b.bin"],
        ),
        ('os.listdir(model_dir + "/absent")', []),
    ],
)
def test_what_lies_in_the_package_is_known(expression: str, value: object) -> None:
    text = LOADS.format(
        f"0\n\ndef answer(model_dir='/srv/odd place/model'):\n    return {expression}"
    )

    assert answer(text, files=FILES).value == value


@pytest.mark.parametrize(
    "expression",
    [
        'os.path.exists(model_dir + "/x")',
        "os.listdir(model_dir)",
        'os.path.isfile("/etc/hosts")',
        'glob.glob(model_dir + "/**")',
    ],
)
def test_what_is_not_listed_is_not_known(expression: str) -> None:
    text = LOADS.format(
        f"0\n\ndef answer(model_dir='/srv/odd place/model'):\n    return {expression}"
    )

    assert not answer(text).known


@pytest.mark.parametrize(
    "write",
    [
        'open(path, "w").write("x")',
        'Path(path).write_text("x")',
        "Path(path).touch()",
        'open(path, mode="ab")',
        "os.makedirs(path)",
    ],
)
def test_a_file_that_the_handler_wrote_may_be_there(write: str) -> None:
    text = (
        LOADS.format("0")
        + f"""
def answer(path='/srv/odd place/model/new'):
    before = os.path.exists(path)
    {write}
    return before, os.path.exists(path)
"""
    )
    (end,) = answers(text, files=FILES)

    assert end.value[0] is False
    assert end.value[1].kind == "bool"


def test_a_path_that_is_not_known_may_be_absent() -> None:
    text = """
        import somewhere

        def model_fn(model_dir):
            try:
                return open(somewhere.path()).read()
            except FileNotFoundError:
                return None
        """

    # The path itself comes from a library, which may raise anything.
    assert ends(text, ModelFn(), files=FILES) == {"str", "None", "Exception"}


def test_a_file_that_is_there_may_still_be_refused_by_its_reader() -> None:
    text = """
        import joblib

        def model_fn(model_dir):
            try:
                return [joblib.load(model_dir + "/model.joblib")]
            except Exception:
                return None
        """

    assert {one.value.text for one in outcomes(text, ModelFn(), files=FILES)} == {"list", "None"}


def test_the_environment_of_the_world() -> None:
    text = """
        import os

        def answer():
            there = "MODE" in os.environ, "OTHER" in os.environ
            return os.environ["MODE"], os.environ.get("MODE"), os.getenv("OTHER", "no"), there
        """
    end = answer(text, environ={"MODE": "fast"})

    assert end.value == ("fast", "fast", "no", (True, False))


def test_a_variable_that_is_not_known_may_be_absent() -> None:
    text = """
        import os

        def answer():
            try:
                return os.environ["MODE"]
            except KeyError:
                return None
        """

    assert {getattr(end.value, "kind", end.value) for end in answers(text)} == {"str", None}


def test_a_changed_global_is_an_event() -> None:
    text = """
        model = None

        def model_fn(model_dir):
            global model
            model = 1
        """

    assert [(one.kind, one.subject) for one in outcome(text, ModelFn()).events] == [
        ("changed", "model")
    ]


def test_a_path_of_pathlib_refuses_what_python_refuses() -> None:
    text = "from pathlib import Path\ndef answer():\n    return Path('a') / 1\n"

    assert answer(text).message == "unsupported operand type(s) for /: 'PosixPath' and 'int'"


def test_the_load_comes_before_the_calls_that_need_the_model() -> None:
    text = "def model_fn(model_dir):\n    raise OSError('no')\ndef predict_fn(data, model):\n    return data\n"
    (way,) = ways(text, Case((PredictFn(),))).ways

    assert way.runs[0].loaded is not None
    assert way.runs[0][0].why_not == "model_fn raised OSError"
