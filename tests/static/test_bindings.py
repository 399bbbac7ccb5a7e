"""What is bound to the stack's names, how many parameters it counts, and how it calls."""

import pytest

from handler_lint.calls import Bound, Case, Invoke, ModelFn, OutputFn, PredictFn
from handler_lint.static.told import bound_as
from tests.static.abstract import ANY_BODY, JSON, ends, outcome, read, ways


def bound(text: str, name: str = "input_fn", **package: object) -> Bound:
    """How a name of the stack is bound."""
    (way,) = ways(text, Case(), **package).ways
    return next(one for one in way.runs[0].bindings if one.name == name)


SETUP = """
        import functools
        from dataclasses import dataclass
        import somewhere

        def plain(a, b=1, *rest, c, d=2, **more):
            return a

        def wraps(f):
            @functools.wraps(f)
            def inner(*args, **kwargs):
                return f(*args, **kwargs)
            return inner

        def forgets(f):
            def inner(*args, **kwargs):
                return f(*args, **kwargs)
            return inner

        @wraps
        def wrapped(body, content_type):
            return body

        @forgets
        def forgotten(body, content_type):
            return body

        class Handler:
            def __init__(self, x=0):
                self.x = x
            def method(self, body, content_type):
                return body
            @staticmethod
            def static(body):
                return body
            @classmethod
            def klass(cls, body, content_type):
                return body
            def __call__(self, body, content_type):
                return body

        class Nothing:
            pass

        @dataclass
        class Data:
            a: int
            b: int = 1

        class Foreign(somewhere.Base):
            pass
"""


@pytest.mark.parametrize(
    ("value", "parameters"),
    [
        ("plain", 6),
        ("wrapped", 2),
        ("forgotten", 2),
        ("Handler().method", 2),
        ("Handler.method", 3),
        ("Handler.static", 1),
        ("Handler.klass", 2),
        ("Handler()", 2),
        ("Handler", 1),
        ("Nothing", 0),
        ("Data", 2),
        ("Foreign", None),
        ("Foreign()", None),
        ("functools.partial(plain, 1)", 5),
        ("functools.partial(plain, c=1)", 6),
        ("functools.partial(wrapped, 1)", 1),
        ("functools.partial(somewhere.f, 1)", None),
        ("functools.lru_cache(maxsize=1)(plain)", 6),
        ("lambda body, content_type: body", 2),
        ("somewhere.input_fn", None),
        ("5", None),
    ],
)
def test_how_many_parameters_the_stack_counts(value: str, parameters: int | None) -> None:
    assert bound(f"{SETUP}\n        input_fn = {value}\n").parameters == parameters


@pytest.mark.parametrize(
    ("text", "shown", "kind"),
    [
        (
            "def input_fn(body,\n             content_type='x'): return 1\n",
            "input_fn(body, content_type='x')",
            "function",
        ),
        ("def f(a): return a\ninput_fn = f\n", "input_fn(a)", "function"),
        ("import numpy as np\ninput_fn = np.load\n", "input_fn is numpy.load", "other"),
        ("class input_fn:\n    pass\n", "input_fn is the class input_fn", "function"),
        ("input_fn = 5\n", "input_fn is bound, but not to a function of the package", "other"),
        ("input_fn = None\n", "", "none"),
        ("x = 1\n", "", "none"),
    ],
)
def test_how_a_binding_is_spelled(text: str, shown: str, kind: str) -> None:
    found = bound(text)

    assert (found.text, found.kind) == (shown, kind)
    assert (found.place is not None) == (kind == "function")


def test_a_method_is_spelled_with_its_name() -> None:
    text = "class A:\n    def m(self, body, t): return 1\ninput_fn = A().m\n"

    assert bound(text).text == "input_fn is m(self, body, t)"


def test_a_star_import_of_a_library_may_bind_any_of_the_names() -> None:
    text = "from somewhere import *\n\ndef input_fn(body, content_type):\n    return 1\n"

    assert bound(text, "model_fn").kind == "other"
    assert bound(text).kind == "function"


@pytest.mark.parametrize(
    ("own", "against"), [("input_fn", "transform_fn"), ("transform_fn", "input_fn")]
)
def test_a_star_import_is_not_taken_to_bind_what_the_stack_would_refuse_beside_the_own_names(
    own: str, against: str
) -> None:
    text = f"from somewhere import *\n\ndef {own}(*args):\n    return 1\n"

    assert bound(text, against).kind == "none"


def test_one_parameter_more_gets_the_context() -> None:
    text = """
        def input_fn(body, content_type, context):
            assert context.system_properties["model_dir"]
            return context.get_request_header(0, "Content-Type")
        """

    assert ends(text) == {"str"}


def test_a_wrong_count_is_refused_as_the_stack_refuses_it() -> None:
    error = outcome("def input_fn(body):\n    return 1\n", read()).error

    assert error is not None
    assert error.message == "input_fn takes 1 arguments but 2 were given."


def test_transform_fn_is_one_whole_request() -> None:
    text = """
        def model_fn(model_dir):
            return {"scale": 2}

        def transform_fn(model, body, content_type, accept):
            return model["scale"] if accept == "application/json" else None
        """
    invoke = Invoke(JSON, ANY_BODY, None)

    assert outcome(text, invoke).value.text == "int"
    assert outcome(text, Invoke(JSON, ANY_BODY, "text/csv")).value.is_none


def test_transform_fn_excludes_the_other_functions() -> None:
    text = """
        def model_fn(model_dir):
            return 1

        def input_fn(body, content_type):
            return 1

        def transform_fn(model, body, content_type, accept):
            return 1
        """
    error = outcome(text, ModelFn()).error

    assert error is not None
    assert error.message == (
        "Cannot use transform_fn implementation in conjunction with "
        "input_fn, predict_fn, and/or output_fn implementation"
    )


def test_a_call_takes_what_the_call_before_returned() -> None:
    text = """
        def model_fn(model_dir):
            return 10

        def input_fn(body, content_type):
            return 4

        def predict_fn(data, model):
            return None if data + model == 14 else data
        """

    assert outcome(text, read(), PredictFn()).value.is_none


def test_a_call_after_one_that_raised_is_not_made() -> None:
    text = """
        def model_fn(model_dir):
            return 1

        def input_fn(body, content_type):
            raise ValueError("no")

        def predict_fn(data, model):
            return data

        def output_fn(prediction, accept):
            return prediction
        """
    (way,) = ways(text, Case((read(), PredictFn(), OutputFn(None)))).ways

    assert [one.ended for one in way.runs[0]] == ["raised", "not_made", "not_made"]
    assert way.runs[0][1].why_not == "input_fn raised ValueError"
    assert way.runs[0][2].why_not == "input_fn raised ValueError"


def test_a_function_that_is_not_bound_is_the_default_of_the_stack() -> None:
    text = "def predict_fn(data, model):\n    return data\n"

    decoded, predicted = ways(text, Case((read(), PredictFn()))).ways[0].runs[0]
    assert decoded.returned
    assert predicted.value.none is None

    error = outcome(text, read("text/plain")).error
    assert error is not None
    assert error.type == "UnsupportedFormatError"


def test_the_stacks_own_load_is_followed_where_the_files_are_known() -> None:
    text = "def predict_fn(data, model):\n    return data\n"

    error = outcome(text, ModelFn(), files={"a.pt": 1, "b.pt": 1}).error
    assert error is not None
    assert "Exactly one .pth or .pt file is required" in error.message

    assert outcome(text, ModelFn(), files={"model.pt": 1}).ended == "returned"
    assert outcome(text, ModelFn()).ended == "returned"


def test_a_foreign_function_is_not_followed() -> None:
    found = outcome("from somewhere import input_fn\n", read())

    assert found.value.reason == "input_fn is not defined in the package"


def test_the_model_is_loaded_once_where_the_case_names_it() -> None:
    text = "def model_fn(model_dir):\n    return 1\n"
    (way,) = ways(text, Case((ModelFn(),))).ways

    assert way.runs[0][0] is way.runs[0].loaded


def test_a_failed_import_prevents_the_load_too() -> None:
    (way,) = ways("raise OSError('x')\n", Case((ModelFn(), PredictFn()))).ways

    assert way.runs[0][0].why_not == "the import raised OSError"
    assert way.runs[0].last.why_not == "the import raised OSError"


def test_the_file_whose_absence_is_the_cause_is_kept() -> None:
    text = """
        def model_fn(model_dir):
            try:
                return open(model_dir + "/absent")
            except OSError as error:
                raise RuntimeError("cannot load") from error
        """
    error = outcome(text, ModelFn(), files={"there": 1}).error

    assert error is not None
    assert (error.type, error.missing) == ("RuntimeError", "absent")


def test_nothing_bound_has_no_place() -> None:
    assert bound_as("input_fn", None).place is None
