"""What is not known stays unknown, and what is not understood is said."""

import pytest

from handler_lint.calls import Case
from tests.static.abstract import answer, answers, ends, read, ways


def missed(text: str) -> set[str]:
    return {what for way in ways(text, Case((read(),))).ways for what in way.missed}


@pytest.mark.parametrize(
    "expression",
    [
        "Mode.FAST",
        "Mode.FAST.value",
        "Mode('x')",
        "somewhere",
        "somewhere.x",
        "somewhere.f(1)",
        "somewhere.f(1)(2)",
        "somewhere.f(1).a.b",
        "somewhere.f()[0]",
        "somewhere.f() + 1",
        "-somewhere.f()",
        "somewhere.f() < 2",
        "somewhere.f() == 2",
        "somewhere.Base().x",
        "Mine().x",
        "Mine().f()",
        "Mine() + 1",
        "Mine()[0]",
        "len(Mine())",
        "random.random()",
        "time.time()",
        "datetime.datetime.now()",
        "uuid.uuid4()",
        "id(1)",
        "os.getpid()",
        "sys.version",
        "waits()",
        "[*somewhere.f()]",
        "{**somewhere.f()}",
        "{somewhere.f(): 1}",
        "{somewhere.f()}",
        "dict(somewhere.f())",
        "sorted([somewhere.f(), 1])",
        "min(somewhere.f(), 1)",
        "sum([somewhere.f(), 1])",
        "any([somewhere.f()])",
        "str(somewhere.f())",
        "f'{somewhere.f()}'",
        "f'{somewhere.f():.2f}'",
        "'%s' % somewhere.f()",
        "'{}'.format(somewhere.f())",
        "','.join(somewhere.f())",
        "int(somewhere.f())",
        "isinstance(somewhere.f(), int)",
        "type(somewhere.f())",
        "callable(somewhere.f())",
        "hasattr(somewhere.f(), 'x')",
        "copy.copy(somewhere.f())",
        "copy.copy(Box())",
        "eval('1')",
        "json.dumps(somewhere.f())",
        "next(somewhere.f())",
        "iter(somewhere.f())",
        "list(map(somewhere.f, [1]))",
        "Meta()",
        "Singleton()",
        "[1, 2][somewhere.f()]",
        "{'a': 1}[somewhere.f()]",
        "'abc'[somewhere.f()]",
        "'abc'[somewhere.f():]",
        "somewhere.f() in [1, 2]",
        "1 in somewhere.f()",
        "vars(somewhere)",
        "re.compile('a').match('a')",
        "re.match('a', 'a')",
        "functools.reduce(lambda a, b: a, somewhere.f())",
        "zip(*[iter([1, 2, 3, 4])] * 2)",
        "super(Box, somewhere.f())",
        "memoryview(b'a')",
        "Box() < Box()",
        "Loose(*somewhere.f())",
        "(lambda a, *rest, k=1, **more: (a, rest, k, more))(*somewhere.f(), **somewhere.g())",
        "issubclass(somewhere.Base, int)",
        "print(*somewhere.f())",
    ],
)
def test_it_stays_unknown(expression: str) -> None:
    text = f"""
        import copy, datetime, enum, functools, json, os, random, re, sys, time, uuid
        from dataclasses import dataclass
        import somewhere

        class Mode(enum.Flag):
            FAST = 1

        class Mine(somewhere.Base):
            pass

        class Meta(metaclass=somewhere.Kind):
            pass

        class Singleton:
            def __new__(cls):
                return 1

        class Box:
            pass

        @dataclass
        class Loose:
            a: int
            b: int = 2

        async def waits():
            return 1

        def answer():
            return {expression}
        """
    for end in answers(text):
        assert not end.known
        assert not end.raised


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("exec('x = 1')", "code that is made at run time"),
        ("with_async()", ""),
        ("setattr(body, content_type + body, 1)", "setattr with a name that is not known"),
        ("delattr(body, content_type + body)", "delattr with a name that is not known"),
        ("input_fn(body, content_type)", "recursion"),
        ("numbers().send(None)", ".send of a generator"),
        ("list(Own())", "an own iterator"),
        ("next(Own())", "an own iterator"),
        ("__import__(content_type + body)", "a module whose name is made at run time"),
        ("functools.reduce(max, body)", "reduce over something of unknown length"),
    ],
)
def test_a_construct_that_is_not_followed_is_said(statement: str, what: str) -> None:
    text = f"""
        import functools

        async def with_async():
            async with body as x:
                pass

        def numbers():
            yield 1

        class Own:
            def __iter__(self):
                return self
            def __next__(self):
                return 1

        def input_fn(body, content_type):
            {statement}
            return 1
        """

    assert missed(text) == ({what} if what else set())


def test_except_star_is_said() -> None:
    text = """
        def input_fn(body, content_type):
            try:
                return 1
            except* ValueError:
                return 2
        """

    assert missed(text) == {"except*"}


def test_a_list_that_a_library_was_given_may_have_changed() -> None:
    text = """
        import somewhere

        def answer():
            names = ["a"]
            somewhere.fill(names)
            return 1 if names else 2
        """

    assert {end.value for end in answers(text)} == {1, 2}


def test_a_list_that_a_known_library_was_given_is_the_same() -> None:
    text = """
        import logging

        def answer():
            names = ["a"]
            logging.info("names: %s", names)
            print(names)
            return names
        """

    assert answer(text).value == ["a"]


def test_an_attribute_that_was_set_on_something_unknown_is_not_guessed() -> None:
    text = """
        import somewhere

        def answer():
            box = somewhere.Box()
            if box.flag:
                return 1
            box.flag = True
            return 2 if box.flag else 3
        """

    assert {end.value for end in answers(text)} == {1, 2, 3}


def test_arguments_that_are_not_known_leave_parameters_unknown() -> None:
    text = """
        import somewhere

        def f(a, b=2, *rest, key=3, **more):
            return a, b, rest, key, more

        def answer():
            return f(1, *somewhere.rest(), key=4, **somewhere.more())
        """
    a, b, rest, key, more = answer(text).value

    assert (a, key) == (1, 4)
    assert b.kind == "any"
    assert isinstance(rest, tuple)
    assert isinstance(more, dict)


def test_a_partly_known_container_is_known_member_by_member() -> None:
    text = """
        import somewhere

        def answer():
            row = {"a": 1, "b": somewhere.x()}
            return row["a"], "b" in row, "c" in row, len(row), [1, somewhere.x()][0]
        """

    assert answer(text).value == (1, True, False, 2, 1)


def test_a_coroutine_is_what_an_async_function_returns() -> None:
    text = """
        async def input_fn(body, content_type):
            return 1
        """

    assert ends(text) == {"coroutine"}


def test_a_generator_is_what_a_generator_function_returns() -> None:
    text = """
        def input_fn(body, content_type):
            yield 1
        """

    assert ends(text) == {"generator"}


def test_a_class_that_derives_from_a_library_may_have_any_attribute() -> None:
    text = """
        import somewhere

        class Mine(somewhere.Base):
            def __init__(self):
                super().__init__()
                self.own = 1
            def use(self):
                return self.own, self.inherited

        def answer():
            own, inherited = Mine().use()
            return own
        """

    assert answer(text).value == 1


def test_a_default_for_a_missing_attribute_is_a_fork() -> None:
    text = """
        import somewhere

        def answer():
            return getattr(somewhere.x(), "name", None) is None
        """

    assert len(answers(text)) >= 2


def test_an_unknown_pattern_binds_unknown_names() -> None:
    text = """
        import somewhere

        def answer():
            match somewhere.x():
                case [first, *rest]:
                    return first, rest
                case {"a": found, **more}:
                    return found, more
                case int(n):
                    return n
                case Box(a=b):
                    return b
                case 3:
                    return 3
            return None

        class Box:
            pass
        """
    found = answers(text)

    assert any(end.value is None for end in found)
    assert any(end.value == 3 for end in found)
    assert len(found) >= 5
