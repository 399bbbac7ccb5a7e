"""One tree for all cases, and the bodies that calls get."""

import io
import json
import zipfile

import pytest

from handler_lint.calls import (
    UNKNOWN_TYPE,
    AnyBody,
    Case,
    GivenBody,
    Import,
    InputFn,
    Invoke,
    ModelFn,
    OutputFn,
    PredictFn,
)
from handler_lint.dynamic.bodies import made_body
from handler_lint.dynamic.plan import Node
from handler_lint.dynamic.planner import concrete, concrete_together, make_plan
from handler_lint.package.model import Sample

ONE, TWO = GivenBody("one.json", b"1"), GivenBody("two.json", b"2")
READ_ONE, READ_TWO = InputFn("application/json", ONE), InputFn("application/json", TWO)


def test_equal_beginnings_are_one_and_the_order_is_depth_first() -> None:
    plan, ids = make_plan(
        [
            (Case((READ_ONE, PredictFn())), "A"),
            (Case((READ_TWO,)), "A"),
            (Case((READ_ONE, PredictFn(), OutputFn("text/csv"))), "B"),
            (Case((READ_ONE, PredictFn(), OutputFn(None))), "B"),
        ]
    )

    assert plan.nodes == (
        Node(0, Import(), None),
        Node(1, ModelFn(), 0),
        Node(2, READ_ONE, 1, ("A", "B")),
        Node(3, PredictFn(), 2, ("A", "B")),
        Node(4, OutputFn("text/csv"), 3, ("B",)),
        Node(5, OutputFn(None), 3, ("B",)),
        Node(6, READ_TWO, 1, ("A",)),
    )
    assert list(ids.values()) == [(0, 1, 2, 3), (0, 6), (0, 1, 2, 3, 4), (0, 1, 2, 3, 5)]


def test_without_a_case_that_loads_nothing_is_loaded() -> None:
    plan, ids = make_plan([(Case((READ_ONE,)), "A"), (Case((READ_TWO, READ_TWO)), "A")])

    assert [node.call for node in plan.nodes] == [Import(), READ_ONE, READ_TWO, READ_TWO]
    assert [node.parent for node in plan.nodes] == [None, 0, 0, 2]
    assert list(ids.values()) == [(0, 1), (0, 2, 3)]


def test_import_and_load_carry_only_the_codes_of_cases_that_name_them() -> None:
    plan, ids = make_plan(
        [
            (Case((READ_ONE,), load=True), "A"),
            (Case((ModelFn(),)), "B"),
            (Case((Import(),)), "C"),
            (Case((ModelFn(), READ_ONE)), "D"),
            (Case((READ_ONE,), load=True), "A"),
        ]
    )

    assert [node.codes for node in plan.nodes] == [("C",), ("B", "D"), ("A", "D")]
    assert list(ids.values()) == [(0, 1, 2), (0, 1), (0,), (0, 1, 2)]


def test_the_same_request_of_two_rules_is_made_once_with_both_codes() -> None:
    case = Case((READ_ONE,))

    plan, ids = make_plan([(case, "B"), (case, "A"), (case, "B")])

    assert plan.nodes[1].codes == ("B", "A")
    assert ids == {case: (0, 1)}


JSON_ONE = Sample("one.json", "application/json", b"1")
JSON_TWO = Sample("two.json", "application/json", b"2")
CSV = Sample("rows.csv", "text/csv", b"1,2")


def any_of(content_type: str | None) -> Case:
    return Case((InputFn(content_type, AnyBody()), PredictFn()))


def bodies(cases: tuple[Case, ...]) -> list[tuple[str, bytes]]:
    found = []
    for case in cases:
        call = case.calls[0]
        assert isinstance(call, InputFn | Invoke)
        assert isinstance(call.body, GivenBody)
        found.append((call.body.name, call.body.data))
    return found


def test_each_sample_of_the_type_is_sent() -> None:
    cases = concrete(
        any_of("Application/JSON; charset=utf-8"), [CSV, JSON_ONE, JSON_TWO], ["application/json"]
    )

    assert bodies(cases) == [("one.json", b"1"), ("two.json", b"2")]
    assert all(case.calls[1] == PredictFn() for case in cases)


@pytest.mark.parametrize("content_type", [UNKNOWN_TYPE, "image/png", None, ""])
def test_an_unknown_type_is_sent_with_the_first_sample(content_type: str | None) -> None:
    cases = concrete(any_of(content_type), [CSV, JSON_ONE], ["application/json", "text/csv"])

    assert bodies(cases) == [("rows.csv", b"1,2")]


def test_a_known_type_without_sample_is_sent_with_the_smallest_body() -> None:
    cases = concrete(any_of("text/csv"), [JSON_ONE], ["application/json", "text/csv"])

    assert bodies(cases) == [("a made-up body", b"0")]


def test_an_unknown_type_without_samples_is_sent_with_the_smallest_body_of_a_known_one() -> None:
    assert bodies(concrete(any_of(UNKNOWN_TYPE), [], ["text/csv"])) == [("a made-up body", b"0")]


@pytest.mark.parametrize("known", [[], ["application/x-of-its-own"]])
def test_where_nothing_is_known_the_body_is_empty(known: list[str]) -> None:
    assert bodies(concrete(any_of(UNKNOWN_TYPE), [], known)) == [("an empty body", b"")]


def test_cases_that_are_judged_together_get_the_same_body() -> None:
    together = (any_of(UNKNOWN_TYPE), any_of("text/csv"), Case((READ_ONE,)))

    groups = concrete_together(together, [JSON_ONE, CSV], ["text/csv"])

    assert len(groups) == 1
    assert bodies(groups[0]) == [("rows.csv", b"1,2"), ("rows.csv", b"1,2"), ("one.json", b"1")]


def test_a_whole_request_gets_its_body_too() -> None:
    case = Case((Invoke("text/csv", AnyBody(), None),), load=True)

    (given,) = concrete(case, [CSV], ["text/csv"])

    assert given == Case((Invoke("text/csv", GivenBody("rows.csv", b"1,2"), None),), load=True)


def test_given_bodies_stay() -> None:
    assert concrete(Case((READ_ONE,)), [JSON_TWO], []) == (Case((READ_ONE,)),)


def test_made_bodies_are_valid() -> None:
    assert json.loads(made_body("application/json").data) == {}
    assert json.loads(made_body("application/vnd.api+json; v=1").data) == {}
    assert json.loads(made_body("application/jsonlines").data) == {}
    with zipfile.ZipFile(io.BytesIO(made_body("application/x-npz").data)) as archive:
        assert archive.read("arr_0.npy") == made_body("application/x-npy").data
    assert all(made_body(name).made for name in ("text/csv", "no/type", ""))


def test_numpy_reads_the_made_arrays() -> None:
    numpy = pytest.importorskip("numpy")

    assert numpy.load(io.BytesIO(made_body("application/x-npy").data)).tolist() == [0.0]
    assert numpy.load(io.BytesIO(made_body("application/x-npz").data))["arr_0"].tolist() == [0.0]


def test_a_timed_call_that_is_looked_at_too_is_made_twice_and_shown_once() -> None:
    chain, alone = Case((READ_ONE, PredictFn())), Case((READ_TWO,))
    plan, _ = make_plan([(Case((READ_ONE,)), "B"), (alone, "B")], [(chain, "A")])

    assert plan.nodes == (
        Node(0, Import(), None, (), True),
        Node(1, ModelFn(), 0, (), True),
        Node(2, READ_ONE, 1, ("A",), True),
        Node(3, PredictFn(), 2, ("A",), True),
        Node(4, READ_ONE, 1, ("B",)),
        Node(5, READ_TWO, 1, ("B",)),
    )
    assert plan.shown() == {0: 0, 1: 1, 2: 2, 3: 3, 4: 2, 5: 5}
    assert plan.ids(Case((READ_ONE,))) == (0, 4)
    assert plan.ids(chain) == (0, 1, 2, 3)


def test_import_and_load_are_timed_unless_something_is_looked_for_in_them() -> None:
    chain = Case((READ_ONE, PredictFn()))
    looked, _ = make_plan([(Case((ModelFn(),)), "B")], [(chain, "A")])
    timed, _ = make_plan([(Case((READ_ONE,)), "B")], [(chain, "A")])

    assert [node.timed for node in looked.nodes[:2]] == [False, False]
    assert [node.timed for node in timed.nodes[:2]] == [True, True]
