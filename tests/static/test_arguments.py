"""Calls among the arguments of a call: gone into one by one, as Python evaluates them."""

import pytest

from handler_lint.calls import Case
from tests.static.abstract import ends, read, ways


def test_calls_among_the_arguments_of_a_call_are_gone_into() -> None:
    """What they do comes together before the call is made: two questions each, and no product of their answers."""
    helpers = "".join(
        f"""
        def part_{i}(body):
            seen.append({i})
            if somewhere.one():
                kind = {i}
            elif somewhere.two():
                kind = {i}
            else:
                kind = {i}
            return kind
"""
        for i in range(6)
    )
    arguments = ", ".join(f"part_{i}(body)" for i in range(5))
    text = f"""
        import somewhere
        seen = []
{helpers}
        class Model:
            def __init__(self, *parts, last=None):
                self.parts = (*parts, last)

        def input_fn(body, content_type):
            model = Model({arguments}, last=part_5(body))
            if model.parts != (0, 1, 2, 3, 4, 5) or seen != [0, 1, 2, 3, 4, 5]:
                return None
            return 1
        """
    found = ways(text, Case((read(),)))

    assert found.complete
    assert {way.runs[0].last.value.text for way in found.ways} == {"int"}
    assert len(found.ways) < 3**6


@pytest.mark.parametrize(
    ("statement", "end"),
    [
        ("return pair(one(), two())", "tuple"),
        ("return pair(first=one(), second=two())", "tuple"),
        ("return pair(pair(one(), two()), len(two()))", "tuple"),
        ("return str(pair(one(), two()))", "str"),
        ("pair(one(), fails())", "KeyError"),
        ("return pair(one(), *[two(), two()])", "TypeError"),
        ("return None if pair(one(), two()) == (1, 'two') else 1", "None"),
        ("made = pair(one(), two())\n            return made[1]", "str"),
    ],
)
def test_such_a_call_ends_as_python_ends_it(statement: str, end: str) -> None:
    text = f"""
        def one():
            return 1

        def two():
            return "two"

        def fails():
            raise KeyError("a")

        def pair(first, second):
            return first, second

        def input_fn(body, content_type):
            {statement}
        """

    assert ends(text) == {end}


def test_an_exception_in_an_argument_is_caught_around_the_call() -> None:
    text = """
        def fails(body):
            if body:
                raise KeyError("a")
            return 1

        def pair(first, second):
            return first, second

        def input_fn(body, content_type):
            try:
                return pair(fails(body), fails(body))
            except KeyError:
                return None
        """

    assert ends(text) == {"tuple", "None"}
