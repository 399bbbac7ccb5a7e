"""Which calls are made, with what, and what is said of those that are not."""

import pytest

from handler_lint.calls import (
    Bound,
    Case,
    GivenBody,
    Import,
    InputFn,
    Invoke,
    ModelFn,
    OutputFn,
    Place,
    PredictFn,
)
from tests.dynamic.support import CHAIN, EMPTY, JSON, LOAD, READ, RunHandler

REQUEST = Case((READ, PredictFn(), OutputFn(None)))


def test_a_request_goes_through_the_chain(run: RunHandler) -> None:
    ran = run(CHAIN, REQUEST)

    (request,) = ran.runs
    assert [outcome.ended for outcome in request.all] == ["returned"] * 5
    assert [outcome.value.text for outcome in request] == ["dict {}", "dict {}", "str 2 chars"]
    assert request.loaded is not None
    assert request.loaded.value.text == "str 7 chars"


def test_a_call_gets_what_the_stack_gives(run: RunHandler) -> None:
    ran = run(
        """
        def model_fn(model_dir, context):
            return model_dir, type(context).__name__
        def input_fn(body, content_type):
            return type(body).__name__, content_type
        def predict_fn(data, model):
            return {data: 0, model[1]: 0}
        def output_fn(prediction, accept):
            return dict.fromkeys([*prediction, accept])
        """,
        Case((READ, PredictFn(), OutputFn("*/*"))),
        Case((InputFn("text/csv; charset=utf-8", EMPTY), PredictFn(), OutputFn("text/csv"))),
    )

    plain, charset = ran.runs
    assert plain[2].value.text == 'dict {tuple, "Context", "application/json"}'
    assert charset[2].value.text == 'dict {tuple, "Context", "text/csv"}'
    assert charset[0].value.text == '(str 9 chars, "text/csv; charset=utf-8")'


def test_a_handler_may_ask_its_context_what_the_server_knows(run: RunHandler) -> None:
    ran = run(
        """
        def model_fn(model_dir, context):
            return context.system_properties["model_dir"] == model_dir
        def input_fn(body, content_type, context):
            context.set_response_content_type(0, "text/csv")
            context.set_response_header(0, "X-Name", "value")
            context.set_response_status(200, "OK", 0)
            context.set_all_response_status(200, "OK")
            raise ValueError(
                context.get_request_id(),
                context.get_request_header(0, "Content-Type"),
                context.get_all_request_header(0).get("Accept"),
            )
        """,
        Case((READ,), load=True),
    )

    loaded = ran.runs[0].loaded
    assert loaded is not None
    assert loaded.value.text == "bool"
    assert ran.error.message == "('request', 'application/json', None)"


def test_transform_fn_gets_the_whole_request(run: RunHandler) -> None:
    ran = run(
        """
        def model_fn(model_dir):
            return 1
        def transform_fn(model, body, content_type, accept):
            return (model, body, content_type, accept)
        """,
        Case((Invoke("image/png", GivenBody("one.png", b"\x89PNG"), None),)),
    )

    assert ran.value == '(int, bytearray 4 bytes, "image/png", "application/json")'


def test_calls_of_a_case_follow_each_other_and_cases_do_not(run: RunHandler) -> None:
    ran = run(
        """
        seen = []
        def input_fn(body, content_type):
            seen.append(content_type)
            return list(seen)
        """,
        Case((READ, InputFn("b", EMPTY), READ)),
        Case((InputFn("b", EMPTY),)),
        Case((READ, InputFn("c", EMPTY))),
    )

    assert [[one.value.text for one in run] for run in ran.runs] == [
        ["list of 1 str", "list of 2 str", "list of 3 str"],
        ["list of 1 str"],
        ["list of 1 str", "list of 2 str"],
    ]


def test_equal_beginnings_are_made_once(run: RunHandler) -> None:
    ran = run(
        """
        import os
        def model_fn(model_dir):
            return os.getpid()
        def input_fn(body, content_type):
            return content_type
        """,
        Case((READ, InputFn("b", EMPTY))),
        Case((READ, InputFn("c", EMPTY))),
        Case((READ, InputFn("c", EMPTY)), load=True),
    )

    first, second, third = ran.runs
    assert first[0] is second[0] is third[0]
    assert first.loaded is second.loaded is None
    assert third.loaded is not None
    assert len(ran.executed.outcomes) == 5


def test_what_comes_after_a_call_that_raised_is_not_made(run: RunHandler) -> None:
    ran = run(
        """
        def model_fn(model_dir): pass
        def input_fn(body, content_type): raise ValueError("no")
        def predict_fn(data, model): pass
        def output_fn(prediction, accept): pass
        """,
        REQUEST,
    )

    read, predicted, answered = ran.runs[0]
    assert read.ended == "raised"
    assert (predicted.ended, predicted.why_not) == ("not_made", "input_fn raised ValueError")
    assert (answered.ended, answered.why_not) == ("not_made", "input_fn raised ValueError")


FAILED_LOADS = {
    "raise OSError": "model_fn raised OSError",
    "os._exit(3)": "model_fn exited with code 3",
    "time.sleep(60)": "model_fn ran longer than 1 s",
}


@pytest.mark.parametrize(("statement", "why"), FAILED_LOADS.items(), ids=str)
def test_a_failed_load_prevents_only_calls_that_take_the_model(
    run: RunHandler, statement: str, why: str
) -> None:
    ran = run(
        f"""
        import os, time
        def model_fn(model_dir): {statement}
        def input_fn(body, content_type): return 1
        def predict_fn(data, model): pass
        def output_fn(prediction, accept): pass
        """,
        REQUEST,
        load_timeout=1.0,
    )

    read, predicted, answered = ran.runs[0]
    assert read.value.text == "int"
    assert (predicted.ended, predicted.why_not) == ("not_made", why)
    assert (answered.ended, answered.why_not) == ("not_made", why)


FAILED_IMPORTS = {
    "import no_such_module": "the import raised ModuleNotFoundError",
    "raise SystemExit": "the import raised SystemExit",
    "import os; os._exit(0)": "the import exited with code 0",
    "import time; time.sleep(60)": "the import ran longer than 1 s",
    "import os; os.kill(os.getpid(), 9)": "the import died with signal 9 (SIGKILL)",
}


@pytest.mark.parametrize(("statement", "why"), FAILED_IMPORTS.items(), ids=str)
def test_a_failed_import_prevents_all_calls(run: RunHandler, statement: str, why: str) -> None:
    ran = run(statement, REQUEST, load_timeout=1.0)

    (request,) = ran.runs
    assert request.imported.ended in ("raised", "died", "timed_out")
    assert [(one.ended, one.why_not) for one in request.all[1:]] == [("not_made", why)] * 4
    assert ran.executed.bindings == ()


def test_the_stacks_own_function_stands_for_one_that_is_not_bound(run: RunHandler) -> None:
    text = """
        def model_fn(model_dir): return 1
        def input_fn(body, content_type): return body
        def predict_fn(data, model): return {"rows": model}
        output_fn = None
        """
    (request,) = run(text, REQUEST).runs

    assert request[1].value.text == 'dict {"rows"}'
    assert request[2].value.text == "str 11 chars"


def test_the_stacks_own_load_needs_a_model(run: RunHandler) -> None:
    (request,) = run("def predict_fn(data, model): pass\ninput_fn = predict_fn", REQUEST).runs

    assert request.loaded is not None
    assert request.loaded.ended == "raised"
    assert request[1].why_not.startswith("model_fn raised ")


def test_transform_fn_beside_the_others_is_refused_at_the_load(run: RunHandler) -> None:
    ran = run(CHAIN + "\n    transform_fn = predict_fn\n", LOAD)

    assert ran.error.type == "ValueError"
    assert "in conjunction with input_fn, predict_fn, and/or output_fn" in ran.error.message


def test_the_import_tells_what_is_bound(run: RunHandler) -> None:
    ran = run(
        """
        import functools, json

        def decorated(function):
            @functools.wraps(function)
            def inner(*args, **kwargs):
                return function(*args, **kwargs)
            return inner

        @functools.lru_cache
        # a comment
        def model_fn(model_dir, context=None):
            return 1

        def input_fn(body, *, content_type): return body

        predict_fn = 5
        from json import loads as output_fn
        """,
        Case((READ,)),
    )

    bound = {one.name: one for one in ran.executed.bindings}
    assert bound["model_fn"] == Bound(
        "model_fn",
        "model_fn(model_dir, context)",
        2,
        Place("code/inference.py", 12, function="model_fn"),
    )
    assert bound["input_fn"].text == "input_fn(body, content_type)"
    assert bound["predict_fn"] == Bound("predict_fn", "predict_fn", None, kind="other")
    assert bound["output_fn"].text.startswith("output_fn(s, cls,")
    assert bound["output_fn"].text.endswith(", **kw)")
    assert bound["output_fn"].place is None
    assert bound["transform_fn"] == Bound(
        "transform_fn",
        "the stack chains input_fn, predict_fn and output_fn",
        None,
        kind="none",
    )


def test_a_module_whose_names_cannot_be_looked_up_fails_the_import(run: RunHandler) -> None:
    ran = run("def __getattr__(name): raise RuntimeError(name)", Case((READ,)))

    assert ran.runs[0].imported.error is not None
    assert ran.runs[0].imported.error.message == "model_fn"


def test_a_case_may_name_the_import_and_the_load(run: RunHandler) -> None:
    ran = run(CHAIN, Case((Import(), ModelFn(), READ)), Case((Import(),)))

    both, imported = ran.runs
    assert [outcome.call for outcome in both] == [Import(), ModelFn(), READ]
    assert [outcome.call for outcome in both.all] == [Import(), ModelFn(), READ]
    assert imported.last.call == Import()


def test_a_request_without_content_type_is_sent_without(run: RunHandler) -> None:
    ran = run(
        "def input_fn(body, content_type): return content_type", Case((InputFn(None, EMPTY),))
    )

    assert ran.value == "None"


def test_a_call_that_returned_first_and_failed_later_prevents_with_that(run: RunHandler) -> None:
    ran = run(
        """
        import os, time
        counter = os.path.join(os.environ["HOME"], "loads")
        def model_fn(model_dir):
            with open(counter, "a") as file:
                file.write("x")
            if os.path.getsize(counter) > 1:
                raise OSError("a second load")
            return 1
        def input_fn(body, content_type):
            if content_type == "kill":
                os.kill(os.getppid(), 9)
                time.sleep(60)
            return 1
        def predict_fn(data, model):
            return 1
        """,
        Case((InputFn("kill", EMPTY), PredictFn())),
        Case((InputFn(JSON, EMPTY), PredictFn())),
    )

    killed, later = ran.runs
    assert killed[0].why_not == "ended the worker it ran in, which died with signal 9 (SIGKILL)"
    assert killed[1].why_not == f"input_fn {killed[0].why_not}"
    assert later.loaded is not None
    assert later.loaded.ended == "returned"
    assert later[0].ended == "returned"
    assert later[1].why_not == "model_fn raised OSError when it was made again"
