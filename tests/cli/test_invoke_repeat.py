"""`handler-lint invoke --repeat`: the same request many times."""

from tests.cli.client import ECHO, JSON, Client
from tests.vocabulary import GOOD, package

COUNTS = """
import os
made = []
def model_fn(model_dir): return 1
def transform_fn(model, body, content_type, accept):
    made.append(body)
    if len(made) == 3: raise ValueError
    return str(len(made))
"""


def test_repeated_requests_go_to_one_loaded_handler_and_are_counted(client: Client) -> None:
    package(client.folder, COUNTS)

    sent = client.send("package", "--repeat", "10", "--threads", "2", "--format", "json")
    latency = sent.json["latency"]

    assert sent.code == 0
    assert latency["count"] == 10
    assert latency["threads"] == 2
    assert latency["statuses"] == {"200": 9, "500": 1}
    assert 0 < latency["min_ms"] <= latency["median_ms"] <= latency["p95_ms"] <= latency["max_ms"]
    assert latency["requests_per_second"] > 0
    assert latency["import_seconds"] >= 0
    assert latency["load_seconds"] >= 0


def test_repeated_requests_are_a_table(client: Client) -> None:
    package(client.folder, GOOD)

    lines = client.send("package", *JSON, "--repeat", "3").out.decode().splitlines()

    assert [line.split()[0] for line in lines] == [
        *("requests", "statuses", "requests/s", "min", "median", "p95", "max"),
        *("import", "model_fn"),
    ]
    assert lines[0].split(maxsplit=1)[1] == "3, 1 at a time"
    assert lines[1].split(maxsplit=1)[1] == "3 x 200"


def test_the_limit_of_repeated_requests_is_that_of_one(client: Client) -> None:
    package(client.folder, ECHO.replace("ANSWER", "import time; time.sleep(0.2); return 'ok'"))

    sent = client.send("package", "--repeat", "8", "--timeout", "1", "--format", "json")

    assert (sent.code, sent.json["latency"]["count"]) == (0, 8)


def test_a_repeated_request_that_hangs_is_stopped(client: Client) -> None:
    package(client.folder, ECHO.replace("ANSWER", "import time; time.sleep(600)"))

    sent = client.send("package", "--repeat", "8", "--threads", "3", "--timeout", "0.7")

    assert (sent.code, sent.out) == (1, b"")
    assert sent.err == "no answer: the request ran longer than 0.7 s\n"
    assert client.leaves_nothing()
