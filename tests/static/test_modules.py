"""Modules: those of the package are executed, everything else is a name of a library."""

import pytest

from handler_lint.calls import Case
from handler_lint.static.execute import Execution
from handler_lint.static.machine import World
from tests.static.abstract import HANDLER, answer, answers, ends, outcome, read, source, ways, world

HELPER = """
LIMIT = 3
_hidden = 4

def parse(body):
    return None if body is None else LIMIT
"""


def test_a_module_beside_the_handler_is_executed() -> None:
    text = "import helper\ndef answer():\n    return helper.parse(1), helper.LIMIT\n"

    assert answer(text, modules={"helper.py": HELPER}).value == (3, 3)


def test_names_are_imported_from_it() -> None:
    text = "from helper import parse as p, LIMIT\ndef answer():\n    return p(1) + LIMIT\n"

    assert answer(text, modules={"helper.py": HELPER}).value == 6


def test_a_star_import_takes_public_names() -> None:
    text = "from helper import *\ndef answer():\n    return parse(1)\n"
    hidden = "from helper import *\ndef answer():\n    return _hidden\n"

    assert answer(text, modules={"helper.py": HELPER}).value == 3
    assert answer(hidden, modules={"helper.py": HELPER}).raised == "NameError"


def test_all_says_what_a_star_import_takes() -> None:
    text = "from helper import *\ndef answer():\n    return _hidden, LIMIT\n"
    listed = HELPER + '\n__all__ = ["_hidden"]\n'
    end = answer(text, modules={"helper.py": listed})

    assert (end.raised, end.message) == ("NameError", "name 'LIMIT' is not defined")


def test_a_star_import_of_a_library_may_bind_any_name() -> None:
    text = "from somewhere import *\ndef answer():\n    return len, nowhere\n"

    assert not answer(text).known


def test_a_package_of_the_package() -> None:
    modules = {
        "tools/__init__.py": "from .inner import parse\nfrom . import other\nVERSION = other.VERSION\n",
        "tools/inner.py": "from .other import VERSION\ndef parse(x):\n    return x, VERSION\n",
        "tools/other.py": "VERSION = 7\n",
    }
    text = """
        import tools.inner
        from tools import parse, VERSION

        def answer():
            return parse(1), VERSION, tools.inner.VERSION, tools.other.VERSION
        """

    assert answer(text, modules=modules).value == ((1, 7), 7, 7, 7)


def test_a_folder_without_init_is_a_package() -> None:
    text = "import tools.inner as inner\ndef answer():\n    return inner.X\n"

    assert answer(text, modules={"tools/inner.py": "X = 1\n"}).value == 1


def test_a_relative_import_over_two_levels() -> None:
    modules = {
        "a/__init__.py": "",
        "a/base.py": "X = 5\n",
        "a/b/__init__.py": "",
        "a/b/deep.py": "from ..base import X\nfrom .. import base\nY = base.X\n",
    }
    text = "from a.b.deep import X, Y\ndef answer():\n    return X, Y\n"

    assert answer(text, modules=modules).value == (5, 5)


def test_a_relative_import_of_a_plain_module_fails() -> None:
    end = answer(
        "from . import helper\ndef answer():\n    return 1\n", modules={"helper.py": HELPER}
    )

    assert end.raised == "ImportError"
    assert end.message == "attempted relative import with no known parent package"


def test_what_a_module_does_not_have_cannot_be_imported() -> None:
    end = answer("from helper import nothing\n", modules={"helper.py": HELPER})

    assert end.raised == "ImportError"
    assert str(end.message).startswith("cannot import name 'nothing' from 'helper' (/")


def test_a_module_that_a_package_does_not_have() -> None:
    end = answer("import tools.nothing\n", modules={"tools/__init__.py": ""})

    assert (end.raised, end.message) == ("ModuleNotFoundError", "No module named 'tools.nothing'")


def test_an_attribute_that_a_module_does_not_have() -> None:
    end = answer(
        "import helper\ndef answer():\n    return helper.no\n", modules={"helper.py": HELPER}
    )

    assert (end.raised, end.message) == ("AttributeError", "module 'helper' has no attribute 'no'")


def test_modules_that_import_each_other() -> None:
    modules = {
        "first.py": "import second\nX = 1\ndef both():\n    return X, second.Y\n",
        "second.py": "import first\nY = 2\ndef late():\n    return first.X\n",
    }
    text = "import first, second\ndef answer():\n    return first.both(), second.late()\n"

    assert answer(text, modules=modules).value == ((1, 2), 1)


def test_a_name_that_a_circle_of_imports_has_not_bound_yet() -> None:
    modules = {"first.py": "import second\nX = 1\n", "second.py": "import first\nY = first.X\n"}
    end = answer("import first\ndef answer():\n    return 1\n", modules=modules)

    assert end.raised == "AttributeError"
    assert "partially initialized module 'first' has no attribute 'X'" in str(end.message)


def test_a_module_is_executed_once() -> None:
    modules = {"counter.py": "made = []\n", "other.py": "import counter\ncounter.made.append(1)\n"}
    text = "import counter, other\nimport other\ndef answer():\n    return counter.made\n"

    assert answer(text, modules=modules).value == [1]


def test_a_global_of_another_module_is_set() -> None:
    text = "import helper\nhelper.LIMIT = 9\ndef answer():\n    return helper.parse(1)\n"

    assert answer(text, modules={"helper.py": HELPER}).value == 9


def test_a_module_named_at_run_time() -> None:
    text = "import importlib\ndef answer():\n    return importlib.import_module('helper').LIMIT\n"

    assert answer(text, modules={"helper.py": HELPER}).value == 3


def test_an_exception_of_an_imported_module_leaves_the_import() -> None:
    found = outcome("import helper\n", modules={"helper.py": "x = {}['a']\n"})

    assert found.error is not None
    assert (found.error.type, found.error.message) == ("KeyError", "'a'")
    assert found.place is not None
    assert (found.place.path, found.place.line) == ("code/helper.py", 1)


def test_the_calls_after_a_failed_import_are_not_made() -> None:
    (way,) = ways("raise ValueError('no')\n", Case((read(),))).ways

    assert way.runs[0][0].why_not == "the import raised ValueError"


def test_what_only_the_command_line_runs_is_not_executed() -> None:
    text = """
        def input_fn(body, content_type):
            return 1

        if __name__ == "__main__":
            raise SystemExit(input_fn(None, None))
        """

    assert ends(text) == {"int"}


def test_an_import_that_may_be_missing_is_a_fork_in_a_try() -> None:
    text = """
        try:
            import somewhere
        except ImportError:
            somewhere = None

        def answer():
            return somewhere is None
        """

    assert {end.value for end in answers(text)} == {True, False}


def test_the_standard_library_is_there() -> None:
    text = """
        try:
            import json
        except ImportError:
            json = None

        def answer():
            return json is None
        """

    assert answer(text).value is False


def test_names_of_the_module_are_set_by_their_text() -> None:
    text = """
        for name in ("a", "b"):
            globals()[name] = name * 2

        def answer():
            return a, b, globals()["a"]
        """

    assert answer(text).value == ("aa", "bb", "aa")


def test_a_single_file_that_may_have_neighbours() -> None:
    sources = {
        "inference.py": source("inference.py", "import helper\ndef input_fn(b, t):\n    return 1\n")
    }
    alone = World(sources, ("",), None, frozenset(), {}, True, world("").serving)
    (way,) = Execution(alone, "inference.py").ways((Case((read(),)),)).ways

    assert way.runs[0].last.value.text == "int"


def test_the_names_of_a_way_are_those_of_the_handler() -> None:
    (way,) = ways("import json\nX = 1\n", Case()).ways

    assert {"json", "X", "__name__"} <= set(way.names)
    assert HANDLER.endswith(f"{way.names['__name__']}.py")


def test_a_star_import_of_the_standard_library_binds_what_is_there() -> None:
    text = """
        from math import *

        def input_fn(body, content_type):
            return floor(2.5) if content_type == "application/json" else nothing
        """

    assert ends(text) == {"int"}
    assert ends(text, read("text/csv")) == {"NameError"}


@pytest.mark.parametrize("name", ["antigravity", "this", "numpy"])
def test_a_star_import_of_another_module_may_bind_anything(name: str) -> None:
    text = f"""
        from {name} import *

        def input_fn(body, content_type):
            return nothing
        """

    assert ends(text) == {"?"}
