"""Forks: what is asked, who decides it, how often; and what is only assumed."""

import pytest

from handler_lint.calls import Case, InputFn, ModelFn, PredictFn
from tests.static.abstract import IMAGE, JSON, ends, read, ways


def forks(text: str, *calls: InputFn | ModelFn | PredictFn) -> list[tuple[str, str]]:
    """The questions of all ways, each with who decides it."""
    found = ways(text, Case(calls or (read(),)))
    every = {(fork.question, " ".join(sorted(fork.by))) for way in found.ways for fork in way.forks}
    return sorted(every)


@pytest.mark.parametrize(
    ("condition", "by"),
    [
        ("len(body) > 3", "client"),
        ("json.loads(body)", "client"),
        ('json.loads(body)["a"]', "client"),
        ("[x for x in body.split()]", "client"),
        ("os.path.exists(name)", "package"),
        ('open("settings").read()', "package"),
        ("os.environ['MODE'] == 'x'", "package"),
        ("torch.cuda.is_available()", "library"),
        ("somewhere.flag()", "library"),
        ("Mode.FAST == 1", "ignorance"),
    ],
)
def test_who_decides_a_fork(condition: str, by: str) -> None:
    text = f"""
        import enum, json, os
        import somewhere, torch

        name = "settings"

        class Mode(enum.Flag):
            FAST = 1

        def input_fn(body, content_type):
            if {condition}:
                return 1
        """

    assert [one for _, one in forks(text)] == [by]


def test_an_equal_question_is_asked_once() -> None:
    text = """
        def input_fn(body, content_type):
            first = 1 if body else 2
            second = 1 if body else 2
            assert not body or body
            return None if first != second else 1
        """

    assert ends(text) == {"int"}


def test_its_negation_is_the_same_question() -> None:
    text = """
        def input_fn(body, content_type):
            empty = body == "x"
            full = body != "x"
            return None if empty == full else 1
        """

    assert len(ways(text, Case((read(),))).ways) <= 4


def test_what_was_changed_is_asked_again() -> None:
    text = """
        import json

        def input_fn(body, content_type):
            rows = json.loads(body)
            if not rows:
                rows.append(1)
            return 1 if rows else None
        """

    assert ends(text) == {"int", "None"}


def test_the_same_body_is_asked_once_in_a_tuple_of_cases() -> None:
    text = """
        def input_fn(body, content_type):
            return 1 if len(body) > 3 else None
        """
    cases = Case((read(JSON),)), Case((read(IMAGE),))
    found = ways(text, *cases)
    pairs = {tuple(run.last.value.text for run in way.runs) for way in found.ways}

    assert pairs == {("int", "int"), ("None", "None")}


def test_different_things_are_not_the_same_question_in_a_tuple_of_cases() -> None:
    text = """
        import somewhere

        def input_fn(body, content_type):
            if content_type == "application/json":
                return 1 if somewhere.one() else None
            return 1 if somewhere.two() else None
        """
    found = ways(text, Case((read(JSON),)), Case((read(IMAGE),)))

    assert len(found.ways) == 4
    assert {fork.during for way in found.ways for fork in way.forks} == {0, 1}


def test_outside_a_try_a_library_call_is_assumed_to_succeed() -> None:
    text = """
        import json

        def input_fn(body, content_type):
            return json.loads(body)["rows"]
        """
    (way,) = ways(text, Case((read(),))).ways

    # the first is the stack's, which decodes the body
    assert [what for what, _ in way.assumed] == [".decode", "json.loads", "the item is there"]
    assert [spot.place.line for _, spot in way.assumed[1:]] == [5, 5]


def test_inside_a_try_it_is_a_fork() -> None:
    text = """
        import json

        def input_fn(body, content_type):
            try:
                return [json.loads(body)]
            except ValueError:
                return None
        """

    assert ends(text) == {"list", "None"}
    assert forks(text) == [("json.loads succeeds", "client")]


def test_a_try_of_the_caller_counts() -> None:
    text = """
        def parse(body):
            return float(body)

        def input_fn(body, content_type):
            try:
                return parse(body)
            except ValueError:
                return None
        """

    assert ends(text) == {"float", "None"}


def test_a_try_that_catches_everything_asks_once() -> None:
    text = """
        import json

        def input_fn(body, content_type):
            try:
                data = json.loads(body)
                return [float(data["x"])]
            except Exception:
                return None
        """

    assert len(ways(text, Case((read(),))).ways) == 2


def test_a_try_that_tells_kinds_apart_asks_for_each() -> None:
    text = """
        import json

        def input_fn(body, content_type):
            try:
                data = json.loads(body)
                return [float(body)]
            except json.JSONDecodeError:
                return 1
            except ValueError:
                return None
        """

    assert ends(text) == {"list", "int", "None"}


def test_the_class_of_a_foreign_exception_is_a_fork() -> None:
    text = """
        import somewhere

        def input_fn(body, content_type):
            try:
                somewhere.check(body)
            except somewhere.Refused:
                return None
            return 1
        """

    assert ends(text) == {"int", "None", "Exception"}


def test_what_is_suppressed_may_raise() -> None:
    text = """
        from contextlib import suppress

        def input_fn(body, content_type):
            with suppress(ValueError):
                return float(body)
        """

    assert ends(text) == {"float", "None"}


def test_a_suppressed_foreign_exception_is_a_fork() -> None:
    text = """
        from contextlib import suppress
        import somewhere

        def input_fn(body, content_type):
            with suppress(somewhere.Refused):
                somewhere.check(body)
                return 1
        """

    assert ends(text) == {"int", "None", "Exception"}


def test_a_comprehension_does_not_fork() -> None:
    text = """
        def input_fn(body, content_type):
            return [float(x) for x in body.split(",") if x and x != "nan"]
        """

    assert len(ways(text, Case((read(),))).ways) == 1


def test_a_comprehension_that_raises_may_have_no_element() -> None:
    text = """
        def input_fn(body, content_type):
            return [x.nothing for x in body.split(",")]
        """

    assert ends(text) == {"list", "AttributeError"}
