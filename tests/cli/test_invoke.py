"""`handler-lint invoke`: what is sent, and what is printed."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.client import ECHO, JSON, Client
from tests.vocabulary import GOOD, package


def test_the_body_is_printed_as_it_is(client: Client) -> None:
    package(client.folder, ECHO.replace("ANSWER", r"return b'\x00\xff\n\n'"))

    sent = client.send("package")

    assert (sent.code, sent.out, sent.err) == (0, b"\x00\xff\n\n", "")
    assert client.leaves_nothing()


def test_a_chain_answers_like_its_server(client: Client) -> None:
    package(client.folder, GOOD)

    assert client.send("package", *JSON).out == b"[2, 4]"


def test_the_status_line_and_the_headers_come_first_like_those_of_curl(client: Client) -> None:
    package(client.folder, GOOD)

    sent = client.send("package", *JSON, "-i")

    assert sent.out == (
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 6\r\n\r\n[2, 4]"
    )


def test_the_object_says_all_about_the_answer(client: Client) -> None:
    package(client.folder, GOOD)

    assert client.send("package", *JSON, "--output-format", "json").json == {
        "status": 200,
        "content_type": "application/json",
        "headers": {"Content-Type": "application/json", "Content-Length": "6"},
        "body": "[2, 4]",
        "body_length": 6,
        "error": None,
        "stage": None,
        "stack": "pytorch",
    }


def test_a_body_that_is_not_utf_8_comes_as_base64(client: Client) -> None:
    package(client.folder, ECHO.replace("ANSWER", r"return b'\x00\xff'"))

    told = client.send("package", "--format", "json").json

    assert (told["body"], told["body_encoding"], told["body_length"]) == ("AP8=", "base64", 2)


def test_the_handler_gets_what_is_sent(client: Client) -> None:
    answer = "return repr((body, content_type, accept))"
    package(client.folder, ECHO.replace("ANSWER", answer))

    plain = client.send("package", body=b"\x00")
    full = client.send(
        "package",
        *("--header", "content-type: text/csv", "--accept", "text/plain", "--header", "X-A:b"),
        body=b"1,2",
    )

    assert plain.out == b"(bytearray(b'\\x00'), None, 'application/json')"
    assert full.out == b"('1,2', 'text/csv', 'text/plain')"


def test_the_body_may_come_on_standard_input(client: Client) -> None:
    package(client.folder, GOOD)

    assert client.send("package", *JSON, "--body", "-", body=None, stdin=b"[3]").out == b"[6]"


def test_an_empty_body_is_sent(client: Client) -> None:
    package(client.folder, ECHO.replace("ANSWER", "return str(len(body))"))

    assert client.send("package", body=b"").out == b"0"


def test_large_bodies_go_both_ways(client: Client) -> None:
    package(client.folder, ECHO.replace("ANSWER", "return bytes(body) * 4"))
    body = os.urandom(1 << 20) * 8

    sent = client.send("package", "--content-type", "image/png", body=body)

    assert sent.out == body * 4


def test_an_error_status_is_an_answer_and_the_first_exception_is_told(client: Client) -> None:
    package(client.folder, GOOD)

    sent = client.send("package", "--content-type", "text/html", "--format", "json")

    assert sent.code == 0
    assert sent.json["status"] == 500
    assert sent.json["stage"] == "input_fn"
    assert sent.json["error"] == "ValueError: unsupported content type: text/html"
    assert sent.err == (
        "code/inference.py:11: ValueError: unsupported content type: text/html, in input_fn\n"
    )


def test_the_package_reads_as_it_lies_on_the_endpoint(client: Client) -> None:
    package(client.folder, ECHO.replace("ANSWER", "return open(model + '/absent').read()"))

    sent = client.send("package", "--format", "json")
    told = sent.json

    assert 'File "/opt/ml/model/code/inference.py", line 4, in transform_fn' in told["body"]
    assert told["body_length"] == len(told["body"])
    assert told["error"].endswith("No such file or directory: '/opt/ml/model/absent'")
    assert "odd place" not in str(told) + sent.err
    assert "<model_dir>" not in str(told) + sent.err


def test_without_an_answer_the_object_says_why(client: Client) -> None:
    package(client.folder, "def model_fn(model_dir): raise OSError('no weights')")

    sent = client.send("package", "--format", "json")

    assert sent.code == 1
    assert sent.json == {
        "status": None,
        "content_type": None,
        "headers": {},
        "body": None,
        "body_length": 0,
        "error": "OSError: no weights",
        "stage": "model_fn",
        "stack": "pytorch",
    }
    assert sent.err.splitlines() == [
        "code/inference.py:1: OSError: no weights, in model_fn",
        "no answer: model_fn fails, so the server does not start",
    ]


def test_where_the_server_swallows_a_failed_load_each_request_answers_with_it(
    client: Client,
) -> None:
    package(client.folder, "import no_such_module_xy")

    sent = client.send("package", "--framework", "huggingface", "--format", "json")

    assert sent.code == 0
    assert sent.json["status"] == 400
    assert json.loads(sent.json["body"])["message"] == "No module named 'no_such_module_xy'"
    assert sent.err.startswith("code/inference.py:1: ModuleNotFoundError: No module named")


def test_the_answer_goes_to_a_file(client: Client) -> None:
    package(client.folder, GOOD)

    sent = client.send("package", *JSON, "--output-file", "answer")

    assert (sent.code, sent.out) == (0, b"")
    assert (client.folder / "answer").read_bytes() == b"[2, 4]"


def test_variables_and_the_world_are_those_of_the_server(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "of the user")
    answer = "import os; return ' '.join(f'{k}={v}' for k, v in sorted(os.environ.items()))"
    package(client.folder, ECHO.replace("ANSWER", answer))

    sent = client.send("package", "--environ", "NAME=value", "--environ", "SAGEMAKER_PROGRAM=x")
    told = sent.out.decode()

    assert "NAME=value" in told
    assert "SAGEMAKER_PROGRAM=x" in told
    assert "SAGEMAKER_SUBMIT_DIRECTORY=/opt/ml/model/code" in told
    assert "of the user" not in told


README = Path(__file__).parents[2] / "README.md"


def test_the_example_of_the_readme_is_what_is_printed(tmp_path: Path) -> None:
    blocks = README.read_text(encoding="utf-8").split("```\n")
    (example,) = [block for block in blocks if "$ handler-lint invoke" in block]
    first, *steps = re.split(r"^\$ (.*)\n", example, flags=re.MULTILINE)[1:]
    folder = README.parent / first.removeprefix("cd ")
    shutil.copytree(folder, tmp_path / "package")
    command = f"{shlex.quote(sys.executable)} -m handler_lint"

    for line, shown in zip(steps[1::2], steps[2::2], strict=True):
        done = subprocess.run(
            line.replace("handler-lint", command, 1),
            shell=True,
            cwd=tmp_path / "package",
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        # each answer is shown on lines of its own
        assert done.stdout.replace(b"\r\n", b"\n").decode().strip() == shown.strip()


def test_what_the_image_has_and_this_interpreter_lacks_is_no_answer(client: Client) -> None:
    package(client.folder, "import sentence_transformers\n" + GOOD)

    sent = client.send("package", "--framework", "huggingface")

    assert (sent.code, sent.out) == (1, b"")
    assert "the image of huggingface has sentence_transformers, and this interpreter" in sent.err
    assert client.send("package", "--framework", "mxnet").code == 0
