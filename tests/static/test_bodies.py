"""The body: text for the stack's text types, else a bytearray, with any content or that of a sample."""

import pytest

from tests.static.abstract import (
    CSV,
    IMAGE,
    JSON,
    End,
    answer,
    answers,
    ends,
    outcome,
    outcomes,
    read,
)


def body_of(expression: str) -> str:
    return f"""
        import json
        import io

        def input_fn(body, content_type):
            return {expression}
        """


def test_a_text_type_gives_text_and_any_other_a_bytearray() -> None:
    assert ends(body_of("body"), read(JSON)) == {"str"}
    assert ends(body_of("body"), read(CSV)) == {"str"}
    assert ends(body_of("body"), read(IMAGE)) == {"bytearray"}
    assert ends(body_of("body"), read("text/csv; charset=utf-8")) == {"bytearray"}


@pytest.mark.parametrize(
    ("content_type", "expression", "message"),
    [
        (JSON, "body.decode()", "'str' object has no attribute 'decode'"),
        (IMAGE, "body.encode()", "'bytearray' object has no attribute 'encode'"),
        (IMAGE, 'body.split(",")', "a bytes-like object is required, not 'str'"),
        (IMAGE, 'body + "x"', "can't concat str to bytearray"),
        (JSON, 'body + b"x"', 'can only concatenate str (not "bytes") to str'),
        (JSON, "io.BytesIO(body)", "a bytes-like object is required, not 'str'"),
        (IMAGE, "io.StringIO(body)", "initial_value must be str or None, not bytearray"),
        (IMAGE, '"," in body', "a bytes-like object is required, not 'str'"),
        (
            IMAGE,
            'body.startswith("x")',
            "startswith first arg must be bytes or a tuple of bytes, not str",
        ),
        (JSON, 'body["a"]', "string indices must be integers, not 'str'"),
        (IMAGE, 'body["a"]', "bytearray indices must be integers or slices, not str"),
        (JSON, "body()", "'str' object is not callable"),
        (JSON, "body < 1", "'<' not supported between instances of 'str' and 'int'"),
        (JSON, "-body", "bad operand type for unary -: 'str'"),
        (JSON, "json.dumps([body, {1}])", "Object of type set is not JSON serializable"),
        (IMAGE, "json.dumps([body])", "Object of type bytearray is not JSON serializable"),
    ],
)
def test_what_no_value_of_the_kind_can_do_raises_pythons_own_message(
    content_type: str, expression: str, message: str
) -> None:
    error = outcome(body_of(expression), read(content_type)).error

    assert error is not None
    assert error.message == message


@pytest.mark.parametrize(
    ("expression", "kind"),
    [
        ("body.upper()", "str"),
        ("body.split(',')", "list"),
        ("body.split(',')[0]", "str"),
        ("len(body)", "int"),
        ("body + 'x'", "str"),
        ("body * 2", "str"),
        ("body[1:]", "str"),
        ("f'{body}'", "str"),
        ("'%s' % body", "str"),
        ("'{}'.format(body)", "str"),
        ("body == 'x'", "bool"),
        ("'x' in body", "bool"),
        ("float(body)", "float"),
        ("int(body)", "int"),
        ("body.encode()", "bytes"),
        ("[body]", "list"),
        ("{body: 1}", "dict"),
        ("(body,)", "tuple"),
        ("json.loads(body)", "?"),
        ("json.dumps(body)", "str"),
        ("io.StringIO(body)", "StringIO"),
        ("io.StringIO(body).read()", "str"),
        ("[c for c in body]", "list"),
        ("sorted(body)", "list"),
        ("isinstance(body, str)", "bool"),
        ("body.partition(',')", "tuple"),
        ("not body", "bool"),
        ("[float(x) for x in body.split(',')]", "list"),
        ("body.encode('utf-8').decode()", "str"),
        ("type(body)(1)", "str"),
    ],
)
def test_the_kind_of_what_is_made_of_any_body_is_known(expression: str, kind: str) -> None:
    assert ends(body_of(expression), read(JSON)) <= {kind}


def test_a_sample_is_executed_for_real() -> None:
    text = """
        import json

        def input_fn(body, content_type):
            rows = json.loads(body)["rows"]
            return None if sum(rows) > 5 else rows
        """

    assert outcome(text, read(JSON, b'{"rows": [1, 2, 3]}')).value.is_none
    assert not outcome(text, read(JSON, b'{"rows": [1]}')).value.is_none


def test_a_broken_sample_raises_what_python_raises() -> None:
    error = outcome(body_of("json.loads(body)"), read(JSON, b"{")).error

    assert error is not None
    assert error.type == "JSONDecodeError"
    assert error.message.startswith("Expecting property name enclosed in double quotes")
    assert "ValueError" in error.bases


def test_a_large_sample_is_any_body() -> None:
    text = body_of("None if body[:1] == 'x' else 1")

    assert {one.value.text for one in outcomes(text, read(JSON, b"x" * 40_000))} == {"None", "int"}


def test_what_json_gives_is_any_of_its_types_and_no_other() -> None:
    text = """
        import json

        def input_fn(body, content_type):
            data = json.loads(body)
            if isinstance(data, (bytes, tuple)):
                return "never"
            return None if isinstance(data, dict) else [data]
        """

    assert ends(text, read(JSON)) == {"None", "list"}


def test_a_member_of_an_unknown_is_neither_true_nor_there() -> None:
    text = """
        import json

        def answer(data):
            flag = data.flag
            return 1 if flag is None else 2 if flag else 3
        """
    text += "\n        def wrapped():\n            import somewhere\n            return answer(somewhere.make())\n"

    assert {end.value for end in answers(text, "wrapped")} == {1, 2, 3}


def test_known_and_unknown_texts_are_joined_to_an_unknown_one() -> None:
    end = answer("import somewhere\ndef answer():\n    return '/a/' + str(somewhere.x())\n")

    assert isinstance(end, End)
    assert end.value.kind == "str"
