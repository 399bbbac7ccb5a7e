"""Whatever the bytes are, reading ends soon and raises nothing."""

import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from handler_lint.calls import Case, ModelFn
from handler_lint.handler import Handler, look
from handler_lint.judge import judge
from handler_lint.package.model import Package
from handler_lint.rule import load_rule, rule_index
from handler_lint.static.gate import Unreadable, read_source
from handler_lint.static.machine import World
from handler_lint.static.source import Source
from tests.static.abstract import HANDLER, STACK, outcome, read, spelled, ways

ROOT = Path(__file__).parents[2]
RULES = [load_rule(module) for module in rule_index().values()]
SECONDS = 60.0
"""Far above what a loaded machine needs, far below what a hang or a real execution would take."""


def lint_by_reading(data: bytes) -> Source | Unreadable:
    """The whole static way: the gate, the first look, and every rule."""
    found = read_source(HANDLER, data)
    if isinstance(found, Source):
        package = Package(
            HANDLER, "file", HANDLER, {HANDLER: data}, ("code",), None, (), "", (), (), False
        )
        world = World({HANDLER: found}, ("code",), None, frozenset(), {}, True, STACK.serving)
        seen = look(Handler(package, STACK, found, world))
        for rule in RULES:
            for finding in judge(rule, seen).findings:
                assert finding.violation.message
        for bound in seen.bindings.values():
            assert bound.place is None or bound.place.line >= 1
    return found


def originals() -> list[bytes]:
    files = [*ROOT.glob("fixtures/rules/*/*.py"), *ROOT.glob("benchmarks/data/*.py")]
    texts = [file.read_bytes() for file in sorted(files)]
    assert len(texts) > 20
    return texts


def mutated(data: bytes, random: Random) -> bytes:
    """A source that somebody is in the middle of changing."""
    lines = data.splitlines(keepends=True)
    at = random.randrange(len(lines))
    match random.randrange(7):
        case 0:
            return data[: random.randrange(len(data))]
        case 1:
            del lines[at]
        case 2:
            lines.insert(random.randrange(len(lines)), lines[at])
        case 3:
            position = random.randrange(len(data))
            return data[:position] + bytes([random.randrange(256)]) + data[position + 1 :]
        case 4:
            words = (b"return", b"None", b"body", b"==", b"if", b"else", b"self", b"raise", b"True")
            return data.replace(random.choice(words), random.choice(words), random.randint(1, 3))
        case 5:
            lines[at] = lines[at].lstrip() if random.random() < 0.5 else b"    " + lines[at]
        case 6:
            start = random.choice(
                (b"def ", b"for x in body:\n    ", b"@body\n", b"del ", b"*", b"async ")
            )
            lines[at] = start + lines[at].lstrip()
    return b"".join(lines)


def mutants() -> Iterator[bytes]:
    random = Random(7)
    texts = originals()
    for _ in range(200):
        data = mutated(random.choice(texts), random)
        yield mutated(data, random) if random.random() < 0.3 else data


@pytest.mark.parametrize("data", list(mutants()), ids=range(200))
def test_a_source_in_the_middle_of_a_change_is_read_or_refused(data: bytes) -> None:
    started = time.perf_counter()
    lint_by_reading(data)

    assert time.perf_counter() - started < SECONDS


REFUSED = {
    "5,000 nested parentheses": b"x = " + b"(" * 5000 + b")" * 5000,
    "50,000 signs": b"x = " + b"-" * 50_000 + b"1",
    "a sum of 30,000": b"x = " + b"+".join([b"1"] * 30_000),
    "a chain of 30,000 attributes": b"x = a" + b".b" * 30_000,
    "3,000 branches": b"if x:\n    pass\n" + b"elif x:\n    pass\n" * 3000,
    "3,000 nested lambdas": b"x = " + b"lambda: " * 3000 + b"1\n",
    "a null byte": b"x = 1\0\n",
    "UTF-16": "x = 1\n".encode("utf-16"),
    "bytes that are no UTF-8": b'x = "\xff"\n',
    "an encoding that is not there": b"# coding: nope\nx = 1\n",
    "more bytes than are read": b"# " + b"x" * (512 * 1024),
    "more lines than are read": b"\n" * 20_001,
    "Python 2": b'print "a"\n',
    "a brace that is not closed": b"x = {\n",
    "a bad indentation": b"if x:\npass\n",
}


@pytest.mark.parametrize("data", REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_read_is_refused_with_a_line(data: bytes) -> None:
    started = time.perf_counter()
    found = lint_by_reading(data)

    assert isinstance(found, Unreadable)
    assert HANDLER in found.message or "this source" in found.message
    assert found.place.line >= 1
    assert time.perf_counter() - started < SECONDS


READ = {
    "CR line ends": b"def input_fn(body, content_type):\r    return None\r",
    "CRLF line ends": b"def input_fn(body, content_type):\r\n    return None\r\n",
    "a byte order mark": b"\xef\xbb\xbfdef input_fn(body, content_type):\n    return None\n",
    "form feeds": b"x = 1\n\x0c\ndef input_fn(body, content_type):\n\x0c    return None\n",
    "tabs": b"def input_fn(body, content_type):\n\treturn None\n",
    "an encoding of its own": b'# coding: latin-1\ndef input_fn(body, \xe9):\n    return "\xe9"\n',
    "no line end": b"def input_fn(body, content_type): return None",
    "180 nested calls": b"def input_fn(body, content_type):\n    return "
    + b"str(" * 180
    + b"body"
    + b")" * 180
    + b"\n",
    "a sum of 250": b"def input_fn(body, t):\n    return " + b"+".join([b"1"] * 250) + b"\n",
    "90 nested ifs": b"def input_fn(body, t):\n"
    + b"".join(b" " * i + b"if body:\n" for i in range(1, 19))
    + b" " * 19
    + b"return 1\n",
    "nothing": b"",
}


@pytest.mark.parametrize("data", READ.values(), ids=READ)
def test_what_python_reads_is_read(data: bytes) -> None:
    assert isinstance(lint_by_reading(data), Source)


@pytest.mark.parametrize(
    "text",
    ["*x = 1\n", "return 1\n", "def input_fn(body, t):\n    *body = 1\n    return body\n"],
)
def test_what_only_our_parser_accepts_is_followed(text: str) -> None:
    lint_by_reading(text.encode())


def test_bad_bytes_in_a_comment_are_not_called_broken() -> None:
    found = read_source(HANDLER, b"# \xff\nx = 1\n")

    assert isinstance(found, Unreadable)
    assert found.valid


def test_endless_recursion_ends() -> None:
    text = "def input_fn(body, content_type):\n    return input_fn(body, content_type)\n"

    assert outcome(text, read()).result is not None
    assert "recursion" in ways(text, Case((read(),))).ways[0].missed


def test_an_endless_loop_is_incomplete() -> None:
    text = "def input_fn(body, content_type):\n    while True:\n        pass\n"

    assert not ways(text, Case((read(),))).complete


def test_too_many_ways_within_a_loop_are_incomplete() -> None:
    tests = "".join(f"        if body[{i}:{i + 1}]:\n            n += 1\n" for i in range(12))
    text = f"def input_fn(body, content_type):\n    n = 0\n    for _ in '.':\n{tests}    return n\n"
    found = ways(text, Case((read(),)))

    assert not found.complete


def test_ways_that_come_together_are_few() -> None:
    tests = "".join(f"    if body[{i}:{i + 1}]:\n        n += 1\n" for i in range(40))
    text = f"def input_fn(body, content_type):\n    n = 0\n{tests}    return n\n"
    found = ways(text, Case((read(),)))

    assert found.complete
    assert {spelled(way.runs[0].last) for way in found.ways} == {"int"}
    assert len(found.ways) < 20


def test_too_many_steps_are_incomplete() -> None:
    loops = "".join("    " * i + f"for x{i} in range(100):\n" for i in range(1, 4))
    text = f"def model_fn(model_dir):\n{loops}                pass\n"

    assert not ways(text, Case((ModelFn(),))).complete


@pytest.mark.parametrize(
    "text",
    [
        "x = 10 ** 10 ** 10",
        "x = 'a' * 10 ** 12",
        "x = [0] * 10 ** 12",
        "x = 1 << 10 ** 9",
        "x = '%999999999d' % 1",
        "x = f'{1:999999999}'",
        "x = '{:999999999}'.format(1)",
        "x = 'a'.ljust(10 ** 10)",
        "x = list(range(10 ** 12))",
        "x = bytes(10 ** 11)",
        "x = bytearray(10 ** 11)",
        "x = 'a' * 99_999\nfor i in range(50):\n    x = x.replace('a', x[:999])",
        "x = 'a' * 90_000\nx = x.join([x] * 90_000)",
        "x = [1]\nfor i in range(60):\n    x = x + x",
        "x = [1]\nfor i in range(60):\n    x += x",
        "x = [1]\nfor i in range(60):\n    x.extend(x)",
        "x = (1,)\nfor i in range(60):\n    x = (x, x)",
        "x = pow(7, 10 ** 8)",
        "x = sum(range(10 ** 10))",
        "x = max(range(10 ** 10))",
        "x = sorted(range(10 ** 10))",
        "import re\nx = re.match('(a+)+$', 'a' * 40 + 'b')",
        "import math\nx = math.factorial(10 ** 7)",
        "x = round(10 ** 400)\ny = int('9' * 100_000)",
        "x = 10 ** 300 * 1.0 * 10 ** 300",
        "x = []\nx.append(x)\ny = x == x\nz = str(x)",
        "x = {}\nx['x'] = x\nimport json\ny = json.dumps(x)",
        "x = 2 ** 64\nfor i in range(40):\n    x = x * x",
    ],
)
def test_what_would_take_long_or_much_memory_is_not_executed(text: str) -> None:
    started = time.perf_counter()
    lint_by_reading(f"{text}\ndef input_fn(body, content_type):\n    return x\n".encode())

    assert time.perf_counter() - started < SECONDS


def test_every_rule_is_judged_here() -> None:
    assert [rule.code for rule in RULES] == list(rule_index())
