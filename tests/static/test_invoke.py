"""A whole request by reading: what the client of each stack gets."""

import json

import pytest

from handler_lint.calls import GivenBody, Invoke, Outcome, Reply
from tests.static.abstract import CSV, IMAGE, JSON, outcome, outcomes

BODY = GivenBody("two.json", b"[1, 2]")

CHAIN = """
import json

def model_fn(model_dir):
    return 2

def input_fn(body, content_type):
    return json.loads(body)

def predict_fn(data, model):
    return [one * model for one in data]

def output_fn(prediction, accept):
    {output}
"""

MODEL_SERVERS = ("pytorch", "huggingface", "mxnet", "sklearn-mme", "xgboost-mme")
FLASK = ("sklearn", "xgboost")
HTML = "text/html; charset=utf-8"


def request(content_type: str | None = JSON, accept: str | None = None, **more: str) -> Invoke:
    return Invoke(content_type, BODY, accept, tuple(more.items()))


def reply(text: str, stack: str, call: Invoke | None = None) -> Reply:
    """What the client certainly gets."""
    found = outcome(text, call or request(), stack=stack, files={})
    assert found.reply is not None
    return found.reply


def returning(output: str) -> str:
    return CHAIN.format(output=f"return {output}")


def raising(output: str) -> str:
    return CHAIN.format(output=f"raise {output}")


def got(text: str, stack: str) -> tuple[int | None, str | None, str]:
    found = reply(text, stack)
    return found.status, found.content_type, found.body.decode()


@pytest.mark.parametrize("stack", MODEL_SERVERS)
def test_a_text_is_sent_as_what_the_client_accepts(stack: str) -> None:
    assert got(returning("json.dumps(prediction)"), stack) == (200, JSON, "[2, 4]")


@pytest.mark.parametrize("stack", FLASK)
def test_flask_sends_a_bare_text_as_html(stack: str) -> None:
    assert got(returning("json.dumps(prediction)"), stack) == (200, HTML, "[2, 4]")


@pytest.mark.parametrize("stack", ["pytorch", "mxnet", "sklearn-mme"])
def test_a_pair_is_a_body_and_its_content_type(stack: str) -> None:
    assert got(returning('"1,2", "text/csv"'), stack) == (200, CSV, "1,2")


def test_flask_adds_the_charset_to_a_text_type() -> None:
    assert got(returning('"1,2", "text/csv"'), "sklearn") == (
        200,
        "text/csv; charset=utf-8",
        "1,2",
    )


def test_the_hugging_face_toolkit_keeps_a_pair() -> None:
    status, content_type, body = got(returning('"1,2", "text/csv"'), "huggingface")

    assert (status, content_type) == (200, JSON)
    assert json.loads(body) == ["1,2", CSV]


@pytest.mark.parametrize(
    ("value", "body"),
    [("None", "null"), ("1.5", "1.5"), ('{"a": [1]}', '{\n  "a": [\n    1\n  ]\n}')],
)
def test_a_model_server_dumps_what_is_no_text(value: str, body: str) -> None:
    assert got(returning(value), "pytorch") == (200, JSON, body)


def test_flask_dumps_dicts_and_lists_only() -> None:
    assert got(returning('{"b": 1, "a": 2}'), "sklearn") == (200, JSON, '{"a":2,"b":1}\n')
    assert reply(returning("None"), "sklearn").status == 500
    assert reply(returning("1.5"), "sklearn").stage == "reply"


@pytest.mark.parametrize("stack", MODEL_SERVERS)
def test_what_json_does_not_know_is_refused_by_the_encoder_of_the_reply(stack: str) -> None:
    found = outcome(returning("{1, 2}"), request(), stack=stack, files={})

    assert found.returned
    assert found.reply is not None
    assert (found.reply.status, found.reply.stage) == (503, "reply")
    assert json.loads(found.reply.body)["message"] == "Unsupported model output data type."


@pytest.mark.parametrize("second", ["None", "200"])
def test_a_content_type_that_is_no_text_ends_the_worker_of_a_model_server(second: str) -> None:
    found = reply(returning(f'"a", {second}'), "pytorch")

    assert found.status is None
    assert "worker process ends" in found.error


def error_of(text: str, stack: str) -> tuple[Outcome, Reply]:
    found = outcome(text, request(), stack=stack, files={})
    assert found.reply is not None
    return found, found.reply


@pytest.mark.parametrize(
    ("stack", "status", "content_type"),
    [
        ("pytorch", 500, None),
        ("mxnet", 500, None),
        ("sklearn-mme", 500, None),
        ("huggingface", 400, JSON),
        ("sklearn", 500, HTML),
    ],
)
def test_an_exception_has_the_status_of_the_stack(
    stack: str, status: int, content_type: str | None
) -> None:
    found, answer = error_of(raising('ValueError("no")'), stack)

    assert found.raised
    assert found.error is not None
    assert found.error.type == "ValueError"
    assert (answer.status, answer.content_type) == (status, content_type)
    assert (answer.stage, answer.error) == ("output_fn", "ValueError: no")


def test_a_traceback_is_not_known_by_reading() -> None:
    _, answer = error_of(raising('ValueError("no")'), "pytorch")

    assert answer.unknown == {"body"}


def test_a_message_that_is_not_ascii_breaks_the_reply_of_the_toolkit() -> None:
    text = raising('ValueError("non supporté")')

    assert reply(text, "pytorch").status is None
    assert reply(text, "huggingface").status == 400
    assert reply(text, "sklearn").status == 500


@pytest.mark.parametrize(
    ("stack", "status"), [("pytorch", 415), ("sklearn-mme", 415), ("huggingface", 400)]
)
def test_the_toolkits_own_error_chooses_a_status(stack: str, status: int) -> None:
    text = "from sagemaker_inference.errors import BaseInferenceToolkitError\n" + raising(
        'BaseInferenceToolkitError(415, "no", "no way")'
    )

    assert reply(text, stack).status == status


def test_a_failed_load_is_loud_or_swallowed() -> None:
    text = CHAIN.replace("return 2", 'return open(model_dir + "/absent")').format(
        output='return "a"'
    )

    for stack in ("pytorch", "sklearn", "xgboost"):
        loud = reply(text, stack)
        assert (loud.status, loud.stage) == (None, "model_fn")
        assert loud.error.startswith("FileNotFoundError")
    for stack, status in (("mxnet", 500), ("huggingface", 400), ("sklearn-mme", 500)):
        swallowed = reply(text, stack)
        assert (swallowed.status, swallowed.stage) == (status, "model_fn")


def test_a_failed_import_is_tried_again_by_each_request() -> None:
    found = reply("1 / 0\n", "mxnet")

    assert (found.status, found.stage) == (500, "import")


def test_a_context_parameter_is_called_by_position_where_the_stack_does_not_count() -> None:
    text = CHAIN.replace("(data, model)", "(data, model, context)").format(output='return "a"')

    assert reply(text, "pytorch").status == 200
    assert reply(text, "sklearn").stage == "predict_fn"
    assert "missing 1 required positional argument" in reply(text, "sklearn-mme").error


def test_the_hugging_face_toolkit_counts_all_parameters_at_the_load() -> None:
    text = CHAIN.replace("(prediction, accept)", "(prediction)").format(output='return "a"')

    assert reply(text, "huggingface").stage == "model_fn"
    assert reply(text, "pytorch").stage == "output_fn"


KINDS = """
def model_fn(model_dir):
    return 1

def transform_fn(model, body, content_type, accept):
    return f"{type(body).__name__} {content_type} {accept}"
"""


@pytest.mark.parametrize(
    ("stack", "content_type", "accept", "seen"),
    [
        ("pytorch", JSON, None, "str application/json application/json"),
        (
            "pytorch",
            "text/csv; charset=utf-8",
            "*/*",
            "bytearray text/csv; charset=utf-8 application/json",
        ),
        ("pytorch", None, CSV, "bytearray None text/csv"),
        (
            "pytorch",
            "multipart/form-data; boundary=x",
            CSV,
            "NoneType multipart/form-data; boundary=x text/csv",
        ),
        ("sklearn", None, None, "str application/json application/json"),
        ("sklearn", IMAGE, "a/b, c/d", "bytes image/png a/b, c/d"),
        ("sklearn", "multipart/form-data", None, "bytes multipart/form-data application/json"),
    ],
)
def test_body_and_headers_as_the_stack_passes_them(
    stack: str, content_type: str | None, accept: str | None, seen: str
) -> None:
    assert reply(KINDS, stack, request(content_type, accept)).body.decode() == seen


def test_the_first_header_that_begins_like_content_type_counts() -> None:
    call = Invoke(None, BODY, None, (("ContentType", CSV), ("content-type-2", JSON)))

    assert reply(KINDS, "pytorch", call).body.decode() == "str text/csv application/json"


def test_the_variable_for_the_accept_is_read_where_the_stack_reads_it() -> None:
    environ = {"SAGEMAKER_DEFAULT_INVOCATIONS_ACCEPT": CSV}
    for stack, accept in (("pytorch", CSV), ("sklearn", CSV), ("huggingface", JSON)):
        found = outcome(KINDS, request(), stack=stack, environ=environ).reply
        assert found is not None
        assert found.body.decode().endswith(accept)


def test_a_context_sets_status_and_headers_of_the_reply() -> None:
    text = """
        def model_fn(model_dir):
            return 1

        def transform_fn(model, body, content_type, accept, context):
            context.set_response_status(201, "Made", 0)
            context.set_response_header(0, "X-Rows", str(len(body)))
            return "a"
        """
    found = reply(text, "pytorch")

    assert (found.status, found.headers) == (201, (("X-Rows", "6"),))


DEFAULTS = """
def model_fn(model_dir):
    return 1

def predict_fn(data, model):
    return {"rows": 2}
"""


@pytest.mark.parametrize(
    ("stack", "body"),
    [
        ("mxnet", '{"rows": 2}'),
        ("pytorch", '{"rows": 2}'),
        ("sklearn", '{"rows": 2}'),
        ("huggingface", '{"rows":2}'),
    ],
)
def test_the_stacks_own_functions_stand_for_those_that_are_not_bound(stack: str, body: str) -> None:
    replies = [one.reply for one in outcomes(DEFAULTS, request(), stack=stack)]

    assert {(one.status, one.content_type, one.body.decode()) for one in replies if one} == {
        (200, JSON, body)
    }


def test_a_default_refuses_a_content_type_that_it_does_not_know() -> None:
    found = reply(DEFAULTS, "mxnet", request("text/plain"))

    assert (found.status, found.stage) == (500, "input_fn")
    assert found.error.startswith("UnsupportedFormatError: Content type text/plain")


def test_without_predict_fn_the_plain_toolkit_has_none() -> None:
    found = reply("def model_fn(model_dir):\n    return 1\n", "mxnet", request("text/plain"))
    assert found.stage == "input_fn"

    text = "def model_fn(model_dir):\n    return 1\n\ndef input_fn(body, kind):\n    return 1\n"
    found = reply(text, "mxnet")
    assert (found.status, found.stage) == (500, "predict_fn")
    assert found.error.startswith("NotImplementedError")


PROXY = """
def handler(data, context):
    {answer}
"""


@pytest.mark.parametrize(
    ("answer", "status", "body"),
    [
        ('return "a", "text/plain"', 200, "a"),
        ("return context.request_content_type, context.accept_header", 200, JSON),
        ('return "a"', 500, '{"error": "not enough values to unpack (expected 2, got 1)"}'),
        ('raise ValueError("no")', 500, '{"error": "no"}'),
    ],
)
def test_a_proxy_wants_exactly_a_body_and_its_content_type(
    answer: str, status: int, body: str
) -> None:
    found = reply(PROXY.format(answer=answer), "tensorflow")

    assert (found.status, found.body.decode()) == (status, body)


def test_a_proxy_passes_a_stream() -> None:
    found = reply(PROXY.format(answer='return data.read(), "text/plain"'), "tensorflow")

    assert (found.status, found.content_type) == (200, "text/plain")
    assert found.unknown == {"body"}


def test_a_proxy_does_not_start_without_its_functions() -> None:
    found = reply("def input_handler(data, context):\n    return data\n", "tensorflow")

    assert (found.status, found.stage) == (None, "model_fn")
    assert found.error.startswith("NotImplementedError")


def test_nothing_answers_for_the_model_server_behind_a_proxy() -> None:
    text = """
        def input_handler(data, context):
            return data.read()

        def output_handler(response, context):
            return response.content, "text/plain"
        """
    found = reply(text, "tensorflow")

    assert (found.status, found.stage) == (None, "model server")
