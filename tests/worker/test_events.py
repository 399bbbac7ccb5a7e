"""What is told of a call while it runs: files opened, the place of the return, lines executed."""

import pytest

from handler_lint.calls import Case, Event, InputFn, Place, PredictFn
from tests.dynamic.support import CHAIN, EMPTY, JSON, LOAD, READ, RunHandler


def opened(subject: str, line: int, function: str = "model_fn", missing: bool = False) -> Event:
    return Event(
        "opened", subject, Place("code/inference.py", line, function=function), missing=missing
    )


def test_files_that_the_handler_opens_are_told_with_their_place(run: RunHandler) -> None:
    ran = run(
        """
        import os, pathlib
        def model_fn(model_dir):
            open(os.path.join(model_dir, "model.bin"), "rb")
            (pathlib.Path(model_dir) / "code" / ".." / "model.bin").read_bytes()
            open(b"model.bin")
            open("/dev/null")
            os.close(os.open("model.bin", os.O_RDONLY))
        """,
        LOAD,
    )

    assert ran.only.events == (
        opened("model.bin", 4),
        opened("model.bin", 5),
        opened("model.bin", 6),
        opened("/dev/null", 7),
        opened("model.bin", 8),
    )


def test_a_file_that_is_read_and_not_there_is_missing(run: RunHandler) -> None:
    ran = run(
        """
        import os
        def model_fn(model_dir):
            for mode in "r", "w":
                for path in "vocabulary.txt", os.environ["TMPDIR"] + "/new":
                    try: open(path, mode)
                    except OSError: pass
            os.close(os.open(os.environ["TMPDIR"] + "/newer", os.O_CREAT))
        """,
        LOAD,
    )

    assert [(event.subject.rpartition("/")[2], event.missing) for event in ran.only.events] == [
        ("vocabulary.txt", True),
        ("new", True),
        ("vocabulary.txt", False),
        ("new", False),
        ("newer", False),
    ]


def test_a_file_opened_by_a_library_is_told_at_the_handlers_place(run: RunHandler) -> None:
    ran = run(
        """
        import linecache
        def model_fn(model_dir):
            linecache.getlines("model.bin")
        """,
        LOAD,
    )

    assert opened("model.bin", 4) in ran.only.events


def test_imports_are_not_told_but_what_an_imported_helper_opens(run: RunHandler) -> None:
    ran = run(
        """
        def model_fn(model_dir):
            import helper
            import this_is_absent
        """,
        LOAD,
        files={"code/helper.py": 'import colorsys\nopen("model.bin")\n'},
    )

    assert ran.only.events == (Event("opened", "model.bin", Place("code/helper.py", 2)),)


def test_one_place_tells_a_file_three_times_and_a_call_two_hundred(run: RunHandler) -> None:
    ran = run(
        """
        def model_fn(model_dir):
            for n in range(10):
                open("model.bin")
            for n in range(1000):
                try: open(f"{n}.txt")
                except OSError: pass
        """,
        LOAD,
    )

    subjects = [event.subject for event in ran.only.events]
    assert subjects.count("model.bin") == 3
    assert len(subjects) == 200


def test_what_is_opened_by_number_or_below_very_deep_frames_is_not_told(run: RunHandler) -> None:
    ran = run(
        """
        def model_fn(model_dir):
            file = open("model.bin")
            open(file.fileno(), closefd=False)
            eval("lambda again, n: again(again, n - 1) if n else open('model.bin')")(
                eval("lambda again, n: again(again, n - 1) if n else open('model.bin')"), 300)
        """,
        LOAD,
    )

    assert ran.only.events == (opened("model.bin", 3),)


def test_what_was_opened_before_a_call_died_is_told(run: RunHandler) -> None:
    ran = run(
        """
        import os
        def model_fn(model_dir):
            open("model.bin")
            os._exit(3)
        """,
        LOAD,
    )

    assert ran.only.ended == "died"
    assert opened("model.bin", 4) in ran.only.events


RETURNS = {
    "its return statement": ("    if body:\n        return 1\n    return 2", 3),
    "the last test before the end": ("    if not body:\n        return 1", 2),
    "not that of a helper": ("    return helper()", 2),
    "not that of a nested call": ("    return 1 if body == 0 else input_fn(0, content_type)", 2),
}


@pytest.mark.parametrize(("body", "line"), RETURNS.values(), ids=RETURNS)
def test_a_value_has_the_place_where_its_function_returned(
    run: RunHandler, body: str, line: int
) -> None:
    ran = run(
        f"def input_fn(body, content_type):\n{body}\n\ndef helper():\n    return 1\n", Case((READ,))
    )

    assert ran.only.place == Place("code/inference.py", line, function="input_fn")


CALLED = {
    "a decorated function": (
        """
        import functools
        def input_fn(body, content_type):
            return body
        input_fn = functools.lru_cache(input_fn)
        """,
        "input_fn",
    ),
    "a partial": (
        """
        import functools
        def read(unused, body, content_type):
            return body
        input_fn = functools.partial(read, None)
        """,
        "read",
    ),
    "a method": (
        """
        class Handler:
            def read(self, body, content_type): return body
        input_fn = Handler().read
        """,
        "read",
    ),
    "an object": (
        """
        class Handler:
            def __call__(self, body, content_type): return body
        input_fn = Handler()
        """,
        "__call__",
    ),
    "a lambda": ("\n\ninput_fn = lambda body, content_type: body\n", "<lambda>"),
}


@pytest.mark.parametrize(("handler", "function"), CALLED.values(), ids=CALLED)
def test_the_place_is_found_behind(run: RunHandler, handler: str, function: str) -> None:
    ran = run(handler, Case((InputFn("text/csv", EMPTY),)))

    (bound,) = (one for one in ran.executed.bindings if one.name == "input_fn")
    assert ran.only.place is not None
    assert ran.only.place.function == function
    assert bound.place is not None
    assert bound.place.function == function
    assert bound.parameters == 2


@pytest.mark.parametrize("value", ["len", "print", "dict.get"])
def test_a_function_from_elsewhere_has_no_place(run: RunHandler, value: str) -> None:
    ran = run(f"input_fn = {value}", Case((READ,)))

    (bound,) = (one for one in ran.executed.bindings if one.name == "input_fn")
    assert bound.place is None
    assert ran.only.ended in ("returned", "raised")


def test_lines_are_told_for_functions_that_hold_a_wanted_line(run: RunHandler) -> None:
    handler = """\
        import json

        def input_fn(body, content_type):
            if content_type == "application/json":
                return helper(body)
            return None

        def helper(body):
            return json.loads(
                body
            )

        def predict_fn(data, model):
            return data

        def model_fn(model_dir):
            return 1
    """
    wanted = {"code/inference.py": frozenset({6, 10})}
    ran = run(handler, Case((READ, PredictFn())), trace=wanted)

    imported, loaded, read, predicted = (ran.executed.lines[number] for number in range(4))
    assert imported["code/inference.py"] >= {1, 3, 8, 13}
    assert loaded == {}
    assert read["code/inference.py"] >= {4, 5, 9, 10}
    assert 6 not in read["code/inference.py"]
    assert predicted == {}


def test_lines_are_told_of_a_call_that_raised_not_of_one_that_died(run: RunHandler) -> None:
    handler = """\
        import os
        def input_fn(body, content_type):
            if content_type:
                raise ValueError
            os._exit(1)
    """
    wanted = {"code/inference.py": frozenset({3})}
    ran = run(handler, Case((READ,)), Case((InputFn(None, EMPTY),)), trace=wanted)

    assert ran.executed.lines[1] == {"code/inference.py": {3, 4}}
    assert 2 not in ran.executed.lines


def test_a_helper_by_a_relative_path_entry_is_the_handlers(run: RunHandler) -> None:
    ran = run(
        """
        import sys
        sys.path.insert(0, "code/lib")
        import helper
        def input_fn(body, content_type):
            return helper.fail()
        """,
        Case((READ,)),
        files={"code/lib/helper.py": "def fail():\n    raise ValueError\n"},
    )

    assert ran.error.place == Place("code/lib/helper.py", 2, function="fail")


def test_a_handler_that_sets_its_own_tracer_is_run(run: RunHandler) -> None:
    ran = run(
        """
        import sys
        def input_fn(body, content_type):
            sys.settrace(None)
            return body
        """,
        Case((InputFn(JSON, EMPTY), InputFn(JSON, EMPTY))),
    )

    assert [outcome.ended for outcome in ran.runs[0]] == ["returned", "returned"]


def test_seconds_are_those_of_the_call(run: RunHandler) -> None:
    ran = run(
        """
        import time
        def input_fn(body, content_type):
            time.sleep(0.2)
        """,
        Case((READ,)),
    )

    assert ran.only.seconds is not None
    assert 0.2 <= ran.only.seconds < 1.0


def test_a_clean_chain_tells_nothing(run: RunHandler) -> None:
    ran = run(CHAIN, Case((READ, PredictFn())))

    assert all(outcome.events == () for outcome in ran.runs[0].all)
