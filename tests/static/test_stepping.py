"""Ways that part and come together: what is after a statement is followed once for each state."""

from collections.abc import Sequence

import pytest

from handler_lint.calls import Call, Case, InputFn, ModelFn, Outcome, PredictFn
from handler_lint.static.execute import Execution, Ways
from tests.static.abstract import (
    ANY_BODY,
    CSV,
    HANDLER,
    IMAGE,
    JSON,
    ends,
    outcomes,
    read,
    spelled,
    ways,
    world,
)


def loaded(text: str, **package: object) -> Ways:
    return ways(text, Case((ModelFn(),)), **package)


def test_branches_that_bind_the_same_come_together() -> None:
    text = """
        def input_fn(body, content_type):
            if body:
                kind = "full"
            else:
                kind = "full"
            return kind
        """

    assert ends(text) == {"str"}


def test_branches_that_bind_other_values_stay_apart_while_they_are_few() -> None:
    text = """
        def input_fn(body, content_type):
            if body:
                kind = "full"
            else:
                kind = None
            return kind
        """

    assert ends(text) == {"str", "None"}


def test_of_many_states_only_what_they_have_in_common_is_known() -> None:
    switches = "".join(
        f"""
            if body[{i}:{i + 1}]:
                name_{i} = "{i}"
            else:
                name_{i} = {i}
"""
        for i in range(9)
    )
    text = f"""
        def input_fn(body, content_type):
            sure = "sure"
{switches}
            return sure if name_0 else None
        """

    assert ends(text) == {"str", "None"}


def test_a_name_that_only_some_of_many_ways_bind_is_assumed_to_be_bound() -> None:
    switches = "".join(
        f"            if body[{i}:{i + 1}]:\n                only_{i} = {i}\n" for i in range(9)
    )
    text = f"""
        def input_fn(body, content_type):
{switches}
            return only_0
        """
    found = ways(text, Case((read(),)))

    assert found.complete
    assert any(way.runs[0].last.returned for way in found.ways)


def test_containers_that_ways_changed_differently_stay_apart() -> None:
    text = """
        rows = []

        def input_fn(body, content_type):
            if body:
                rows.append(1)
            return None if rows else 1
        """

    assert ends(text) == {"int", "None"}


def test_functions_that_the_handler_calls_are_gone_into() -> None:
    text = """
        def first(body):
            if not body:
                raise ValueError("empty")
            rows = second(body)
            return rows

        def second(body):
            if len(body) > 10:
                return None
            return body

        def input_fn(body, content_type):
            rows = first(body)
            first(body)
            return rows
        """

    assert ends(text) == {"ValueError", "None", "str"}


def test_a_bound_method_with_arguments_given_before_is_gone_into() -> None:
    text = """
        from functools import partial

        class Reader:
            def read(self, body, kind, strict=False):
                if strict and not body:
                    return None
                return kind

        reader = Reader()
        reads = partial(reader.read, strict=True)

        def input_fn(body, content_type):
            return reads(body, content_type)
        """

    assert ends(text) == {"str", "None"}


def test_an_exception_is_caught_where_the_body_of_a_try_is_gone_through() -> None:
    text = """
        import json

        def parsed(body):
            try:
                rows = json.loads(body)
            except ValueError as error:
                reason = str(error)
            else:
                return rows["rows"]
            return None

        def input_fn(body, content_type):
            try:
                return parsed(body)
            except KeyError:
                return 1
            except TypeError:
                raise RuntimeError("no rows") from None
        """

    assert ends(text, read(JSON, b"{")) == {"None"}
    assert ends(text, read(JSON, b'{"a": 1}')) == {"int"}
    assert ends(text, read(JSON, b"1")) == {"RuntimeError"}
    assert ends(text, read(JSON, b'{"rows": "x"}')) == {"str"}


def test_an_exception_that_no_clause_catches_goes_on() -> None:
    text = """
        def input_fn(body, content_type):
            try:
                try:
                    raise KeyError("a")
                except ValueError:
                    return 1
            except undefined:
                return 2
        """

    assert ends(text) == {"NameError"}


def test_a_clause_takes_the_name_of_its_exception_away() -> None:
    text = """
        def input_fn(body, content_type):
            try:
                int("x")
            except ValueError as error:
                pass
            return error
        """

    assert ends(text) == {"UnboundLocalError"}


def test_a_return_leaves_the_try_that_it_stands_in() -> None:
    text = """
        import somewhere

        def inner(body):
            try:
                return somewhere.maybe(body)
            except Exception:
                return None

        def input_fn(body, content_type):
            inner(body)
            somewhere.surely(body)
            return 1
        """

    assert ends(text) == {"int"}


def test_what_a_with_binds_is_there_in_its_body() -> None:
    text = """
        import os, threading

        lock = threading.Lock()

        def model_fn(model_dir):
            with lock, open(os.path.join(model_dir, "model.bin"), "rb") as file:
                return file.read()
        """
    (way,) = loaded(text, files={"model.bin": 3}).ways

    assert way.runs[0].last.value.text == "bytes"


def test_a_manager_of_the_package_sees_how_its_body_ends() -> None:
    text = """
        class Guard:
            def __enter__(self):
                return self

            def __exit__(self, kind, value, trace):
                return kind is KeyError

        def input_fn(body, content_type):
            with Guard() as guard:
                raise KeyError("x")
            return 1
        """

    assert ends(text) == {"int"}


def test_a_try_that_always_raises_again_is_no_fork() -> None:
    text = """
        import json

        def input_fn(body, content_type):
            try:
                return json.loads(body)
            except ValueError as error:
                raise RuntimeError("bad") from error
        """
    found = ways(text, Case((read(),)))

    assert {way.runs[0].last.ended for way in found.ways} == {"returned"}
    assert {spot.place.line for way in found.ways for _, spot in way.assumed} >= {6, 8}


def test_the_import_is_the_same_for_all_cases_of_a_tuple() -> None:
    text = """
        try:
            import somewhere
        except ImportError:
            somewhere = None

        def input_fn(body, content_type):
            return 1 if somewhere is None else None
        """
    found = ways(text, Case((read(JSON),)), Case((read(CSV),)))
    pairs = {tuple(run.last.value.text for run in way.runs) for way in found.ways}

    assert pairs == {("int", "int"), ("None", "None")}


def test_many_ways_of_an_import_become_one_that_knows_less() -> None:
    imports = "".join(
        f"        try:\n            import lib{i}\n        except ImportError:\n            lib{i} = None\n"
        for i in range(8)
    )
    text = f"""
{imports}
        KIND = "text/csv"

        def helper(content_type):
            return content_type == KIND

        def input_fn(body, content_type):
            return 1 if helper(content_type) else lib0.read(body)
        """
    found = ways(text, Case((read(CSV),)))

    assert found.complete
    assert len(found.ways) < 6
    assert {way.runs[0].last.value.text for way in found.ways} == {"int"}


def test_many_models_become_one_that_knows_less() -> None:
    options = "".join(
        f"            model['{i}'] = '{i}' if os.path.exists('{i}') else None\n" for i in range(7)
    )
    text = f"""
        import os

        def model_fn(model_dir):
            model = {{"kind": "table"}}
{options}
            return model

        def predict_fn(data, model):
            return model["kind"]
        """
    case = Case((InputFn(JSON, ANY_BODY), PredictFn()))
    found = ways(text, case)

    assert found.complete
    assert len(found.ways) < 60
    assert all(way.runs[0].last.returned for way in found.ways)


def test_a_load_that_fails_is_told_in_each_of_its_ways() -> None:
    text = """
        import os

        def model_fn(model_dir):
            if not os.path.exists(os.path.join(model_dir, "a")):
                raise RuntimeError("no a")
            if not os.path.exists(os.path.join(model_dir, "b")):
                raise ValueError("no b")
            return 1

        def predict_fn(data, model):
            return data
        """
    last = outcomes(text, PredictFn())

    assert {one.why_not for one in last if one.ended == "not_made"} == {
        "model_fn raised RuntimeError",
        "model_fn raised ValueError",
    }
    assert any(one.ended == "returned" for one in last)


def test_what_is_executed_for_one_case_is_not_executed_again_for_another() -> None:
    there = world(
        """
        def model_fn(model_dir):
            return 1

        def input_fn(body, content_type):
            return 1

        def predict_fn(data, model):
            return data
        """
    )
    execution = Execution(there, HANDLER)
    chain = Case((InputFn(JSON, ANY_BODY), PredictFn()))
    first = execution.ways((chain,))
    nodes = execution.tree.root.after.copy()
    again = execution.ways((Case((ModelFn(),)),))

    assert first.complete
    assert again.complete
    assert execution.tree.root.after == nodes


def test_rounds_of_a_loop_come_together_after_each() -> None:
    names = [f"name_{i}" for i in range(14)]
    text = f"""
        def input_fn(body, content_type):
            scores = {{}}
            for name in {names}:
                if body[name] is None:
                    scores[name] = "nothing"
                    continue
                scores[name] = 1
            return len(names) if (names := list(scores)) else None
        """

    found = ways(text, Case((InputFn(JSON, ANY_BODY),)))

    assert found.complete
    assert len(found.ways) < 20


@pytest.mark.parametrize("end", ["break", "continue"])
def test_a_loop_is_left_from_within_what_stands_in_it(end: str) -> None:
    text = f"""
        def input_fn(body, content_type):
            for name in ("a", "b"):
                try:
                    if body:
                        raise ValueError(name)
                except ValueError:
                    with open("/tmp/log") as log:
                        try:
                            {end}
                        finally:
                            pass
                return 1
            else:
                return "all"
            return None
        """

    assert ends(text) == {"break": {"int", "None"}, "continue": {"int", "str"}}[end]


def test_a_break_outside_a_loop_ends_nothing_of_ours() -> None:
    assert ends("def input_fn(body, content_type):\n    if body:\n        break\n    return 1\n")


def test_loads_that_failed_alike_are_one_for_the_requests() -> None:
    text = """
        import somewhere

        def model_fn(model_dir):
            if somewhere.one():
                raise ValueError("one")
            if somewhere.two():
                raise ValueError("two")
            if somewhere.three():
                raise KeyError("three")
            return 1

        def predict_fn(data, model):
            return model
        """
    loads = ways(text, Case((ModelFn(),)))
    requests = ways(text, Case((PredictFn(),)))

    assert len(loads.ways) == 4
    assert sorted(way.runs[0].last.ended for way in requests.ways) == [
        "not_made",
        "not_made",
        "returned",
    ]


def test_a_list_that_many_ways_bind_differently_may_be_changed_by_another_name() -> None:
    branches = "".join(
        f"        elif somewhere.q{i}():\n            b = [{i}]\n" for i in range(1, 9)
    )
    text = f"""
    import somewhere
    a = [1]

    def input_fn(body, content_type):
        if somewhere.p0():
            return 1.5
        if somewhere.p1():
            return 1.5
        if somewhere.p2():
            b = [0]
        elif somewhere.p3():
            b = a
{branches}
        else:
            b = []
        b.append(3)
        return None if len(a) == 2 else 1
    """

    assert ends(text) == {"None", "int", "float"}


def test_a_further_case_that_asks_nothing_is_the_same_after_each_way_of_the_first() -> None:
    text = """
        import somewhere

        def input_fn(body, content_type):
            if content_type == "application/json":
                if somewhere.one():
                    return 1
                return 2 if somewhere.two() else 3
            return somewhere.made()

        def predict_fn(data, model):
            return 1 if somewhere.three() else "text"
        """
    pair = [Case((read(kind), PredictFn())) for kind in (JSON, CSV)]
    found = ways(text, *pair)
    told = {tuple((fork.option, fork.spot.place.line) for fork in way.forks) for way in found.ways}

    assert found.complete
    assert len(told) == len(found.ways) == 3 * 2 * 2
    for way in found.ways:
        first, second = way.runs
        asked = [fork.option for fork in way.forks if fork.spot.place.line == 12]
        assert [run.last.value.text for run in (first, second)] == [
            "int" if option == "yes" else "str" for option in asked
        ]
        assert {what for what, _ in way.assumed} >= {"somewhere.one", "somewhere.made"}


def test_what_a_further_case_does_not_ask_is_executed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    text = """
        import somewhere

        def input_fn(body, content_type):
            if content_type == "application/json" and somewhere.one():
                return 1
            return 2
        """
    execution = Execution(world(text), HANDLER)
    story, made = execution.tree.story, []
    arrive = story.arrive

    def counted(call: Call, before: Sequence[Outcome]) -> Outcome | None:
        made.append(call)
        return arrive(call, before)

    monkeypatch.setattr(story, "arrive", counted)
    found = execution.ways([Case((read(kind),)) for kind in (JSON, CSV)])

    assert len(found.ways) == 2
    assert made.count(read(CSV)) == 1


def test_what_it_asks_again_is_answered_as_on_each_way_of_the_first() -> None:
    text = """
        def input_fn(body, content_type):
            return 1 if body else None
        """
    found = ways(text, *(Case((read(kind),)) for kind in (IMAGE, "image/jpeg")))
    ended = [[spelled(run.last) for run in way.runs] for way in found.ways]

    assert ended == [["int", "int"], ["None", "None"]]
